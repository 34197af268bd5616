using Airworthy.Core.Checklist.TestScore;
using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Data;

public static partial class ScoreData
{
    public sealed class Sum : ICheck<ChecklistSoFar>
    {
        public Defect Defect => SectionSum.Defect;

        public Verdict Judge(ProjectContract contract, ChecklistSoFar seen) => SectionSum.Judge(contract, seen, ("Data", "data", contract.MlTestScore?.Data));
    }
}
