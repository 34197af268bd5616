using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class SliceQuality
{
    public sealed class Drop : ICheck<AgainstChampion>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new AgainstChampion("drill 3", "roc_auc", "dev", 900, "drill 2", new GainLevel(0.7, 0.71, 0.01, 0.002, 0.018),
            [new SliceDrop("drilled", 300, 0.2, 0.15, 0.25, 1e-6)]))
        {
            Fields = Defect.Promising(("slices", "[{name: drilled, where: 1 = 1, min_rows: 10, min: 0.1, max_drop: 0.03}]")).Fields,
        };

        public Verdict Judge(ProjectContract contract, AgainstChampion seen)
        {
            if (contract.Slices is not { Count: > 0 } slices)
            {
                return Promised.Lacks(contract, "slices")!;
            }

            if (seen.Champion is null)
            {
                return Verdict.Met($"{seen.Candidate} is the first: no version before it was ever in use, so no slice could drop.").Concern("From the second model on, each is compared with the one before.");
            }

            var alpha = 1 - (contract.Metric?.Confidence ?? 0.95);
            var drops = (seen.Slices ?? []).ToDictionary(s => s.Name, StringComparer.Ordinal);
            var (fallen, open, shown, numbers) = (new List<string>(), new List<string>(), new List<IReadOnlyList<string>>(), new List<(string, double)>());
            foreach (var slice in slices)
            {
                var drop = drops.GetValueOrDefault(slice.Name);
                shown.Add([slice.Name, $"{drop?.Rows ?? 0:N0}", drop?.Drop is { } v ? $"{v:0.0###}" : "–", drop is { Low: { } l, High: { } h } ? $"{l:0.0###} to {h:0.0###}" : "–", slice.MaxDrop is { } bar ? $"{bar:0.0###}" : "–"]);
                if (slice.MaxDrop is not { } most)
                {
                    open.Add($"{slice.Name} has no largest drop (max_drop)");
                }
                else if (drop is null || drop.Rows < slice.MinRows)
                {
                    open.Add($"{slice.Name} has {drop?.Rows ?? 0:N0} rows of {seen.Split}, and {slice.MinRows:N0} are asked");
                }
                else if (drop is not { Drop: { } by, Low: { } low, High: { } high })
                {
                    open.Add($"{slice.Name} has no {seen.Metric}{(drop.WhyNot is { } why ? $": {why}" : "")}");
                }
                else
                {
                    numbers.AddRange([($"{slice.Name}_drop", by), ($"{slice.Name}_low", low), ($"{slice.Name}_high", high), ($"{slice.Name}_limit", most)]);
                    if (by > most && drop.P < alpha)
                    {
                        fallen.Add($"{slice.Name} fell by {by:0.0###} and may fall by {most:0.0###}");
                    }
                    else if (by > most || high > most)
                    {
                        open.Add($"{slice.Name} {(by > 0 ? $"fell by {by:0.0###}" : $"rose by {-by:0.0###}")}, but the interval ({low:0.0###} to {high:0.0###}) reaches over {most:0.0###}");
                    }
                }
            }

            var against = $"{seen.Candidate} against {seen.Champion} in {seen.Metric} on {seen.Split}";
            var verdict = fallen.Count > 0 ? Verdict.Unmet($"{against}: {string.Join("; ", fallen)}.", "Find out what these rows have in common (`airworthy evaluate --errors FILE`), and train or collect for them.")
                : open.Count > 0 ? Verdict.Undecided($"{against}: {slices.Count - open.Count} of {slices.Count} slices hold; {string.Join("; ", open)}.", "Collect rows of these slices, or have a domain expert sign for them: `airworthy attest slice-quality`.")
                : Verdict.Met($"{against}: none of {slices.Count} slices fell by more than it may, intervals included.");
            return verdict.With([.. numbers]) with
            {
                At = contract.Source.At("slices"),
                Shown = new Shown(["slice", "rows", "drop", "interval", "most"], shown),
                Blind = "Slices along columns that are not recorded.",
            };
        }
    }
}
