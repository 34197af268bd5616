using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class RepresentativeDevTest
{
    public sealed class Recent : ICheck<NewestTestRow, Today>
    {
        /// <summary>Days that the newest test row may be older than the oldest model allowed in use.</summary>
        public const int Grace = 90;

        public Defect Defect => Defect.Promising(("as_of", "2199-01-01"));

        public Verdict Judge(ProjectContract contract, NewestTestRow newest, Today today)
        {
            if (Promised.Lacks(contract, "freshness.max_age_days") is { } lacks)
            {
                return lacks;
            }

            if (newest.Day is not { } day)
            {
                return Verdict.Unknown(newest.Rows == 0 ? "Test has no rows." : "No test row has a time.", "Check data.split and data.time in airworthy.yaml.");
            }

            var age = today.Date.DayNumber - day.DayNumber;
            var limit = contract.Freshness!.MaxAgeDays!.Value + Grace;
            var found = $"The newest test row is of {day:yyyy-MM-dd}, {age:N0} days before {today.Date:yyyy-MM-dd}; the limit is {limit:0.#} (freshness.max_age_days and {Grace})";
            var verdict = age > limit
                ? Verdict.Unmet($"{found}.", "Take dev and test from newer rows.")
                : Verdict.Met($"{found}.").Concern(age < 0 ? "The newest test row lies in the future." : null);
            return verdict.With(("age_days", age), ("limit_days", limit)) with { At = contract.Source.At("data.split.test") };
        }
    }
}
