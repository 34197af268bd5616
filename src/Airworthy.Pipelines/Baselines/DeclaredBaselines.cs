using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Pipelines.Learning;
using Airworthy.Pipelines.Training;

namespace Airworthy.Pipelines.Baselines;

/// <summary>A baseline of the contract that could not be made or read, in words, with the next step.</summary>
public sealed record BaselineFailure(string Name, string Because, string Next);

/// <summary>Baselines that the contract declares: their commands are run, and the predictions that they write are scored.</summary>
public static class DeclaredBaselines
{
    /// <summary>Seconds each command took, by the name of its baseline, and those that failed.</summary>
    public static async Task<(IReadOnlyDictionary<string, double> Took, IReadOnlyList<BaselineFailure> Failed)> RunAsync(ProjectContract contract, string root, int seed, Action<string>? doing, CancellationToken cancel)
    {
        var (took, failed) = (new Dictionary<string, double>(StringComparer.Ordinal), new List<BaselineFailure>());
        foreach (var (i, baseline) in (contract.Baselines ?? []).Index())
        {
            if (baseline.Command is not { } command)
            {
                continue;
            }

            if (baseline.Predictions is not { } file)
            {
                failed.Add(new(baseline.Name, "it has a command, and no file in which its predictions are looked for", $"Set baselines[{i}].predictions to the file that the command writes."));
                continue;
            }

            doing?.Invoke(baseline.Name);
            var path = Path.Combine(root, file);
            var before = File.Exists(path) ? File.GetLastWriteTimeUtc(path) : (DateTime?)null;
            var end = await ShellLine.RunAsync(root, command, seed, cancel);
            if (end.ExitCode != 0)
            {
                failed.Add(new(baseline.Name, $"`{command}` ended with {end.ExitCode}: {(end.LastLine.Length == 0 ? "it wrote nothing" : end.LastLine)}", $"Run it in the project's folder and mend what it says{(File.Exists(path) ? $"; {file} was scored as it lies there, and --no-commands says that this is meant" : "")}."));
            }
            else if (!File.Exists(path) || File.GetLastWriteTimeUtc(path) == before)
            {
                failed.Add(new(baseline.Name, $"`{command}` ended well, and did not write {file}", $"Let it write its predictions there, or correct baselines[{i}].predictions."));
            }
            else
            {
                took[baseline.Name] = end.Took.TotalSeconds;
            }
        }

        return (took, failed);
    }

    /// <summary>Scores the predictions of a split that the contract's baselines have stored.</summary>
    public static async Task<(IReadOnlyList<BaselineResult> Made, IReadOnlyList<BaselineFailure> Failed)> ScoreAsync(Table table, string root, LearningTask task, IReadOnlyDictionary<string, double> took, CancellationToken cancel)
    {
        var (made, failed) = (new List<BaselineResult>(), new List<BaselineFailure>());
        foreach (var source in table.PredictionsFor(task.Split).Where(s => !s.IsCandidate).ToList())
        {
            try
            {
                var set = await table.PredictionsAsync(source, task.Split, cancel);
                var hasProbabilities = set.Form != AnswerForm.Value || task.Classes.Count == 0;
                var metric = hasProbabilities || !task.Metric.IsProbabilistic ? task.Metric : Core.Statistics.Metrics.PredictionMetric.Of("accuracy")!;
                var rows = await PairedRows.ReadAsync(table, task.Split, metric, [set], [], cancel, LearningRows.Most);
                var declared = table.Contract.Baselines!.First(b => b.Name == source.Name);
                var scored = Scored.Of(table.Contract, task with { Metric = metric }, rows.Truth, rows.Sets[0], rows.Units, hasProbabilities);
                made.Add(new BaselineResult(source.Name, declared.Kind!.Value, declared.Command is { } command && took.ContainsKey(source.Name) ? command : $"from {source.Path}", null, null, scored, took.GetValueOrDefault(source.Name), null)
                {
                    Said = rows.Sets[0],
                    IsDeclared = true,
                    Command = took.ContainsKey(source.Name) ? declared.Command : null,
                    File = Path.Combine(root, source.Path),
                });
            }
            catch (TableException e)
            {
                failed.Add(new(source.Name, e.Message, e.Next));
            }
        }

        return (made, failed);
    }
}
