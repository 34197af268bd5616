using Airworthy.Core.Checklist.Problem;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static class StalenessImpact
{
    public sealed class Curve : ICheck<StalenessCurve>
    {
        public Defect Defect => FreshnessNeed.Turned;

        public Verdict Judge(ProjectContract contract, StalenessCurve seen) => FreshnessNeed.Against(contract, seen);
    }
}
