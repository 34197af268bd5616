using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class RunsPage
{
    public sealed class Up : ICheck<TrackedRuns>
    {
        /// <summary>Runs that must tell enough to be compared.</summary>
        private const int Least = 2;

        public Defect Defect => new Defect.Seen(Elsewhere, Seen([Whole(4)]));

        public Verdict Judge(ProjectContract contract, TrackedRuns seen)
        {
            var lacks = seen.Runs.Select(Lacks).ToList();
            var shown = lacks.Count(l => l.Count == 0);
            var where = $"{seen.Place} answers";
            var verdict = seen.Runs.Count == 0
                ? Verdict.Unmet($"{where}, and its experiment {seen.Experiment} has no finished run.", HowToLog)
                : shown < Least
                    ? Verdict.Unmet($"{where}, and {shown} of {Several(seen.Runs.Count, "run")} of {seen.Experiment} can be compared; {Least} are asked, each with metric, parameters, commit and data version."
                        + (shown < seen.Runs.Count ? $" What is missing: {Lacking(lacks)}." : ""), HowToLog)
                    : Verdict.Met($"{where} and shows {Several(shown, "run")} of {seen.Experiment} with metric, parameters, commit and data version.");
            return verdict.With(("runs", seen.Runs.Count), ("comparable", shown), ("limit", Least));
        }

        private static IReadOnlyList<string> Lacks(TrackedRun run)
        {
            (bool Is, string What)[] facts = [(run.Metrics > 0, "a metric"), (run.Params > 0, "parameters"), (run.Commit is not null, "the commit"), (run.Data is not null, "the data's digest")];
            return [.. facts.Where(f => !f.Is).Select(f => f.What)];
        }
    }
}
