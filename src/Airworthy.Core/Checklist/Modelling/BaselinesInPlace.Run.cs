using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class BaselinesInPlace
{
    public sealed class Run : ICheck<BaselineRuns>
    {
        private const string Again = "Commit what has changed, and run `airworthy baselines`.";

        public Defect Defect => new Defect.Seen(RunsPage.Elsewhere, new BaselineRuns("drill", [new BaselineRun("hour rule", 2, "python -m flights.hours", true, false)]))
        {
            Fields = Defect.Promising(("baselines", "[{name: hour rule, kind: heuristic, command: python -m flights.hours, predictions: hours.csv}, {name: always yes, kind: constant, predictions: yes.csv}]")).Fields,
        };

        public Verdict Judge(ProjectContract contract, BaselineRuns seen)
        {
            var declared = contract.Baselines ?? [];
            if (declared.Count == 0)
            {
                return Promised.Lacks(contract, "baselines")!;
            }

            var asked = declared.Where(b => b.Command is not null).ToList();
            if (asked.Count == 0)
            {
                return Verdict.Unknown("No baseline has a command, so none can be made again on the rows of today.", "Give baselines the command that makes their predictions.") with { At = contract.Source.At("baselines") };
            }

            var newest = asked.Select(b => (b.Name, Run: seen.Baselines.FirstOrDefault(r => r.Name == b.Name && r.Command == b.Command))).ToList();
            string Names(IEnumerable<(string Name, BaselineRun? Run)> of) => string.Join(", ", of.Select(o => o.Name));
            var never = newest.Where(n => n.Run is null).ToList();
            var old = newest.Where(n => n.Run?.Current == false).ToList();
            var changed = newest.Where(n => n.Run?.Clean == false).ToList();
            var untold = newest.Where(n => n.Run is { Current: null } or { Clean: null }).ToList();
            var verdict = never.Count > 0 ? Verdict.Unknown($"{seen.Place} has no run of {Names(never)} by its command in the contract.", Again)
                : old.Count > 0 ? Verdict.Unmet($"{Names(old)} {(old.Count == 1 ? "was" : "were")} last scored on other rows than today's, {old.Max(o => o.Run!.DaysAgo)} days ago.", Again)
                : changed.Count > 0 ? Verdict.Unmet($"{Names(changed)} ran with changes that are not committed, so nobody else can make {(changed.Count == 1 ? "it" : "them")} again.", Again)
                : untold.Count > 0 ? Verdict.Unknown($"The run of {Names(untold)} does not tell the commit and the rows it was made from.", Again)
                : Verdict.Met($"Each command ran from committed code on the rows of today: {string.Join(", ", newest.Select(n => $"{n.Name} {(n.Run!.DaysAgo <= 0 ? "today" : n.Run.DaysAgo == 1 ? "a day ago" : $"{n.Run.DaysAgo} days ago")}"))}.");
            var own = seen.Baselines.Where(b => declared.All(d => d.Name != b.Name)).Select(b => b.Name).ToList();
            return verdict.Concern(verdict.Answer == Answer.Met && own.Count == 0 ? "Airworthy's own baselines (majority or mean, one rule, linear, boosted trees) have no run: `airworthy baselines` makes them." : null)
                .With(("commands", asked.Count), ("own_baselines", own.Count)) with
            {
                At = contract.Source.At("baselines"),
                Blind = "Files that are not committed and that a command read all the same.",
            };
        }
    }
}
