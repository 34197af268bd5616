using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class ProxyOnlineCorrelation
{
    public sealed class Pairs : ICheck<LaunchPairs>
    {
        /// <summary>Launches, each against the one before, below which nothing is said.</summary>
        public const int Least = 8;

        /// <summary>What the correlation has to be above, and its p at most.</summary>
        public const double Rho = 0.5, P = 0.05;

        /// <summary>Ten launches in which the better offline number went with the worse one in use.</summary>
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new LaunchPairs("roc_auc", "dev", "docs/drilled-launches.csv",
            [.. Enumerable.Range(0, 10).Select(i => new LaunchPair($"{i + 1}", new DateOnly(2001, i + 1, 1), new DateOnly(2001, i + 1, 28), 0.6 + (0.001 * i * i), 40 - (0.1 * i * i)))]))
        {
            Fields = Defect.Promising(("metric.direction", "up"), ("online_metric", "{name: saved connections, direction: up, launches: docs/drilled-launches.csv}")).Fields,
        };

        public Verdict Judge(ProjectContract contract, LaunchPairs seen)
        {
            if (Promised.Lacks(contract, "metric.direction", "online_metric.direction") is { } lacks)
            {
                return lacks;
            }

            var launches = seen.Launches.OrderBy(l => l.From).ToList();
            double Better(Direction? direction, double before, double after) => direction == Direction.Down ? before - after : after - before;
            var steps = launches.Zip(launches.Skip(1)).Select(p => (p.First, p.Second,
                Offline: Better(contract.Metric!.Direction, p.First.Offline, p.Second.Offline), Online: Better(contract.OnlineMetric!.Direction, p.First.Online, p.Second.Online))).ToList();
            var name = contract.OnlineMetric!.Name;
            if (steps.Count < Least && seen.Experiment is { } experiment && Degraded.Of(contract, experiment) is { Answer: not Answer.Unknown } decided)
            {
                return decided with { Says = $"{steps.Count} changes between launches are too few to tell, and an experiment decides. {decided.Says}" };
            }

            if (steps.Count < Least)
            {
                return Verdict.Unknown($"{seen.Path} tells of {launches.Count} launches whose {seen.Metric} is known, and so of {Math.Max(0, steps.Count)} changes; at least {Least} are needed, because of fewer any order may be chance.{Missing(seen)}",
                    "Write each launch down when it ends: version, from, until, online; or try a model that was made worse on purpose on a small share, if the owner agrees.").With(("changes", steps.Count), ("minimum", Least)) with
                { At = contract.Source.At("online_metric") };
            }

            var found = RankCorrelation.Of([.. steps.Select(s => s.Offline)], [.. steps.Select(s => s.Online)]);
            var agree = steps.Count(s => Math.Sign(s.Offline) == Math.Sign(s.Online));
            var says = $"Over {steps.Count} launches, each against the one before, the change of {seen.Metric} on {seen.Split} and that of {name} have a rank correlation of {found.Rho:0.00} (one-sided p {found.P:0.000}{(found.IsExact ? "" : ", drawn")}); {agree} of {steps.Count} point the same way";
            var verdict = double.IsNaN(found.Rho) ? Verdict.Unknown($"Over {steps.Count} launches {seen.Metric} or {name} never changed, so nothing can go with it.", "Write down what was measured, with its digits.")
                : found.Rho <= 0 ? Verdict.Unmet($"{says}: a better {seen.Metric} does not go with a better {name}.", "Stop choosing by this metric until it is known why: look at whom it counts and what the decisions do to them.")
                : found.Rho > Rho && found.P <= P ? Verdict.Met($"{says}; above {Rho} with p at most {P} was asked.")
                : Verdict.Undecided($"{says}; above {Rho} with p at most {P} was asked.", "Write down more launches, or let an experiment decide.");
            return verdict.With(("changes", steps.Count), ("rho", found.Rho), ("p", found.P), ("same_way", agree), ("limit_rho", Rho), ("limit_p", P))
                .Concern(seen.Without is { Count: > 0 } ? Missing(seen).Trim() : null)
                .Concern(launches.Zip(launches.Skip(1)).Any(p => p.Second.From <= p.First.Until) ? "Some launches overlap in time, so a day counts for two versions." : null) with
            {
                At = contract.Source.At("online_metric"),
                Shown = new Shown(["version", "from", seen.Metric, name, "change offline", "change online"], [.. steps.Select(s => (IReadOnlyList<string>)[s.Second.Version, $"{s.Second.From:yyyy-MM-dd}", $"{s.Second.Offline:G5}", $"{s.Second.Online:G5}", $"{s.Offline:+0.####;-0.####;0}", $"{s.Online:+0.####;-0.####;0}"])]),
                Blind = "Cause: a season, a price or a campaign can move both numbers. Only an experiment speaks about cause.",
            };
        }

        private static string Missing(LaunchPairs seen) => seen.Without is { Count: > 0 } without ? $" Left out, because no run tells their {seen.Metric}: version {string.Join(", ", without.Take(5))}{(without.Count > 5 ? " and others" : "")}." : "";
    }
}
