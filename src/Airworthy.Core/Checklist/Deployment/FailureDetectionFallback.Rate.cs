using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class FailureDetectionFallback
{
    public sealed class Rate : ICheck<GuardedTraffic, Rehearsals>
    {
        public Defect Defect => new Defect.Seen("What a gateway counted lies in its store, outside any copy of the project.", new GuardedTraffic("drill", "drill", Day: new GuardedDay(900, 900, 600, 600, 0, 0), FallbackRows30: 600)) { Fields = new Dictionary<string, string?> { ["fallback.max_rate"] = "0.05" } };

        public Verdict Judge(ProjectContract contract, GuardedTraffic seen, Rehearsals drills)
        {
            if (contract.Fallback?.MaxRate is not { } most)
            {
                return Verdict.Unknown("fallback.max_rate is missing, so there is no limit.", "Set it in airworthy.yaml.");
            }

            if (seen.Day is not { Rows: > 0 } day)
            {
                return Verdict.Unknown($"No row was asked at {seen.Endpoint} within 24 hours.", "Look again when there is traffic.");
            }

            var share = Math.Min(1, (double)day.FallbackRows / day.Rows);
            var says = string.Create(CultureInfo.InvariantCulture, $"{share:P2} of {day.Rows:N0} rows of 24 hours were answered by the fallback; {most:P2} is the limit");
            var isKnown = seen.FallbackRows30 > 0 || drills.Newest(Drill, Days) is { Outcome: Answer.Met };
            return (share > most ? Verdict.Unmet($"{says}.", "See by reason in /metrics what sends them there, and mend that.")
                : !isKnown ? Verdict.Unmet($"{says}, and within {Days} days nothing fell back and no drill held: a path never used is not known to work.", "Use it: `airworthy drill fallback`.")
                : Verdict.Met($"{says}.")).With(("share", share), ("limit", most), ("rows", day.Rows), ("fallback_rows_30_days", seen.FallbackRows30));
        }
    }
}
