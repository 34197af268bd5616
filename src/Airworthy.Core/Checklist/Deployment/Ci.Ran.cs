using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class Ci
{
    /// <summary>Days of merged changes that are looked at.</summary>
    private const int Days = 30;

    /// <summary>Why no copy of a project can show these parts their defect.</summary>
    private const string Elsewhere = "Runs happen in the CI, outside any copy of the project.";

    private const string Publish = "Let the CI publish what it did: `airworthy ci install`. Or set GITHUB_TOKEN, GITLAB_TOKEN or AZURE_DEVOPS_EXT_PAT so that the forge can be asked.";

    public sealed class Ran : ICheck<CiRuns, Today>
    {
        /// <summary>Share of merged changes that must have a finished run.</summary>
        public const double Limit = 0.95;

        public Defect Defect => new Defect.Seen(Elsewhere, new CiRuns(["drill"], [.. Enumerable.Range(0, 20).Select(i => new MergedChange($"c{i}", new DateOnly(2026, 1, 1), "change", i < 2 ? RunOutcome.None : RunOutcome.Green))], Tests: 40))
        {
            Fields = Defect.Promising(("as_of", "2026-01-02")).Fields,
        };

        public Verdict Judge(ProjectContract contract, CiRuns seen, Today today)
        {
            var recent = seen.Merged.Where(m => today.Date.DayNumber - m.On.DayNumber <= Days).ToList();
            var finished = recent.Count(m => m.Run is RunOutcome.Green or RunOutcome.Red);
            var from = seen.Sources.Count == 0 ? "" : $" (seen in {string.Join(" and ", seen.Sources)})";
            if (seen.GreenRuns + seen.RedRuns == 0 && seen.Merged.All(m => m.Run is RunOutcome.None or RunOutcome.Unfinished))
            {
                return seen.Sources.Count == 0
                    ? Verdict.Unknown("No run of a CI can be seen from here.", Publish)
                    : Verdict.Unknown($"No finished run was found{from}.", "Merge a change and let the CI run; look at its own page if it should have run.");
            }

            var tests = ((string, double)[])[("merged", recent.Count), ("with_finished_run", finished), ("limit_share", Limit), .. seen.Tests is { } n ? new[] { ("tests", (double)n) } : []];
            if (seen.Tests == 0)
            {
                return Verdict.Unmet($"The runs executed no test{from}.", "Let the workflow call commands.unit_tests, and look why nothing is collected.").With(tests);
            }

            if (recent.Count == 0)
            {
                return seen.LastOnDefault is { } last && today.Date.DayNumber - last.DayNumber <= Days
                    ? OrTestsUnseen(Verdict.Met($"Nothing was merged in {Days} days; the newest run on the default branch is of {last:yyyy-MM-dd}{from}."), seen).With(tests)
                    : Verdict.Unknown($"Nothing was merged in {Days} days, and no run on the default branch is younger than that{from}.", "Start the workflow by hand, or let it run on a schedule.").With(tests);
            }

            var share = (double)finished / recent.Count;
            var says = $"{finished} of {recent.Count} changes merged in {Days} days ({share:P0}) have a finished run{from}; {Limit:P0} are asked.";
            var missing = recent.Where(m => m.Run is RunOutcome.None or RunOutcome.Unfinished).ToList();
            return (share < Limit ? Verdict.Unmet(says, "Let the workflow run on every pull request, and merge only what it has finished.") : OrTestsUnseen(Verdict.Met(says), seen)).With(tests) with
            {
                Shown = missing.Count == 0 ? null : new Shown(["commit", "on", "change", "run"], [.. missing.Take(10).Select(m => (IReadOnlyList<string>)[m.Commit, $"{m.On:yyyy-MM-dd}", m.Subject, m.Run.ToString().ToLowerInvariant()])]),
            };
        }

        private static Verdict OrTestsUnseen(Verdict met, CiRuns seen) => seen.Tests is null
            ? Verdict.Unknown($"{met.Says} Whether one test was executed cannot be seen.", "Let the CI run `airworthy check` after the tests, so that it records how many ran: `airworthy ci install`.")
            : met with { Says = $"{met.Says} The newest run executed {seen.Tests:N0} test{(seen.Tests == 1 ? "" : "s")}." };
    }
}
