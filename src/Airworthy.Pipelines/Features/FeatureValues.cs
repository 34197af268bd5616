using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Learning;

namespace Airworthy.Pipelines.Features;

/// <summary>What shall be measured.</summary>
/// <param name="Target">Whose, for a person.</param>
/// <param name="Repeats">Shuffles of each group, from 1.</param>
/// <param name="Weakest">Groups, from the least valuable on, without which the model is learnt again.</param>
/// <param name="Logged">What the run says of its metric; null where it says nothing.</param>
public sealed record FeatureWish(string Target, int Repeats, int Weakest, double? Logged = null);

/// <summary>Measures what each group of features is worth to a model, and what it costs.</summary>
/// <param name="told">Told what was just done, and how many things there are to do.</param>
public sealed class FeatureValues(ProjectContract contract, LearningTask task, LearningRows held, Action<string, int>? told = null)
{
    private readonly double _confidence = contract.Metric?.Confidence ?? 0.95;
    private readonly double _threshold = DecisionThreshold.Of(contract).From;

    /// <summary>Measures.</summary>
    /// <param name="learning">Gets ready to learn it again; null, with a reason, where nobody can.</param>
    /// <param name="sources">Where columns come from, by the schema.</param>
    /// <exception cref="NotAskedException">The model does not answer, or the metric does not exist on these rows.</exception>
    public async Task<FeatureValuation> OfAsync(FeatureWish wish, IRowScorer scorer, Func<(Relearning? Of, string WhyNot)> learning, IReadOnlyDictionary<string, string> sources, CancellationToken cancel)
    {
        var intact = Said(await scorer.AnswerAsync(held, [], 0, cancel));
        var value = task.Metric.Measure(held.Truth, intact).Value;
        if (!double.IsFinite(value))
        {
            throw new NotAskedException($"{task.Metric.Name} does not exist on these {held.Truth.Rows:N0} rows of {task.Split}.", task.Scale == AnswerScale.TwoClasses ? "It needs rows of both classes." : "Choose another metric, or other rows.");
        }

        var groups = await Task.Run(() => Grouped(scorer.Columns), cancel).WaitAsync(cancel);
        var steps = groups.Count + Math.Min(wish.Weakest, groups.Count);
        var valued = new List<FeatureGroupValue>();
        foreach (var group in groups)
        {
            valued.Add(new FeatureGroupValue(group, Within(await ShuffledAsync(scorer, group, intact, wish.Repeats, cancel)))
            {
                Sources = [.. group.Select(c => sources.GetValueOrDefault(c)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)],
            });
            told?.Invoke($"shuffled {valued[^1].Name}", steps);
        }

        var notes = new List<string>();
        if (wish.Logged is { } logged && Math.Abs(logged - value) > 1e-6 * Math.Max(1, Math.Abs(logged)))
        {
            notes.Add(FormattableString.Invariant($"The run logged {task.Metric.Name} {logged:G6}, and the model asked anew has {value:G6} on these rows."));
        }

        var swaps = new List<GroupSwap>();
        foreach (var column in contract.Responsibility?.Fairness?.Groups ?? [])
        {
            swaps.Add(await SwappedGroups.OfAsync(column, scorer, held, intact, Said, cancel));
        }

        var ordered = valued.OrderByDescending(g => g.Shuffled.Gain).ToList();
        var (learnt, whyNot, learntValue) = await Task.Run(() => Learnt(wish, learning, ordered, steps, cancel), cancel).WaitAsync(cancel); // a learner cannot be interrupted; it is left behind
        var (clock, whole) = Timed(scorer, ordered, cancel);
        return new FeatureValuation(wish.Target, task.Split, held.Truth.Rows, task.Metric.Name, value, _confidence, wish.Repeats, ordered)
        {
            How = scorer.How,
            Learnt = learnt,
            WhyNotLearnt = whyNot,
            LearntValue = learntValue,
            Clock = clock,
            Whole = whole,
            Swaps = swaps,
            Notes = notes,
        };
    }

    /// <summary>Columns that carry the same information, by the ranks of what an encoder makes of them.</summary>
    private List<IReadOnlyList<string>> Grouped(IReadOnlyList<string> columns)
    {
        var rows = new RawRows(held.Rows.Rows, [.. columns.Select(c => held.Rows[c])]);
        var encoder = Encoder.Learn(rows, held.Target, 20).Encoder;
        int[] column = [.. encoder.Encodings.SelectMany((e, i) => e.Made.Select(_ => i))];
        return [.. FeatureGroups.Of(encoder.Encode(rows), column, columns.Count).Select(g => (IReadOnlyList<string>)[.. g.Select(c => columns[c])])];
    }

    private async Task<PairedGain> ShuffledAsync(IRowScorer scorer, IReadOnlyList<string> group, Answers intact, int repeats, CancellationToken cancel)
    {
        var shuffled = new Answers[repeats];
        await Parallel.ForAsync(0, repeats, new ParallelOptions { MaxDegreeOfParallelism = scorer.IsFast ? Environment.ProcessorCount : 1, CancellationToken = cancel },
            async (i, stop) => shuffled[i] = Said(await scorer.AnswerAsync(held, group, 1 + i, stop)));
        return ShuffledGain.Of(task.Metric, held.Truth, intact, shuffled, held.Units, task.Up, _confidence)
            ?? throw new NotAskedException($"With {string.Join(" + ", group)} shuffled, {task.Metric.Name} does not exist on these rows.", "Choose another metric, or more rows.");
    }

    private (string? How, string? WhyNot, double? Value) Learnt(FeatureWish wish, Func<(Relearning? Of, string WhyNot)> learning, List<FeatureGroupValue> groups, int steps, CancellationToken cancel)
    {
        if (wish.Weakest == 0)
        {
            return (null, null, null);
        }

        var (again, whyNot) = learning();
        if (again is null)
        {
            return (null, whyNot, null);
        }

        var whole = Said(again.Without([]));
        for (var i = groups.Count - 1; i >= Math.Max(0, groups.Count - wish.Weakest); i--)
        {
            cancel.ThrowIfCancellationRequested();
            var gain = PairedGain.Of(task.Metric, held.Truth, Said(again.Without(groups[i].Columns)), whole, held.Units, task.Up, _confidence);
            groups[i] = groups[i] with { Kept = gain is null ? null : Within(gain) };
            told?.Invoke($"learnt without {groups[i].Name}", steps);
        }

        return (again.How, null, task.Metric.Measure(held.Truth, whole).Value);
    }

    private (string? Clock, TailTime? Whole) Timed(IRowScorer scorer, List<FeatureGroupValue> groups, CancellationToken cancel)
    {
        if (scorer is not OnnxRows model)
        {
            return (null, null);
        }

        if (model.Own is { } own)
        {
            for (var i = 0; i < groups.Count; i++)
            {
                groups[i] = groups[i] with { Time = FeatureClock.OfGroup([.. own.Encoder.Encodings.Where(e => groups[i].Columns.Contains(e.Column))], held.Rows, _confidence, cancel) };
            }
        }

        return ($"Times are of one row after the other, on one core of this machine{(model.Own is null ? "; in a file that was not written here, features and model cannot be timed apart" : ", each group of features in a call of its own")}.",
            FeatureClock.OfAnswer(model, held.Rows, _confidence, cancel));
    }

    private Answers Said(FloatMatrix answers) => Scored.AnswersOf(answers, held.Target, _threshold);

    private static GainWithin Within(PairedGain gain) => new(gain.Gain, gain.Low, gain.High);
}
