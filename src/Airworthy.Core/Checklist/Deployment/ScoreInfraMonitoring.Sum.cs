using Airworthy.Core.Checklist.TestScore;
using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class ScoreInfraMonitoring
{
    public sealed class Sum : ICheck<ChecklistSoFar>
    {
        public Defect Defect => SectionSum.Defect;

        public Verdict Judge(ProjectContract contract, ChecklistSoFar seen) => SectionSum.Judge(contract, seen, ("Infrastructure", "infrastructure", contract.MlTestScore?.Infra), ("Monitoring", "monitoring", contract.MlTestScore?.Monitoring));
    }
}
