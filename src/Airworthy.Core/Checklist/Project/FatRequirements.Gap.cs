using Airworthy.Core.Checklist.TestScore.Model;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static class FatRequirements
{
    public sealed class Gap : ICheck<ModelQuality>
    {
        private static readonly Inclusion.Gap s_gap = new(); // one measurement and one limit: the two items cannot disagree

        public Defect Defect => s_gap.Defect;

        public Verdict Judge(ProjectContract contract, ModelQuality seen) => s_gap.Judge(contract, seen);
    }
}
