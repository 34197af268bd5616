using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class SliceQuality
{
    public sealed class Bars : ICheck<ModelQuality>
    {
        public Defect Defect => new Defect.Predicted((contract, _) => contract.Slices is [{ Where: { } where }, ..] ? where : null, size => size == DefectSize.JustAbove ? 0.6 : 1);

        public Verdict Judge(ProjectContract contract, ModelQuality seen)
        {
            if (contract.Slices is not { Count: > 0 } slices)
            {
                return Promised.Lacks(contract, "slices")!;
            }

            var down = contract.Metric?.Direction == Direction.Down;
            var levels = (seen.Slices ?? []).ToDictionary(s => s.Name, StringComparer.Ordinal);
            var (under, open, shown, held) = (new List<string>(), new List<string>(), new List<IReadOnlyList<string>>(), 0);
            var numbers = new List<(string, double)>();
            foreach (var slice in slices)
            {
                var level = levels.GetValueOrDefault(slice.Name);
                shown.Add([slice.Name, $"{level?.Rows ?? 0:N0}", level?.Value is { } v ? $"{v:0.0###}" : "–", level is { Low: { } low, High: { } high } && double.IsFinite(low) ? $"{low:0.0###} to {high:0.0###}" : "–", slice.Min is { } bar ? $"{bar:0.0###}" : "–"]);
                if (slice.Min is not { } min)
                {
                    open.Add($"{slice.Name} has no bar (min)");
                    continue;
                }

                if (level is null || level.Rows < slice.MinRows)
                {
                    open.Add($"{slice.Name} has {level?.Rows ?? 0:N0} rows of {seen.Split}, and {slice.MinRows:N0} are asked");
                    continue;
                }

                if (level.Value is not { } value || level.Low is not { } from || level.High is not { } to || !double.IsFinite(from))
                {
                    open.Add($"{slice.Name} has no {seen.Metric}{(level.WhyNot is { } why ? $": {why}" : "")}");
                    continue;
                }

                numbers.AddRange([($"{slice.Name}_value", value), ($"{slice.Name}_low", from), ($"{slice.Name}_high", to), ($"{slice.Name}_limit", min)]);
                if (down ? value > min : value < min)
                {
                    under.Add($"{slice.Name} reaches {value:0.0###} and the bar is {min:0.0###}");
                }
                else if (down ? to > min : from < min)
                {
                    open.Add($"{slice.Name} reaches {value:0.0###}, but its interval ({from:0.0###} to {to:0.0###}) holds the bar {min:0.0###}");
                }
                else
                {
                    held++;
                }
            }

            var verdict = under.Count > 0 ? Verdict.Unmet($"{seen.Metric} of {seen.Model} on {seen.Split}: {string.Join("; ", under)}.", "Find out what these rows have in common (`airworthy evaluate --errors FILE`), and train or collect for them.")
                : open.Count > 0 ? Verdict.Undecided($"{held} of {slices.Count} slices hold their bar; {string.Join("; ", open)}.", "Collect rows of these slices, or have a domain expert sign for them: `airworthy attest slice-quality`.")
                : Verdict.Met($"All {slices.Count} slices hold their bar in {seen.Metric}, intervals included: {string.Join(", ", shown.Select(s => $"{s[0]} {s[2]}"))}.");
            return verdict.With([.. numbers]) with
            {
                At = contract.Source.At("slices"),
                Shown = new Shown(["slice", "rows", seen.Metric, "interval", "bar"], shown),
                Blind = "Slices along columns that are not recorded.",
            };
        }
    }
}
