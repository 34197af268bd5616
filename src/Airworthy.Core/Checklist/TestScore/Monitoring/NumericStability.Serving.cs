using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class NumericStability
{
    public sealed class Serving : ICheck<GuardedTraffic>
    {
        public Defect Defect => new Defect.Seen(DataInvariants.Elsewhere, new GuardedTraffic("drill", "drill", Day: new GuardedDay(900, 900, 0, 0, 2, 2)));

        public Verdict Judge(ProjectContract contract, GuardedTraffic seen)
        {
            if (seen.Day is not { Requests: > 0 } day)
            {
                return Verdict.Unknown($"No request came to {seen.Endpoint} within 24 hours.", "Look again when there is traffic.");
            }

            var isHandled = day.Fallbacks >= day.NotFinite;
            var says = string.Create(CultureInfo.InvariantCulture, $"{day.NotFinite:N0} of {day.Requests:N0} answers of 24 hours were NaN or infinite");
            return (day.NotFinite == 0 ? Verdict.Met($"{says}.")
                : isHandled ? Verdict.Met($"{says}, and something else answered for them.").Concern($"{says}: find out why.")
                : Verdict.Unmet($"{says}, and nothing else answered for all of them.", "Let them fall back: non_finite in fallback.when, and a constant in fallback.chain.")).With(("not_finite", day.NotFinite), ("requests", day.Requests), ("fallbacks", day.Fallbacks)) with
            { Blind = "Answers that are finite and the same for every row." };
        }
    }
}
