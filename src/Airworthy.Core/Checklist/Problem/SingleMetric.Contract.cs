using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Problem;

public static partial class SingleMetric
{
    public sealed class Contract : IContractCheck
    {
        private static readonly string[] s_joins = [",", "+", ";", "&", "|", " and ", " or ", " then "];

        public Defect Defect => Defect.Promising(("metric.on", "test"));

        public Verdict Judge(ProjectContract contract)
        {
            if (Promised.Lacks(contract, "metric.name", "metric.direction", "metric.minimum_improvement", "metric.confidence") is { } lacks)
            {
                return lacks;
            }

            var metric = contract.Metric!;
            var limits = metric.Limits ?? [];
            var numbers = ((string, double)[])[("minimum_improvement", metric.MinimumImprovement!.Value), ("confidence", metric.Confidence!.Value), ("limits", limits.Count)];
            Verdict Broken(string field, string says, string next) => Verdict.Unmet(says, next).With(numbers) with { At = contract.Source.At(field) };

            if (s_joins.Any(j => metric.Name!.Contains(j, StringComparison.OrdinalIgnoreCase)))
            {
                return Broken("metric.name", $"metric.name is \"{metric.Name}\", which reads like more than one number; models are ranked by exactly one.",
                    "Keep one name in metric.name and turn the others into metric.limits.");
            }

            if (metric.On is null)
            {
                return Promised.Lacks(contract, "metric.on")!;
            }

            if (metric.On != "dev") // also "test", which elsewhere would be a placeholder
            {
                return Broken("metric.on", $"Models are ranked on {metric.On}; a split that ranks models says nothing new about them, so it must be dev.", "Set metric.on to dev.");
            }

            if (limits.FirstOrDefault(l => l.Min is null && l.Max is null) is { } open)
            {
                return Broken("metric.limits", $"{open.Name} has neither min nor max, so it is a second number to improve and no limit.", $"Give {open.Name} a min or a max.");
            }

            if (limits.FirstOrDefault(l => l.Min > l.Max) is { } empty)
            {
                return Broken("metric.limits", $"{empty.Name} must be at least {empty.Min:G6} and at most {empty.Max:G6}; no model can be both.", $"Correct the limits of {empty.Name}.");
            }

            return Verdict.Met($"{metric.Name} ranks models on dev; a gain counts from {metric.MinimumImprovement:G6}, and {limits.Count} other {(limits.Count == 1 ? "number is a limit" : "numbers are limits")}.")
                .With(numbers);
        }
    }
}
