using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class RunsPage
{
    public sealed class Used : ICheck<TrackedRuns>
    {
        private const int Days = 60;

        private const string Next = "Register only what a tracked run made: name the run when the version is registered.";

        public Defect Defect => new Defect.Seen(Elsewhere, Seen(Enumerable.Range(1, 20).Select(Whole)) with
        {
            Promoted = [new PromotedVersion("2", "champion", 3), new PromotedVersion("1", "previous", 9, "trial-4", IsRunThere: true)],
        });

        public Verdict Judge(ProjectContract contract, TrackedRuns seen)
        {
            if (seen.Champion is not { } champion)
            {
                return Verdict.Unknown($"No version of the registered model {seen.Model} carries the alias champion on {seen.Place}.", $"Register the model under the name {seen.Model} and give the version in use the alias champion.");
            }

            var promoted = seen.Promoted!;
            var runless = promoted.Where(v => v.Run is null || !v.IsRunThere).ToList();
            var recent = seen.Runs.Count(r => r.DaysAgo <= Days);
            var verdict = runless is [var first, ..]
                ? Verdict.Unmet($"Version {first.Version} of {seen.Model} ({first.Alias}) {(first.Run is null ? "names no run" : $"names the run {first.Run}, which is not there")}; {promoted.Count - runless.Count} of {Several(promoted.Count, "promoted version")} {(promoted.Count - runless.Count == 1 ? "comes" : "come")} from a tracked run.", Next)
                : champion.DaysAgo <= Days && recent == 0
                    ? Verdict.Unmet($"The champion was registered {Several(champion.DaysAgo, "day")} ago, and {seen.Experiment} has no run of the last {Days} days.", HowToLog)
                    : Verdict.Met($"The champion, version {champion.Version} of {seen.Model}, comes from the tracked run {champion.Run}{(promoted.Count > 1 ? $", and so does each of the {promoted.Count} promoted versions from one" : "")}.");
            return verdict.With(("promoted", promoted.Count), ("without_run", runless.Count), ("recent_runs", recent), ("days", Days)) with { Blind = "Models that are in use and were never registered." };
        }
    }
}
