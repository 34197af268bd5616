using Airworthy.Core.Checklist.TestScore;
using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class ScoreModel
{
    public sealed class Sum : ICheck<ChecklistSoFar>
    {
        public Defect Defect => SectionSum.Defect;

        public Verdict Judge(ProjectContract contract, ChecklistSoFar seen) => SectionSum.Judge(contract, seen, ("Model", "model", contract.MlTestScore?.Model));
    }
}
