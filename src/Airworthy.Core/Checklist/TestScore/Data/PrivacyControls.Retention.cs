using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class PrivacyControls
{
    public sealed class Retention : ICheck<OldRows>
    {
        private const int Days = 3000;

        /// <summary>Moves the oldest row to just before, or behind, the last day that may be kept.</summary>
        public Defect Defect => Defect.Planting(size => $"""
            update data set $time = cast((select max(cast($time as timestamp)) from data) as timestamp) - interval {size switch { DefectSize.JustBelow => Days - 60, DefectSize.JustAbove => Days + 2, _ => Days * 2 }} day
            where rowid = (select min(rowid) from data where cast($time as timestamp) = (select min(cast($time as timestamp)) from data))
            """, ("data.privacy.retention_days", $"{Days}"));

        public Verdict Judge(ProjectContract contract, OldRows seen)
        {
            if (contract.Data?.Privacy?.RetentionDays is not { } days)
            {
                return Verdict.Unknown("data.privacy.retention_days is not written, so no row can be too old.", "Write how long the data may be kept.");
            }

            if (seen.Timed == 0)
            {
                return Verdict.Unknown($"None of {seen.Rows:N0} rows has a time in {contract.Data.Time}.", "Check data.time and the rows of the table.");
            }

            var verdict = seen.Older > 0
                ? Verdict.Unmet($"{seen.Older:N0} of {seen.Timed:N0} rows {(seen.Older == 1 ? "is" : "are")} older than {days:N0} days on {seen.Today:yyyy-MM-dd}; the oldest is of {seen.Oldest:yyyy-MM-dd} ({seen.OldestDays:N0} days).",
                    "Delete them in the next version of the data, or change data.privacy.retention_days with whoever answers for privacy.")
                : Verdict.Met($"The oldest of {seen.Timed:N0} rows is {seen.OldestDays:N0} days old on {seen.Today:yyyy-MM-dd}; {days:N0} may be.");
            return verdict.With(("limit_days", days), ("oldest_days", seen.OldestDays), ("older_rows", seen.Older), ("rows", seen.Timed))
                .Concern(seen.Timed < seen.Rows ? $"{seen.Rows - seen.Timed:N0} rows have no time, and nobody knows how old they are." : null) with
            {
                At = contract.Source.At("data.privacy.retention_days"),
                Blind = "Copies elsewhere, and earlier versions of the data that are still kept.",
            };
        }
    }
}
