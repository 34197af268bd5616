using System.Globalization;

using Airworthy.Data.Evaluating;

namespace Airworthy.Pipelines.Reproduction;

/// <summary>What differs between a run and another run of the same.</summary>
/// <param name="Differences">In words, one per thing; empty when they agree.</param>
/// <param name="Notes">What is equal, or differs within what is allowed.</param>
/// <param name="IsEqual">Whether all metrics and files are the same to the last bit.</param>
public sealed record RunComparison(IReadOnlyList<string> Differences, IReadOnlyList<string> Notes, bool IsEqual)
{
    public bool Agrees => Differences.Count == 0;

    /// <param name="tolerance">Largest difference of a metric, in its points.</param>
    /// <param name="agreement">Least share of equal decisions, 0 to 1.</param>
    /// <param name="threshold">From which score on the answer is yes.</param>
    public static async Task<RunComparison> OfAsync(RunOutcome first, RunOutcome second, double tolerance, double agreement, double threshold, CancellationToken cancel)
    {
        var (differences, notes, equal) = (new List<string>(), new List<string>(), true);
        if (!second.IsDone)
        {
            return new RunComparison([$"it {(second.Run.Status == Client.RunStatus.Killed ? "was stopped" : $"failed with exit code {second.Tag("airworthy.exit_code") ?? "unknown"}")}"], [], false);
        }

        foreach (var (key, was) in first.Metrics.Where(m => !IsOfMachine(m.Key)).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            if (!second.Metrics.TryGetValue(key, out var now))
            {
                differences.Add($"{key} was {Number(was)} and is missing now");
                continue;
            }

            var same = was.Equals(now);
            equal &= same;
            // Not "greater than": a number that is none differs from all.
            (same || Math.Abs(was - now) <= tolerance ? notes : differences).Add(same ? $"{key} {Number(was)}, the same" : $"{key} was {Number(was)} and is {Number(now)}: {Number(Math.Abs(was - now))} apart, where {Number(tolerance)} is allowed");
        }

        foreach (var (path, was) in first.Predictions.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (!second.Predictions.TryGetValue(path, out var now))
            {
                differences.Add($"{path} is missing now");
                continue;
            }

            try
            {
                var pair = await PredictionPair.OfAsync(was, now, threshold, cancel);
                equal &= pair.Largest == 0 && pair.Alone == 0;
                (pair.Agreement >= agreement && pair.Alone == 0 && pair.Rows > 0 ? notes : differences).Add(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: {pair.Agreement:P2} of {pair.Rows:N0} decisions are equal, where {agreement:P2} are asked for; the largest difference is {pair.Largest:0.######}{(pair.Alone > 0 ? $"; {pair.Alone:N0} rows are in one of them only" : "")}"));
            }
            catch (FormatException e)
            {
                differences.Add($"{path} cannot be compared: {e.Message}");
            }
        }

        var changed = first.Artifacts.Where(a => !first.Predictions.ContainsKey(a.Key) && second.Artifacts.GetValueOrDefault(a.Key) != a.Value).Select(a => a.Key).Order(StringComparer.Ordinal).ToList();
        equal &= changed.Count == 0;
        if (changed.Count > 0)
        {
            // Many formats hold a time: other bytes alone are no other model.
            notes.Add($"other bytes: {string.Join(", ", changed.Take(5))}{(changed.Count > 5 ? $" and {changed.Count - 5} more" : "")}");
        }

        if (first.Metrics.Count == 0 && first.Predictions.Count == 0)
        {
            differences.Add("the run logged no metric and left no predictions, so there is nothing that could agree");
        }

        return new RunComparison(differences, notes, equal);
    }

    /// <summary>Whether a metric tells of the machine and the day: how long something took, or what was in use.</summary>
    private static bool IsOfMachine(string metric) => metric.StartsWith("system/", StringComparison.Ordinal) || metric is "microseconds_per_row" or "learning_seconds";

    /// <summary>The same with the contract's slices beside all rows: a good average can hide a slice that came out differently.</summary>
    /// <param name="tolerance">Largest difference of the metric on a slice, in its points.</param>
    public RunComparison With(IReadOnlyList<SliceAgreement> slices, double tolerance)
    {
        var (differences, notes) = (new List<string>(Differences), new List<string>(Notes));
        foreach (var s in slices)
        {
            var (same, apart) = (s.Was.Equals(s.Now), Math.Abs(s.Was - s.Now));
            (same || apart <= tolerance ? notes : differences).Add(same ? $"slice {s.Name}: {s.Metric} {Number(s.Was)}, the same" : $"slice {s.Name}: {s.Metric} was {Number(s.Was)} and is {Number(s.Now)}: {Number(apart)} apart, where {Number(tolerance)} is allowed");
        }

        return this with { Differences = differences, Notes = notes };
    }

    /// <summary>The same with something to know beside it.</summary>
    public RunComparison With(string note) => this with { Notes = [.. Notes, note] };

    internal static string Number(double value) => value.ToString("0.##########", CultureInfo.InvariantCulture);
}
