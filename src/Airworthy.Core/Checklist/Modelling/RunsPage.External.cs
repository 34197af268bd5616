using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class RunsPage
{
    public sealed class External : ICheck<TrackedRuns>
    {
        public Defect Defect => new Defect.Seen(Elsewhere, Seen(Enumerable.Range(1, 20).Select(i => Whole(i) with { Seed = null })));

        public Verdict Judge(ProjectContract contract, TrackedRuns seen)
        {
            if (contract.Runs?.Url is null)
            {
                return Verdict.Unknown("No outside tracker is named, so there is nothing to read from one.", "Nothing, while the runs are kept by the page that comes with Airworthy; else write its address into runs.url.");
            }

            if (seen.Runs.Count == 0)
            {
                return Verdict.Unknown($"{seen.Place} answers, and its experiment {seen.Experiment} has no finished run to read.", HowToLog);
            }

            // What not one of all runs tells is not kept there, or not where it can be read.
            var never = seen.Runs.Select(r => r.Lacks()).Aggregate((a, b) => a.Intersect(b)).ToList();
            return (never.Count == 0
                ? Verdict.Met($"All that a run must tell was read from {Several(seen.Runs.Count, "run")} through the interface of {seen.Place}.")
                : Verdict.Unmet($"Of {Several(seen.Runs.Count, "run")} on {seen.Place} none tells {string.Join(", ", never)}.", HowToLog))
                .With(("runs", seen.Runs.Count), ("never_told", never.Count));
        }
    }
}
