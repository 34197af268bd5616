using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class CollectionCost
{
    public sealed class Rate : ICheck<DatasetGrowth>
    {
        /// <summary>Share of the plan by which the measured rate may be off, either way.</summary>
        public const double Tolerance = 0.5;

        /// <summary>Versions between which the rate is measured.</summary>
        public const int Versions = 3;

        private const double DaysPerMonth = 365.25 / 12;

        public Defect Defect => Defect.Promising(("data.collection.needed", "true"), ("data.collection.rows_per_month", "900000000"));

        public Verdict Judge(ProjectContract contract, DatasetGrowth seen)
        {
            if (Promised.Lacks(contract, "data.collection.needed") is { } unsaid)
            {
                return unsaid;
            }

            if (contract.Data!.Collection!.Needed == false)
            {
                return Verdict.Met("No new data is needed, the contract says.");
            }

            if (Promised.Lacks(contract, "data.collection.rows_per_month") is { } lacks)
            {
                return lacks;
            }

            if (seen.Versions.Count < Versions)
            {
                return Verdict.Unknown($"{seen.Dataset} has {seen.Versions.Count} version{(seen.Versions.Count == 1 ? "" : "s")}; the rate is measured over {Versions}.", "Add a version whenever data come in: `airworthy data add`.");
            }

            var (first, last) = (seen.Versions[0], seen.Versions[^1]);
            var days = last.Made.DayNumber - first.Made.DayNumber;
            if (days < 1)
            {
                return Verdict.Unknown($"The last {Versions} versions of {seen.Dataset} were all made on {last.Made:yyyy-MM-dd}, so no rate can be told.", "Add a version whenever data come in, on the day they do.");
            }

            var plan = contract.Data.Collection.RowsPerMonth!.Value;
            var measured = (last.Rows - first.Rows) / (days / DaysPerMonth);
            var found = $"{last.Rows - first.Rows:N0} rows came in from {first.Id} ({first.Made:yyyy-MM-dd}) to {last.Id} ({last.Made:yyyy-MM-dd}): {measured:N0} a month; {plan:N0} are planned";
            var verdict = Math.Abs(measured - plan) <= (Tolerance * plan) + 1e-9
                ? Verdict.Met($"{found}, and {Tolerance:P0} off is the limit.")
                : Verdict.Unmet($"{found}, and more than {Tolerance:P0} off is too far.", "Correct data.collection.rows_per_month, and what rests on it: when dev or a slice will be large enough.");
            return verdict.With(("rows_per_month", measured), ("planned_rows_per_month", plan), ("limit_share", Tolerance), ("days", days)) with
            {
                At = contract.Source.At("data.collection.rows_per_month"),
                Plots = [Plot.Bars("Rows per version", seen.Versions.Select(v => (v.Id, (double)v.Rows)), axis: "rows")],
                Blind = "Whether the rows that came in are new ones, and whether they will keep coming.",
            };
        }
    }
}
