using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Problem;

public static partial class FreshnessNeed
{
    public sealed class Contract : IContractCheck
    {
        public Defect Defect => Defect.Promising(("freshness.max_age_days", "10"), ("freshness.retrain_every_days", "11"));

        public Verdict Judge(ProjectContract contract)
        {
            if (Promised.Lacks(contract, "freshness.max_age_days", "freshness.retrain_every_days", "freshness.tolerated_loss", "freshness.label_delay_days") is { } lacks)
            {
                return lacks;
            }

            var need = contract.Freshness!;
            var (every, oldest) = (need.RetrainEveryDays!.Value, need.MaxAgeDays!.Value);
            var numbers = ((string, double)[])[("retrain_every_days", every), ("max_age_days", oldest), ("tolerated_loss", need.ToleratedLoss!.Value), ("label_delay_days", need.LabelDelayDays!.Value)];
            return every > oldest
                ? Verdict.Unmet($"The model is retrained every {every:G6} days and may be at most {oldest:G6} days old, so it is too old before each change.",
                    "Lower freshness.retrain_every_days, or raise max_age_days if the world allows it.").With(numbers) with
                { At = contract.Source.At("freshness.retrain_every_days") }
                : Verdict.Met($"Retrained every {every:G6} days, never older than {oldest:G6}; {need.ToleratedLoss:G6} may be lost, and the truth arrives after {need.LabelDelayDays:G6} days.").With(numbers);
        }
    }
}
