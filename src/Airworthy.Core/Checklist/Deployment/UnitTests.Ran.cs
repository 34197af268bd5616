using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class UnitTests
{
    public sealed class Ran : ICheck<TestReport>
    {
        /// <summary>Share of collected tests that may be skipped.</summary>
        public const double MaxSkipped = 0.1;

        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            [$"{Reports.DrillFolder}/junit-drill.xml"] = Reports.JUnit(Enumerable.Range(0, 20).Select(i =>
                ($"drill_{i}", 0.01, i < size switch { DefectSize.JustBelow => 0, DefectSize.JustAbove => 1, _ => 12 } ? TestOutcome.Failed : TestOutcome.Passed))),
        });

        public Verdict Judge(ProjectContract contract, TestReport seen)
        {
            if (Reports.Stale(seen.MadeAt, seen.NewerThan, seen.Files) is { } stale)
            {
                return stale;
            }

            var executed = seen.Tests - seen.Skipped;
            var skipped = seen.Tests == 0 ? 0 : (double)seen.Skipped / seen.Tests;
            var verdict = (seen.Tests, executed, seen.Failed) switch
            {
                (0, _, _) => Verdict.Unmet("No test was collected.", "Look whether commands.unit_tests names the folder of the tests."),
                (_, 0, _) => Verdict.Unmet($"All {seen.Tests:N0} tests were skipped.", "Let them run, or remove them."),
                (_, _, > 0) => Verdict.Unmet($"{seen.Failed:N0} of {seen.Tests:N0} tests failed{(seen.Failures is { Count: > 0 } names ? $": {string.Join(", ", names.Take(3))}" : "")}.", "Mend what they show."),
                _ when skipped > MaxSkipped => Verdict.Unmet($"{seen.Skipped:N0} of {seen.Tests:N0} tests ({skipped:P1}) were skipped; the limit is {MaxSkipped:P0}.", "Let them run, or remove them."),
                _ when seen.SkippedWithoutReason > 0 => Verdict.Unmet($"{seen.SkippedWithoutReason:N0} of {seen.Skipped:N0} skipped tests {(seen.SkippedWithoutReason == 1 ? "gives" : "give")} no reason.", "Write why each is skipped."),
                _ when seen.Ended is { ExitCode: not 0 } ended => Reports.BadEnd(ended),
                _ => Verdict.Met($"{executed:N0} tests ran on {seen.MadeAt:yyyy-MM-dd} and none failed; {seen.Skipped:N0} of {seen.Tests:N0} were skipped."),
            };
            return verdict.With(("tests", executed), ("failed", seen.Failed), ("skipped", seen.Skipped), ("limit_skipped_share", MaxSkipped)) with
            {
                Blind = "Whether a test asserts anything.",
            };
        }
    }
}
