using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Data.Evaluating;

/// <summary>What came of a training at a past cut-off.</summary>
/// <param name="Run">The id of its run.</param>
/// <param name="Predictions">A file with its answers to all rows from the cut-off on.</param>
public sealed record PastAnswers(string Run, string Predictions);

/// <summary>What age costs, from the answers of trainings at past cut-offs.</summary>
/// <param name="AreAlike">Whether all trainings gave the same answers to the rows that several were asked: then none of them learnt from what it was told to.</param>
public sealed record AgedAnswers(IReadOnlyList<StalenessAge> Ages, IReadOnlyList<PastTraining> Trainings, long Rows, bool AreAlike)
{
    /// <summary>Reads them window by window.</summary>
    /// <param name="answers">By cut-off.</param>
    /// <exception cref="TableException">The predictions of a training do not fit its rows.</exception>
    public static async Task<AgedAnswers> OfAsync(ProjectContract contract, string root, PastWindows windows, IReadOnlyDictionary<int, PastAnswers> answers, PredictionMetric metric, bool isLess, CancellationToken cancel)
    {
        var all = windows.Cutoffs.ToList();
        string Name(int cutoff) => $"the training until {windows.Before(cutoff).Until:yyyy-MM-dd}";
        await using var table = await Table.OpenAsync(contract with
        {
            Predictions = null,
            Slices = null,
            Baselines = [.. all.Select(c => new Baseline { Name = Name(c), Kind = BaselineKind.SimpleModel, Predictions = answers[c].Predictions })],
        }, root, cancel);
        var gaps = new AgeGaps(metric, isLess, windows.Days);
        var (later, fresh, rows, isAlike) = (all.ToDictionary(c => c, _ => new List<LaterWindow>()), new Dictionary<int, double>(), 0L, true);
        foreach (var window in all)
        {
            var days = windows.Of(window);
            await table.ReadAsAsync(PastWindows.Parted(table.Contract, windows.Before(window), days), cancel);
            var sets = new List<Predictions>();
            foreach (var cutoff in all.Where(c => c <= window))
            {
                sets.Add(await SetAsync(table, Name(cutoff), cancel));
            }

            var read = await PairedRows.ReadAsync(table, "dev", metric, sets, [], cancel);
            var newest = read.Sets[^1];
            (fresh[window], rows) = (metric.Measure(read.Truth, newest).Value, rows + read.Rows);
            foreach (var (i, cutoff) in all.Where(c => c < window).Index())
            {
                isAlike &= read.Sets[i].Score.AsSpan().SequenceEqual(newest.Score) && (read.Sets[i].Answer ?? []).AsSpan().SequenceEqual(newest.Answer ?? []);
                if (gaps.Add(window - cutoff, read.Truth, read.Sets[i], newest, read.Units) is { } both)
                {
                    later[cutoff].Add(new LaterWindow(days.From!.Value, days.Until!.Value, both.Old, both.Fresh));
                }
            }
        }

        var ages = gaps.Ages();
        return ages.Count == 0
            ? throw new TableException($"{metric.Name} does not exist on any of the {all.Count} windows.", "Choose another metric, or other rows.")
            : new AgedAnswers(ages, [.. all.Select(c => new PastTraining(windows.Before(c).From!.Value, windows.Before(c).Until!.Value, answers[c].Run, fresh[c], later[c]))], rows, isAlike);
    }

    private static async Task<Predictions> SetAsync(Table table, string name, CancellationToken cancel)
    {
        try
        {
            return await table.PredictionsAsync(table.PredictionsFor("dev").First(p => p.Name == name), "dev", cancel);
        }
        catch (TableException e)
        {
            throw new TableException($"What {name} answered cannot be used. {e.Message}", e.Next);
        }
    }
}
