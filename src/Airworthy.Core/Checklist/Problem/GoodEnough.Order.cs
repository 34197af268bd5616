using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Problem;

public static partial class GoodEnough
{
    public sealed class Order : IContractCheck
    {
        /// <summary>What guessing reaches and what is best, for metrics where both are known without looking at data.</summary>
        private static readonly Dictionary<string, (double Guess, double Best)> s_known = new(StringComparer.OrdinalIgnoreCase)
        {
            ["roc_auc"] = (0.5, 1),
            ["auc"] = (0.5, 1),
            ["balanced_accuracy"] = (0.5, 1),
            ["mcc"] = (0, 1),
            ["cohen_kappa"] = (0, 1),
            ["gini"] = (0, 1),
            ["r2"] = (0, 1),
            ["average_precision"] = (0, 1),
            ["accuracy"] = (0, 1),
            ["f1"] = (0, 1),
            ["precision"] = (0, 1),
            ["recall"] = (0, 1),
            ["ndcg"] = (0, 1),
        };

        public Defect Defect => Defect.Promising(("metric.direction", "up"), ("metric.good_enough", "0.9"), ("metric.target", "0.6"));

        public Verdict Judge(ProjectContract contract)
        {
            if (Promised.Lacks(contract, "metric.direction", "metric.good_enough", "metric.target") is { } lacks)
            {
                return lacks;
            }

            var metric = contract.Metric!;
            var (bar, target) = (metric.GoodEnough!.Value, metric.Target!.Value);
            var numbers = ((string, double)[])[("good_enough", bar), ("target", target)];
            Verdict Broken(string field, string says, string next) => Verdict.Unmet(says, next).With(numbers) with { At = contract.Source.At(field) };

            var up = metric.Direction == Direction.Up;
            if (up ? target < bar : target > bar)
            {
                return Broken("metric.target", $"The target {target:G6} is worse than the bar {bar:G6} for a metric that shall go {(up ? "up" : "down")}.",
                    "Correct metric.good_enough, target or direction.");
            }

            if (up && metric.Name is { } name && s_known.TryGetValue(name, out var known))
            {
                if (bar <= known.Guess)
                {
                    return Broken("metric.good_enough", $"The bar {bar:G6} is no better than what guessing reaches: {name} {known.Guess:G6}.", "Raise metric.good_enough above the best baseline.");
                }

                if (target > known.Best || bar > known.Best)
                {
                    return Broken(bar > known.Best ? "metric.good_enough" : "metric.target", $"No model can reach {Math.Max(bar, target):G6}: {name} ends at {known.Best:G6}.", "Write shares as shares: 0.7, not 70.");
                }
            }

            return Verdict.Met($"Nothing ships {(up ? "below" : "above")} {bar:G6}; the target is {target:G6}.").With(numbers);
        }
    }
}
