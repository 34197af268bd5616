using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class PredictionMode
{
    public sealed class Observed : ICheck<ServedTraffic>
    {
        private const int Days = 7;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new ServedTraffic("drill", "drill", Requests: 300, LastDaysAgo: 0.1)) { Fields = new Dictionary<string, string?> { ["serving.mode"] = "batch" } };

        public Verdict Judge(ProjectContract contract, ServedTraffic seen)
        {
            if (contract.Serving?.Mode is not { } mode)
            {
                return Verdict.Unknown("serving.mode is not stated.", "Write serving.mode: streaming, batch or both.");
            }

            var isAsked = seen.Requests > 0 && seen.LastDaysAgo <= Days;
            var says = isAsked ? $"{seen.Endpoint} answered {seen.Requests:N0} requests within 30 days, the last {Kept.Ago(seen.LastDaysAgo!.Value)}" : $"{seen.Endpoint} answered no request within {Days} days";
            return (mode switch
            {
                ServingMode.Streaming when isAsked => Verdict.Met($"{says}; answers per request were declared."),
                ServingMode.Batch when isAsked => Verdict.Unmet($"{says}; answers in batches alone were declared.", "Find out who asks, and declare both, or take the endpoint away."),
                ServingMode.Both when isAsked => Verdict.Unknown($"{says}; that batches are answered too cannot be seen.", "Nothing: the gateway sees no batch runs."),
                ServingMode.Streaming => Verdict.Unknown($"{says}; answers per request were declared.", "Have the first caller ask it."),
                _ => Verdict.Unknown($"{says}; that batches are answered cannot be seen.", "Nothing: the gateway sees no batch runs."),
            }).With(("requests", seen.Requests));
        }
    }
}
