using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    public sealed class Fit : ICheck<LeakTrial>
    {
        public Defect Defect => Planting(size => Drilled with
        {
            Fitted = size switch
            {
                DefectSize.JustBelow => new Dictionary<string, long>(),
                DefectSize.JustAbove => new Dictionary<string, long> { ["distance_scaled"] = 1 },
                _ => new Dictionary<string, long> { ["distance_scaled"] = 2_000, ["carrier_rate"] = 1_412 },
            },
        });

        public Verdict Judge(ProjectContract contract, LeakTrial seen)
        {
            // What came before the commands broke still counts.
            if (seen.NewerThan is not null || seen.Fitted is null)
            {
                return NotTried(seen) ?? Verdict.Unknown("The features were not compared.", "Let commands.features take {data} and write to {features}, and run `airworthy check leakage-safe-split --here` again.");
            }

            var (fitted, unsteady) = (seen.Fitted, seen.Unsteady ?? new Dictionary<string, long>());
            var only = fitted.Where(f => !unsteady.ContainsKey(f.Key)).OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).ToList();
            var verdict = only.Count > 0
                ? Verdict.Unmet($"{only.Count:N0} of {seen.Columns:N0} columns of features change in rows of train once rows of dev lie beside them: {string.Join(", ", only.Take(3).Select(f => $"{f.Key} ({f.Value:N0} of {seen.Rows:N0} rows)"))}.", "Fit what is fitted (scales, encodings, fillings) on rows of train only, and keep it with the model.")
                : unsteady.Count > 0
                    ? Verdict.Unknown($"{unsteady.Keys.Order(StringComparer.Ordinal).First()} comes out otherwise each time that it is made of the same rows, so it cannot be compared.", "Give what is drawn in commands.features a fixed seed.")
                    : Verdict.Met($"{seen.Columns:N0} columns of features of {seen.Rows:N0} rows of train are the same whether rows of dev lie beside them or not.");
            return verdict.With(("rows", seen.Rows), ("columns", seen.Columns), ("columns_changed", only.Count)) with
            {
                Blind = "What commands.train fits on its own, and what was fitted once and is read from a file.",
            };
        }
    }
}
