using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static class TrainingReproducible
{
    public sealed class Rebuild : ICheck<Rebuilds>
    {
        public Defect Defect => ReproducibleModel.Moved;

        public Verdict Judge(ProjectContract contract, Rebuilds seen) => ReproducibleModel.Newest(contract, seen);
    }

    public sealed class Twice : ICheck<Rebuilds>
    {
        public Defect Defect => new Defect.Seen(RunsPage.Elsewhere, new Rebuilds("drill", "2", "trial-4", "7", 0.7,
            [new("again 2", 1, "agrees", "7", 0.7), new("again 1", 2, "differs", "7", 0.66, "dev_roc_auc was 0.7 and is 0.66")]))
        {
            Fields = Defect.Promising(("reproduce", "{metric_tolerance: 0.003, prediction_agreement: 0.99, seeds: 2}")).Fields,
        };

        public Verdict Judge(ProjectContract contract, Rebuilds seen)
        {
            if (Promised.Lacks(contract, "reproduce.metric_tolerance", "reproduce.prediction_agreement") is { } lacks)
            {
                return lacks;
            }

            var same = seen.Of.Where(r => r.Outcome is not null && r.Seed == seen.Seed).Take(2).ToList();
            if (same.Count < 2)
            {
                return Verdict.Unknown($"The champion's run {seen.Run} was made again {(same.Count == 0 ? "never" : "once")} with its own seed; two clean trainings are asked.", "Run `airworthy reproduce champion` twice.");
            }

            var bad = same.Find(r => r.Outcome is "differs" or "failed");
            var verdict = bad is not null
                ? Verdict.Unmet($"Of two clean trainings with one seed, {bad.Run} {(bad.Outcome == "failed" ? "failed" : $"came out differently: {bad.Differences}")}.", "Set the seed of every source of chance: shuffling, sampling, initial weights, threads.")
                : Verdict.Met($"Two clean trainings with the seed {seen.Seed ?? "none"} {(same.TrueForAll(r => r.Outcome == "equal") ? "are the same to the last bit" : "agree within what reproduce allows")}.");
            return verdict.With(("trainings", same.Count), ("agreeing", same.Count(r => r.Outcome is "equal" or "agrees")));
        }
    }

    public sealed class Seeds : ICheck<Rebuilds>
    {
        public Defect Defect => new Defect.Seen(RunsPage.Elsewhere, new Rebuilds("drill", "2", "trial-4", "7", 0.7, [new("seed 8", 1, null, "8", 0.74), new("seed 7", 1, "equal", "7", 0.7)]))
        {
            Fields = Defect.Promising(("reproduce", "{metric_tolerance: 0.003, prediction_agreement: 0.99, seeds: 2}"), ("metric.minimum_improvement", "0.005")).Fields,
        };

        public Verdict Judge(ProjectContract contract, Rebuilds seen)
        {
            if (Promised.Lacks(contract, "reproduce.seeds", "metric.minimum_improvement") is { } lacks)
            {
                return lacks;
            }

            var asked = contract.Reproduce!.Seeds!.Value;
            var values = seen.Of.Where(r => r is { Value: not null, Seed: not null }).DistinctBy(r => r.Seed).Select(r => r.Value!.Value).ToList();
            if (values.Count < Math.Max(2, asked))
            {
                return Verdict.Unknown($"The champion's run {seen.Run} was made again with {values.Count} seed{(values.Count == 1 ? "" : "s")} that logged the metric; {Math.Max(2, asked)} are asked.", $"Run `airworthy reproduce champion --seeds {Math.Max(2, asked)}`.");
            }

            var mean = values.Average();
            var spread = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
            var limit = contract.Metric!.MinimumImprovement!.Value / 2;
            var says = FormattableString.Invariant($"Over {values.Count} seeds the metric has a standard deviation of {spread:0.######}; half of metric.minimum_improvement is {limit:0.######}.");
            return (spread > limit ? Verdict.Unmet(says, "Train more stably (more rows, fewer sources of chance, means over seeds), or ask for larger gains.") : Verdict.Met(says))
                .With(("seeds", values.Count), ("mean", mean), ("deviation", spread), ("limit", limit)) with
            { Blind = "A deviation of few seeds is rough: of two, its 95 % interval reaches from less than half to more than thirty times it." };
        }
    }
}
