using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class RunsPage
{
    public sealed class Complete : ICheck<TrackedRuns>
    {
        /// <summary>Share of runs that must tell everything.</summary>
        private const double Limit = 0.9;

        private const int Days = 30;

        public Defect Defect => new Defect.Seen(Elsewhere, Seen(Enumerable.Range(1, 20).Select(i => i <= 3 ? Whole(i) with { Predictions = false } : Whole(i))));

        public Verdict Judge(ProjectContract contract, TrackedRuns seen)
        {
            var recent = seen.Runs.Where(r => r.DaysAgo <= Days).Select(r => (Run: r, Lacks: r.Lacks().ToList())).ToList();
            if (recent.Count == 0)
            {
                return Verdict.Unknown($"{seen.Experiment} on {seen.Place} has no finished run of the last {Days} days.", HowToLog).With(("runs", 0));
            }

            var open = recent.Where(r => r.Lacks.Count > 0).ToList();
            var whole = recent.Count - open.Count;
            var says = $"{whole} of {Several(recent.Count, "run")} of the last {Days} days {(whole == 1 ? "tells" : "tell")} all that is needed to repeat and compare them ({(double)whole / recent.Count:P0}); {Limit:P0} are asked."
                + (open.Count > 0 ? $" What is missing: {Lacking(open.Select(o => o.Lacks))}." : "");
            return ((double)whole / recent.Count < Limit ? Verdict.Unmet(says, HowToLog) : Verdict.Met(says))
                .With(("runs", recent.Count), ("complete", whole), ("limit_share", Limit))
                .Shares("Runs that tell everything", Limit, ("complete", whole, recent.Count))
                .Concern(seen.LeftOut > 0 ? $"{seen.LeftOut:N0} older runs were not looked at." : null) with
            {
                Shown = open.Count == 0 ? null : new Shown(["run", "days ago", "what is missing"], [.. open.Take(10).Select(o => (IReadOnlyList<string>)[o.Run.Name, $"{o.Run.DaysAgo}", string.Join(", ", o.Lacks)])]),
                Blind = "Runs that were never tracked, and whether what a run says of itself is true.",
            };
        }
    }
}
