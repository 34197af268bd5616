using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class Ci
{
    public sealed class Blocks : ICheck<CiRuns, Today>
    {
        /// <summary>Days in which no change may have been merged red.</summary>
        public const int RedDays = 90;

        public Defect Defect => new Defect.Seen(Elsewhere, new CiRuns(["drill"], [new MergedChange("c1", new DateOnly(2026, 1, 1), "merged all the same", RunOutcome.Red)], Tests: 40, RedRuns: 1))
        {
            Fields = Defect.Promising(("as_of", "2026-01-02")).Fields,
        };

        public Verdict Judge(ProjectContract contract, CiRuns seen, Today today)
        {
            var within = seen.Merged.Where(m => today.Date.DayNumber - m.On.DayNumber <= RedDays).ToList();
            var red = within.Where(m => m.Run == RunOutcome.Red).ToList();
            var known = within.Count(m => m.Run is RunOutcome.Green or RunOutcome.Red);
            var numbers = ((string, double)[])[("merged", within.Count), ("with_finished_run", known), ("merged_red", red.Count)];
            if (red.Count > 0)
            {
                return Verdict.Unmet($"{red[0].Commit} ({red[0].Subject}) was merged on {red[0].On:yyyy-MM-dd} although its run was red{(red.Count > 1 ? $", and {red.Count - 1} more were" : "")}.",
                    "Require the check before a merge in the settings of the branch.").With(numbers) with
                {
                    Shown = new Shown(["commit", "on", "change"], [.. red.Take(10).Select(m => (IReadOnlyList<string>)[m.Commit, $"{m.On:yyyy-MM-dd}", m.Subject])]),
                };
            }

            if (seen.RequiresCheck == true)
            {
                return Verdict.Met("The protection of the default branch requires a check before a merge.").With(numbers);
            }

            return known > 0
                ? Verdict.Met($"None of {known} changes merged in {RedDays} days with a finished run was red.").With(numbers)
                    .Concern(seen.RequiresCheck == false ? "The default branch does not require a check, so nothing but custom stops a red merge." : null)
                    .Concern(within.Count > known ? $"{within.Count - known} of {within.Count} merged changes have no finished run." : null)
                : Verdict.Unknown($"{(seen.RequiresCheck == false ? "The default branch requires no check" : "The settings of the default branch cannot be read")}, and no merged change of {RedDays} days has a run that can be seen.",
                    Publish).With(numbers);
        }
    }
}
