using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Data;

public static partial class CollectionCost
{
    public sealed class Contract : IContractCheck
    {
        /// <summary>Rows that a second person must have labelled before agreement means anything.</summary>
        public const int LeastChecked = 100;

        public Defect Defect => Defect.Promising(
            ("data.collection", "{needed: true, rows_per_month: 1000, cost_per_1000: {amount: 10, unit: EUR}, label_source: two annotators, label_quality: {checked_rows: 12, agreement: 0.9}}"));

        public Verdict Judge(ProjectContract contract)
        {
            if (Promised.Lacks(contract, "data.collection.needed") is { } unsaid)
            {
                return unsaid;
            }

            var collection = contract.Data!.Collection!;
            if (collection.Needed == false)
            {
                return Verdict.Met("No new data is needed, the contract says.");
            }

            if (Promised.Lacks(contract, "data.collection.rows_per_month", "data.collection.cost_per_1000.amount", "data.collection.cost_per_1000.unit",
                "data.collection.label_source", "data.collection.label_quality.checked_rows", "data.collection.label_quality.agreement") is { } lacks)
            {
                return lacks;
            }

            var (cost, quality) = (collection.CostPer1000!, collection.LabelQuality!);
            var verdict = quality.CheckedRows < LeastChecked
                ? Verdict.Unmet($"Agreement was measured on {quality.CheckedRows} rows; at least {LeastChecked} are needed for it to mean anything.",
                    "Let a second person label more rows and correct data.collection.label_quality.") with
                { At = contract.Source.At("data.collection.label_quality.checked_rows") }
                : Verdict.Met($"{collection.RowsPerMonth:N0} rows a month at {cost.Amount:0.##} {cost.Unit} per 1,000; two people agree on {quality.Agreement:P1} of {quality.CheckedRows:N0} rows.");
            return verdict.With(("rows_per_month", collection.RowsPerMonth!.Value), ("cost_per_1000", cost.Amount), ("checked_rows", quality.CheckedRows!.Value), ("agreement", quality.Agreement!.Value));
        }
    }
}
