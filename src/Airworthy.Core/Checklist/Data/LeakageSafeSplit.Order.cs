using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    public sealed class Order : ICheck<RowIdentity>
    {
        /// <summary>Share of unique values above which a text or whole number names a row.</summary>
        public const double Unique = 0.98;

        /// <summary>AUC of the row's position, lower end, above which the order of the table speaks of the label.</summary>
        public const double Position = 0.55;

        /// <summary>Rows below which uniqueness says nothing.</summary>
        public const long Least = 50;

        public Defect Defect => Defect.Planting(size => $"""
            alter table data alter $feature type double;
            update data set $feature = floor(rowid * {size switch { DefectSize.JustBelow => 0.9, DefectSize.JustAbove => 0.99, _ => 1.0 }});
            alter table data alter $feature type bigint;
            """);

        public Verdict Judge(ProjectContract contract, RowIdentity seen)
        {
            if (seen.Rows < Least)
            {
                return Verdict.Unknown($"The table has {seen.Rows:N0} rows; with fewer than {Least} every column may look unique.", "Bring more rows.");
            }

            if (seen.Features.Count == 0 && seen.Order is null)
            {
                return Verdict.Unknown("No feature is a text or a whole number, and there is no label to compare the order of rows with.", "Set data.label, or look at features.columns.");
            }

            var names = seen.Features.Where(f => f.UniqueShare > Unique && f.Pattern != NamePattern.None).ToList();
            var verdict = names.Count > 0
                ? Verdict.Unmet($"{string.Join("; ", names.Take(3).Select(n => $"{n.Column} is different in {n.UniqueShare:P1} of rows and {(n.Pattern == NamePattern.Sequence ? "counts them" : "looks drawn at random")}"))}: it names a row rather than describes it (limit {Unique:P0}).",
                    $"Put {string.Join(", ", names.Select(n => n.Column))} into features.except, or name it as data.id.")
                : Verdict.Met(seen.Features.Count == 0
                    ? "No feature is a text or a whole number, so none can name a row."
                    : $"No feature names a row: the most unique, {seen.Features[0].Column}, is different in {seen.Features[0].UniqueShare:P1} of rows{(seen.Features[0].UniqueShare > Unique ? " but neither counts them nor looks drawn at random" : "")}.");
            return verdict
                .With([("limit_unique", Unique), ("limit_position_auc", Position), .. seen.Features.Take(3).Select(f => ($"{f.Column}_unique", f.UniqueShare)),
                    .. seen.Order is { } o ? [("position_auc", o.Auc), ("position_auc_low", o.Low)] : Array.Empty<(string, double)>()])
                .Concern(seen.Order is { Low: > Position } order
                    ? $"The place of a row in the table tells the label with AUC {order.Auc:0.000} ({order.Low:0.000} to {order.High:0.000}): the rows were sorted or collected in batches. Look that no feature carries the batch."
                    : null) with
            {
                Plots = seen.Features.Count == 0 ? [] : [Plot.Bars("Share of rows in which a column is different", seen.Features.Take(8).Select(f => (f.Column, 100 * f.UniqueShare)), 100 * Unique, "percent")],
                At = names.Count > 0 ? contract.Source.At("features") : null,
                Blind = "An id that carries true information, such as one given in order of time, looks the same.",
            };
        }
    }
}
