using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class ReproducibleModel
{
    public sealed class Clean : ICheck<Rebuilds>
    {
        private const string Closed = "Run `airworthy reproduce champion --closed` on a Linux machine.";

        public Defect Defect => new Defect.Seen(RunsPage.Elsewhere, new Rebuilds("drill", "2", "trial-4", "7", 0.7, [new Observations.Rebuild("trial-4 again", 1, "equal", "7", 0.7, Network: "needed")]));

        public Verdict Judge(ProjectContract contract, Rebuilds seen)
        {
            var tried = seen.Of.Where(r => r is { Outcome: "equal" or "agrees", Network: not null }).ToList();
            var called = $"The champion, version {seen.Version} of {seen.Model} from {seen.Run},";
            var verdict = tried is not [var newest, ..] ? Verdict.Unknown($"{called} was never made again without a network.", Closed)
                : newest.Network == "needed" ? Verdict.Unmet($"{called} came out the same {Days(newest.DaysAgo)} only with a network: its command reads something there that no record names.", "Put what it fetches into a dataset version or the lock file's packages, and let commands.prepare fetch it; then train again.")
                : newest.DaysAgo > MostDays ? Verdict.Unknown($"{called} was last made again without a network {newest.DaysAgo} days ago ({MostDays} days count).", Closed)
                : Verdict.Met($"{called} was made again {Days(newest.DaysAgo)} in a network out of which nothing leads, and {(newest.Outcome == "equal" ? "came out the same to the last bit" : "agrees")}.");
            return verdict.With(("tried", tried.Count)) with
            {
                Blind = "Files, packages and sockets of the same machine, which a closed network does not close off.",
            };
        }
    }
}
