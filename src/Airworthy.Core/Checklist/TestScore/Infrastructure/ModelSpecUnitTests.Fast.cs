using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class ModelSpecUnitTests
{
    public sealed class Fast : ICheck<TestReport>
    {
        /// <summary>Seconds for all tests of the training code together: 5 minutes.</summary>
        public const double Limit = 300;

        public Defect Defect => Planted(size => AllKinds.Select(k => ($"test_{k}_of_the_drill", k == "overfit" ? size switch { DefectSize.JustBelow => 298.0, DefectSize.JustAbove => 300, _ => 4000 } : 0.25, TestOutcome.Passed)));

        public Verdict Judge(ProjectContract contract, TestReport seen)
        {
            if (Reports.Stale(seen.MadeAt, seen.NewerThan, seen.Files) is { } stale)
            {
                return stale;
            }

            var ran = (seen.Marked ?? []).Where(m => m.Outcome != TestOutcome.Skipped).DistinctBy(m => m.Name).ToList();
            if (ran.Count == 0)
            {
                return Verdict.Unknown("No test of the training code ran.", "Mark them with their kind; the part kinds says how.");
            }

            var seconds = ran.Sum(m => m.Seconds);
            var slowest = ran.MaxBy(m => m.Seconds)!;
            var says = $"{ran.Count} tests of the training code took {seconds:0.#} seconds together; the limit is {Limit:0}.";
            return (seconds < Limit ? Verdict.Met(says) : Verdict.Unmet($"{says} The slowest is {slowest.Name} ({slowest.Seconds:0.#} s).", "Use a few dozen rows and a tiny model; a test of training needs no more.")).With(("seconds", seconds), ("limit_seconds", Limit))
                .Concern(seconds == 0 ? "The report gives no times." : null);
        }
    }
}
