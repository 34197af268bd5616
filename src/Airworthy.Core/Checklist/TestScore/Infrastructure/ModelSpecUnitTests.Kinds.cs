using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class ModelSpecUnitTests
{
    /// <summary>What training code must be tested for.</summary>
    public static readonly IReadOnlyList<string> AllKinds = ["interface", "step", "loss", "overfit", "resume"];

    private static Defect.Files Planted(Func<DefectSize, IEnumerable<(string, double, TestOutcome)>> tests) =>
        new(size => new Dictionary<string, string?> { [$"{Reports.DrillFolder}/junit-drill.xml"] = Reports.JUnit(tests(size)) });

    public sealed class Kinds : ICheck<TestReport>
    {
        public Defect Defect => Planted(size => AllKinds.Select(k => ($"test_{k}_of_the_drill", 0.1, k == "loss" && size != DefectSize.JustBelow ? TestOutcome.Failed : TestOutcome.Passed)));

        public Verdict Judge(ProjectContract contract, TestReport seen)
        {
            if (Reports.Stale(seen.MadeAt, seen.NewerThan, seen.Files) is { } stale)
            {
                return stale;
            }

            var marked = seen.Marked ?? [];
            var failed = marked.Where(m => m.Outcome == TestOutcome.Failed).ToList();
            var passed = marked.Where(m => m.Outcome == TestOutcome.Passed).ToList();
            var missing = AllKinds.Except(passed.Select(p => p.Kind)).ToList();
            var verdict = failed.Count > 0
                ? Verdict.Unmet($"{failed[0].Name} ({failed[0].Kind}) failed{(failed.Count > 1 ? $", and {failed.Count - 1} more of the training code's tests" : "")}.", "Mend the training code.")
                : missing.Count > 0
                    ? Verdict.Unknown($"No test of {string.Join(", ", missing)} ran and passed; {AllKinds.Count - missing.Count} of {AllKinds.Count} kinds did.",
                        "Write one short test of each kind and give it the kind as marker or name, such as `test_overfit_twenty_rows`. Sign for kinds that do not apply: `airworthy attest model-spec-unit-tests`.")
                    : Verdict.Met($"Tests of all {AllKinds.Count} kinds ran and passed: {string.Join(", ", AllKinds.Select(k => $"{k} ({passed.First(p => p.Kind == k).Name})"))}.");
            return verdict.With(("kinds", AllKinds.Count - missing.Count), ("failed", failed.Count)) with { Blind = "A test is taken for what its name says." };
        }
    }
}
