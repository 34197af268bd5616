using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static partial class BusinessGoal
{
    public sealed class Contract : ICheck<Today>
    {
        public Defect Defect => Defect.Promising(("goal.business_metric.today", "10"), ("goal.business_metric.target", "20"), ("goal.business_metric.direction", "down"));

        public Verdict Judge(ProjectContract contract, Today seen)
        {
            if (Promised.Lacks(contract, "goal.statement", "goal.business_metric.name", "goal.business_metric.direction", "goal.business_metric.today",
                "goal.business_metric.target", "goal.business_metric.by", "goal.business_metric.source") is { } lacks)
            {
                return lacks;
            }

            var metric = contract.Goal!.BusinessMetric!;
            var (today, target) = (metric.Today!.Value, metric.Target!.Value);
            var way = metric.Direction == Direction.Up ? "up" : "down";
            var numbers = ((string, double)[])[("today", today), ("target", target)];

            if (metric.Direction == Direction.Up ? target <= today : target >= today)
            {
                return Verdict.Unmet($"{metric.Name} shall go {way}, but the target {target:G6} is not {(way == "up" ? "above" : "below")} today's {today:G6}.",
                    "Correct goal.business_metric.target, today or direction.").With(numbers) with
                { At = contract.Source.At("goal.business_metric.target") };
            }

            if (metric.Name == contract.Metric?.Name)
            {
                return Verdict.Unmet($"The business metric {metric.Name} is also the model's own metric; a model can improve it and move nothing anybody pays for.",
                    "Name the number that the business itself measures in goal.business_metric.").With(numbers) with
                { At = contract.Source.At("goal.business_metric.name") };
            }

            return metric.By < seen.Date && metric.Outcome is null
                ? Verdict.Unmet($"The goal was due on {metric.By:yyyy-MM-dd} and its outcome is not recorded.",
                    "Record the value that was reached in goal.business_metric.outcome, or set a new goal.").With(numbers) with
                { At = contract.Source.At("goal.business_metric.by") }
                : Verdict.Met($"{metric.Name} shall go {way} from {today:G6} to {target:G6} by {metric.By:yyyy-MM-dd}.").With(numbers);
        }
    }
}
