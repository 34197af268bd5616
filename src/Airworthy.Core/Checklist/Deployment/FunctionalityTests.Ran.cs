using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class FunctionalityTests
{
    public sealed class Ran : ICheck<FunctionalityReport>
    {
        /// <summary>Seconds that all cases may take together.</summary>
        public const double MaxSeconds = 300;

        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            [$"{Reports.DrillFolder}/functionality-drill.xml"] = Reports.JUnit(Enumerable.Range(0, 20).Select(i =>
                ($"case_{i}", 0.01, i < size switch { DefectSize.JustBelow => 0, DefectSize.JustAbove => 1, _ => 12 } ? TestOutcome.Failed : TestOutcome.Passed))),
        });

        public Verdict Judge(ProjectContract contract, FunctionalityReport seen)
        {
            if (Reports.Stale(seen.MadeAt, seen.NewerThan, seen.Files) is { } stale)
            {
                return stale;
            }

            var executed = seen.Tests - seen.Skipped;
            var verdict = (seen.Tests, seen.Failed) switch
            {
                (0, _) => Verdict.Unmet("No test was collected.", "Look whether commands.functionality_tests names the folder of the tests."),
                (_, > 0) => Verdict.Unmet($"{seen.Failed:N0} of {seen.Tests:N0} tests failed{(seen.Failures is { Count: > 0 } names ? $": {string.Join(", ", names.Take(3))}" : "")}.", "Mend the model, or the path that leads to it, before it answers anybody."),
                _ when executed == 0 => Verdict.Unmet($"All {seen.Tests:N0} tests were skipped.", "Let them run: a case that need not pass is none."),
                _ when seen.Skipped > 0 => Verdict.Unmet($"{seen.Skipped:N0} of {seen.Tests:N0} tests {(seen.Skipped == 1 ? "was" : "were")} skipped; none may be.", "Let them run: a case that need not pass is none."),
                _ when seen.Seconds > MaxSeconds => Verdict.Unmet($"The tests took {seen.Seconds:0.#} seconds; {MaxSeconds:0} are allowed.", "Load the model once, and ask it for all cases at a time."),
                _ when seen.Ended is { ExitCode: not 0 } ended => Reports.BadEnd(ended),
                _ when executed < Kinds.MinimumCases => Verdict.Unknown($"{executed:N0} tests ran; at least {Kinds.MinimumCases} are asked.", "Write one test for each case in .airworthy/cases/."),
                _ when executed < seen.Cases => Verdict.Unknown($"{executed:N0} tests ran, and .airworthy/cases/ holds {seen.Cases:N0} cases, so some may not have been tried.", "Write one test for each case, such as a parametrized one over the files."),
                _ => Verdict.Met($"{executed:N0} tests ran on {seen.MadeAt:yyyy-MM-dd} in {seen.Seconds:0.#} seconds, and none failed or was skipped."),
            };
            return verdict.With(("tests", executed), ("failed", seen.Failed), ("skipped", seen.Skipped), ("cases", seen.Cases), ("seconds", seen.Seconds), ("limit_seconds", MaxSeconds)) with
            {
                Blind = "Which way the tests ask the model: that it is the path of a request is theirs to see to.",
            };
        }
    }
}
