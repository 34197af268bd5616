using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static partial class FirstReleasePlan
{
    public sealed class Shipped : ICheck<ServedTraffic, Today>
    {
        /// <summary>Days for which the gateway keeps minutes.</summary>
        private const int Kept90 = 89;

        private const string Next = "Put the simplest thing that answers behind the endpoint, `airworthy release start constant:NUMBER`, and have the first caller ask it.";

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new ServedTraffic("drill", "drill", new DateOnly(2999, 1, 2), new DateOnly(2999, 1, 1), 0, 10, 1));

        public Verdict Judge(ProjectContract contract, ServedTraffic seen, Today today)
        {
            if (Promised.Lacks(contract, "goal.first_release.by") is { } lacks)
            {
                return lacks;
            }

            var by = contract.Goal!.FirstRelease!.By!.Value;
            if (seen.FirstAnswerOn is not { } kept)
            {
                return today.Date > by
                    ? Verdict.Unmet($"The first release was due on {by:yyyy-MM-dd}; the gateway of {seen.Place} has answered nobody at {seen.Endpoint} within 90 days.", Next)
                    : Verdict.Unknown($"The gateway of {seen.Place} has not answered anybody at {seen.Endpoint} yet; the first release is due on {by:yyyy-MM-dd}.", Next);
            }

            // Minutes are kept for 90 days; of what was routed before, the day of the first table is all that is left.
            var first = seen.RoutedOn is { } routed && kept.DayNumber - routed.DayNumber > Kept90 ? routed : kept;
            return (first <= by
                ? Verdict.Met($"The gateway's first answer at {seen.Endpoint} was on {first:yyyy-MM-dd}; the first release was due on {by:yyyy-MM-dd}.")
                : Verdict.Unmet($"The gateway's first answer at {seen.Endpoint} was on {first:yyyy-MM-dd}, {first.DayNumber - by.DayNumber} days after the first release was due ({by:yyyy-MM-dd}).", "It is history now: waive it, or set the item aside, with what stood in the way."))
                .With(("days_late", first.DayNumber - by.DayNumber)).Concern(first == kept ? null : "Of that day only the route is kept; answers are kept for 90 days.") with
            { Blind = "Whether who asked was a user, or the team itself." };
        }
    }
}
