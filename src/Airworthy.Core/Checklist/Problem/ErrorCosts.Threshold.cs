using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class ErrorCosts
{
    public sealed class Threshold : ICheck<ModelQuality>
    {
        /// <summary>Shares above the least cost from which there is a concern, and from which the part is red.</summary>
        public const double Concerning = 0.02, Large = 0.1;

        public Defect Defect => Defect.Promising(("error_costs.threshold", "0.995"));

        public Verdict Judge(ProjectContract contract, ModelQuality seen)
        {
            if (seen.Cost is not { } cost)
            {
                return Verdict.Unknown(seen.NoCost ?? "What a decision costs is not known.", "Write error_costs: a unit, and the cost of each outcome.");
            }

            if (cost.Threshold is not { } threshold)
            {
                return Verdict.Met($"Nothing is decided by a threshold here: the answers themselves cost {cost.PerThousand:N0} {cost.Unit} per 1,000.").With(("cost_per_1000", cost.PerThousand));
            }

            var says = $"At the threshold {threshold:0.0###} 1,000 decisions cost {cost.PerThousand:N0} {cost.Unit}, {Math.Max(0, cost.Excess):P1} more than at the one that other rows show to be cheapest ({cost.Cheapest:0.0###} on all rows)";
            var verdict = cost.Excess > Large && cost.ExcessLow > 0
                ? Verdict.Unmet($"{says}.", "Set error_costs.threshold to the cheapest one, or to cost-optimal once the scores are calibrated; `airworthy evaluate` prints it.")
                : Verdict.Met($"{says}.").Concern(cost.Excess > Concerning && cost.ExcessLow > 0 ? $"The threshold in use costs {cost.Excess:P1} more than the cheapest: more than chance." : null);
            return verdict.With(("threshold", threshold), ("cheapest", cost.Cheapest ?? double.NaN), ("excess_share", cost.Excess), ("excess_share_low", cost.ExcessLow), ("concern_share", Concerning), ("limit_share", Large), ("cost_per_1000", cost.PerThousand)) with
            {
                At = contract.Source.At("error_costs.threshold"),
                Blind = "Whether the costs are right. `airworthy evaluate` shows how far the decision would move if they were not.",
            };
        }
    }
}
