using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class UnitTests
{
    public sealed class Covers : ICheck<CoverageReport>
    {
        /// <summary>Share of lines that must have run.</summary>
        public const double Limit = 0.8;

        public Defect Defect => FeatureCoverage.Defect(Limit);

        public Verdict Judge(ProjectContract contract, CoverageReport seen)
        {
            var features = FeatureCoverage.Judge(contract, seen, Limit);

            // No field names the code of the metric; a file that calls itself so is judged as such.
            var metric = seen.Covered.Where(f => !f.IsFeatureCode && f.Path[(f.Path.LastIndexOf('/') + 1)..].Contains("metric", StringComparison.OrdinalIgnoreCase) && f.Share < Limit).ToList();
            var whole = seen.Covered.Sum(f => f.Lines) is var lines and > 0 ? (double)seen.Covered.Sum(f => f.LinesRun) / lines : (double?)null;
            var verdict = features.Answer == Answer.Met && metric.Count > 0
                ? Verdict.Unmet($"{metric[0].Path}, which computes the metric by its name, is covered to {metric[0].Share:P0}; {Limit:P0} are asked.", "Test the metric on a table small enough to compute by hand.") with { Numbers = features.Numbers }
                : features;
            return whole is { } share ? verdict.With(("whole_share", share)) : verdict;
        }
    }
}

/// <summary>Judges how much of the feature code tests have run.</summary>
internal static class FeatureCoverage
{
    private const string Drilled = "airworthy-drill/features.py";

    /// <summary>A file of a hundred lines of which too few ran.</summary>
    public static Defect Defect(double limit) => new Defect.Files(size => new Dictionary<string, string?>
    {
        [Drilled] = string.Concat(Enumerable.Range(1, 100).Select(i => $"x{i} = {i}\n")),
        [$"{Reports.DrillFolder}/cobertura-drill.xml"] = Reports.Cobertura(Drilled, size switch { DefectSize.JustBelow => (int)(limit * 100), DefectSize.JustAbove => (int)(limit * 100) - 1, _ => 20 }),
    })
    {
        Fields = Checklist.Defect.Promising(("features.code", $"[{Drilled}]")).Fields,
    };

    public static Verdict Judge(ProjectContract contract, CoverageReport seen, double limit)
    {
        if (Promised.Lacks(contract, "features.code") is { } lacks)
        {
            return lacks;
        }

        if (Reports.Stale(seen.MadeAt, seen.NewerThan, seen.Files) is { } stale)
        {
            return stale;
        }

        var features = seen.Covered.Where(f => f.IsFeatureCode).OrderBy(f => f.Share).ToList();
        var lines = features.Sum(f => f.Lines);
        if (lines == 0)
        {
            return Verdict.Unknown($"No coverage report names a line of {string.Join(", ", contract.Features!.Code!)}.", "Let the tests measure these files, or say in a statement how they are tested.");
        }

        var run = features.Sum(f => f.LinesRun);
        var share = (double)run / lines;
        var notRun = features.SelectMany(f => f.FunctionsNotRun ?? []).ToList();
        var says = $"{run:N0} of {lines:N0} lines ({share:P1}) of the feature code ran under test; {limit:P0} are asked.";
        var verdict = share < limit
            ? Verdict.Unmet($"{says} Least covered: {features[0].Path} ({features[0].Share:P0}).", "Test what did not run: an ordinary row, an empty value, a value out of range.")
            : seen.Unseen is { Count: > 0 } unseen
                ? Verdict.Unknown($"{says} But no report names {string.Join(", ", unseen.Take(3))}{(unseen.Count > 3 ? $" and {unseen.Count - 3} more" : "")}.", "Let the tests measure every file of features.code, or take out what makes no features.")
                : Verdict.Met(says);
        return verdict.With(("feature_lines", lines), ("feature_lines_run", run), ("share", share), ("limit_share", limit), ("functions_not_run", notRun.Count)) with
        {
            Shown = new Shown(["file", "lines", "ran", "functions that never ran"], [.. features.Take(10).Select(f => (IReadOnlyList<string>)[f.Path, $"{f.Lines}", $"{f.Share:P0}", string.Join(", ", (f.FunctionsNotRun ?? []).Take(5))])]),
            Blind = "A line that ran is covered even if nobody looked at what it gave.",
        };
    }
}
