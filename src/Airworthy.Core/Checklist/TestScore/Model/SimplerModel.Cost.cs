using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class SimplerModel
{
    public sealed class Cost : ICheck<BaselineGains, BaselineRuns>
    {
        public Defect Defect => BaselinesInPlace.Overtaken;

        public Verdict Judge(ProjectContract contract, BaselineGains gains, BaselineRuns runs) => BaselinesInPlace.CostsBeside(contract, gains, runs, IsSimple, "simple model");
    }
}
