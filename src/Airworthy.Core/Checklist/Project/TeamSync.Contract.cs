using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Project;

public static partial class TeamSync
{
    public sealed class Contract : IContractCheck
    {
        /// <summary>Days between two meetings of at least one ritual.</summary>
        private const int Limit = 14;

        public Defect Defect => Defect.Promising(("goal.cadence", "[{ritual: review of the work, every_days: 15, where: \"room 2\"}]"));

        public Verdict Judge(ProjectContract contract)
        {
            if (Promised.Lacks(contract, "goal.cadence") is { } lacks)
            {
                return lacks;
            }

            var often = contract.Goal!.Cadence!.MinBy(r => r.EveryDays)!;
            var numbers = ((string, double)[])[("every_days", often.EveryDays), ("limit_days", Limit)];
            return often.EveryDays <= Limit
                ? Verdict.Met($"The {often.Name} takes place {(often.EveryDays == 1 ? "every day" : $"every {often.EveryDays} days")}; the limit is {Limit} days.").With(numbers)
                : Verdict.Unmet($"The most frequent ritual, {often.Name}, takes place every {often.EveryDays} days; the limit is {Limit} days.",
                    $"Agree on one meeting at least every {Limit} days and write it into goal.cadence.").With(numbers) with
                { At = contract.Source.At("goal.cadence") };
        }
    }
}
