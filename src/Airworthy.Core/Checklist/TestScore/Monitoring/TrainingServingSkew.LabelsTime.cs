using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class TrainingServingSkew
{
    public sealed class LabelsTime : ICheck<ServedSkew>
    {
        private const int Least = 20;

        /// <summary>A mean over the whole day, which is not over when the answer is needed.</summary>
        public Defect Defect => Of(Drilled with { Later = Drilled.Later! with { Features = [new("fare", 25, 0), new("day_mean", 25, 19, new SkewExample("r-17", "41.5", "44.02"))] } });

        public Verdict Judge(ProjectContract contract, ServedSkew seen)
        {
            if (Open(contract, seen) is { } open)
            {
                return open;
            }

            if (seen.Report.Later is not { Features.Count: > 0 } later)
            {
                return Verdict.Unknown($"Features were not made as of the time of a request: {seen.Report.WhyNotLater ?? "it was not tried"}.", "Name the code that makes features (commands.features, features.made), the column of time and the data it reads; then compare again: `airworthy monitor skew`.");
            }

            var changed = later.Features.Where(f => f.Different > 0).OrderByDescending(f => f.Different).ToList();
            var rows = later.Features.Max(f => f.Rows);
            var told = string.Create(CultureInfo.InvariantCulture, $"{later.Features.Count} features of {rows:N0} rows, made as of {later.Moments.Count} moment{(later.Moments.Count == 1 ? "" : "s")} and made now");
            var verdict = changed.Count > 0
                ? Verdict.Unmet($"{told}: {string.Join(", ", changed.Take(4).Select(f => $"{f.Name} changed afterwards in {f.Different:N0} of {f.Rows:N0} rows{(f.Example is { } e ? $" ({e.Row}: {e.Served ?? "missing"} then, {e.Made ?? "missing"} now)" : "")}"))}{(changed.Count > 4 ? $" and {changed.Count - 4} more" : "")}. What changes afterwards was not known at the time.",
                    "Let the code read only what is known when the answer is needed.")
                : rows < Least ? Verdict.Unknown($"{told} are equal; {Least} rows are needed.", Again)
                : Verdict.Met($"{told}, are equal.");
            return verdict.With(("rows", rows), ("features", later.Features.Count), ("changed", changed.Count), ("moments", later.Moments.Count)).Late(contract, seen) with
            {
                Shown = Examples(later.Features, "row", "as of then", "now"),
                Blind = $"Values of earlier rows that were written into the data later than they should have been known{(later.Hidden.Count > 0 ? $"; of the rows themselves {string.Join(", ", later.Hidden.Take(5))} {(later.Hidden.Count == 1 ? "was" : "were")} left out" : "")}. Other moments.",
            };
        }
    }
}
