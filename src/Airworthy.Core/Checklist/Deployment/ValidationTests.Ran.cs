using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class ValidationTests
{
    public sealed class Ran : ICheck<ModelQuality>
    {
        public Defect Defect => new Defect.Predicted((_, _) => "true", size => size == DefectSize.JustAbove ? 0.5 : 1);

        public Verdict Judge(ProjectContract contract, ModelQuality seen)
        {
            if (Promised.Lacks(contract, "metric.name", "metric.limits", "slices") is { } lacks)
            {
                return lacks;
            }

            if (seen.Level is not { } level)
            {
                return Verdict.Unknown($"{seen.Metric} does not exist on the {seen.Rows:N0} rows of {seen.Split}.", "See with `airworthy evaluate` why not.");
            }

            var limits = Held(contract.Metric!.Limits!, seen);
            var unseen = contract.Slices!.Where(s => (seen.Slices ?? []).All(l => l.Name != s.Name)).Select(s => s.Name).ToList();
            var says = $"{seen.Model} on all {seen.Rows:N0} labelled rows of {seen.Split}: {seen.Metric} {level.Value:0.0###}, {string.Join(", ", limits.Shown.Select(s => $"{s[0]} {s[1]}"))}";
            var verdict = limits.Broken.Count > 0 ? Verdict.Unmet($"{says}. Broken: {string.Join("; ", limits.Broken)}.", "A better model, or a limit that was argued for before the result: nothing is merged or promoted over a broken one.")
                : limits.Blind.Count > 0 ? Verdict.Unknown($"{says}. Not seen: {string.Join("; ", limits.Blind)}.", "Correct the names in metric.limits, or store predictions that allow them (probabilities, not only decisions).")
                : unseen.Count > 0 ? Verdict.Unknown($"{says}. Not evaluated: the slices {string.Join(", ", unseen)}.", "Run `airworthy evaluate` and see why.")
                : limits.Open.Count > 0 ? Verdict.Undecided($"{says}. {string.Join("; ", limits.Open)}.", "Take more rows into the split, or a better model.")
                : Verdict.Met($"{says}; {(limits.Shown.Count == 1 ? "the limit holds" : $"all {limits.Shown.Count} limits hold")}, intervals included, and {contract.Slices!.Count} slice{(contract.Slices.Count == 1 ? " was" : "s were")} looked at.");
            return verdict.With([("rows", seen.Rows), .. limits.Numbers]) with
            {
                At = contract.Source.At("metric.limits"),
                Shown = new Shown(["limit", "value", "interval", "least", "most"], limits.Shown),
                Blind = "Whether the path that answers users would have given the same answers.",
            };
        }

        /// <summary>Judges each limit: broken when the number is beyond it, open when its interval reaches over it, blind when there is no number.</summary>
        public static LimitsJudged Held(IReadOnlyList<MetricLimit> limits, ModelQuality seen)
        {
            var judged = new LimitsJudged();
            var levels = (seen.Limits ?? []).GroupBy(l => l.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
            foreach (var limit in limits)
            {
                var level = levels.GetValueOrDefault(limit.Name);
                judged.Shown.Add([limit.Name, level?.Value is { } v ? $"{v:0.0###}" : "–", level is { Low: { } l, High: { } h } ? $"{l:0.0###} to {h:0.0###}" : "–", limit.Min is { } least ? $"{least:0.0###}" : "–", limit.Max is { } most ? $"{most:0.0###}" : "–"]);
                if (limit is { Min: null, Max: null })
                {
                    judged.Blind.Add($"{limit.Name} has neither min nor max");
                }
                else if (level?.Value is not { } value)
                {
                    judged.Blind.Add($"{limit.Name}: {level?.WhyNot ?? "it was not computed"}");
                }
                else
                {
                    judged.Numbers.AddRange([($"{limit.Name}_value", value), .. limit.Min is { } a ? [($"{limit.Name}_min", a)] : Array.Empty<(string, double)>(), .. limit.Max is { } b ? [($"{limit.Name}_max", b)] : Array.Empty<(string, double)>()]);
                    if (value < limit.Min || value > limit.Max)
                    {
                        judged.Broken.Add($"{limit.Name} is {value:0.0###} and may be {(value < limit.Min ? $"no less than {limit.Min:0.0###}" : $"no more than {limit.Max:0.0###}")}");
                    }
                    else if (level.Low is null || level.High is null || level.Low < limit.Min || level.High > limit.Max)
                    {
                        judged.Open.Add($"The interval of {limit.Name} ({(level is { Low: { } low, High: { } high } ? $"{low:0.0###} to {high:0.0###}" : "none")}) reaches over its limit");
                    }
                }
            }

            return judged;
        }
    }

    /// <summary>How the limits stand, in words.</summary>
    public sealed class LimitsJudged
    {
        public List<string> Broken { get; } = [];

        public List<string> Open { get; } = [];

        public List<string> Blind { get; } = [];

        public List<(string, double)> Numbers { get; } = [];

        public List<IReadOnlyList<string>> Shown { get; } = [];
    }
}
