using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class PredictionMode
{
    public sealed class Features : ICheck<FeatureTimes>
    {
        public Defect Defect => LeakageSafeSplit.KnownTooLate;

        public Verdict Judge(ProjectContract contract, FeatureTimes seen)
        {
            if (contract.Serving?.Mode is not { } mode)
            {
                return Verdict.Unknown("serving.mode is not stated, so nobody knows when features must be there.", "Write serving.mode: streaming, batch or both.") with
                {
                    At = contract.Source.At("serving"),
                };
            }

            var judged = LeakageSafeSplit.Future.Knowledge(contract, seen);
            return judged with
            {
                Says = $"{judged.Says} Answers are given {(mode == ServingMode.Batch ? "in batches" : mode == ServingMode.Both ? "per request and in batches" : "per request")}.",
                Blind = "It believes the stated times, and does not see how long a feature takes to compute.",
            };
        }
    }
}
