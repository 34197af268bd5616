using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class SimplerModel
{
    public sealed class Gain : ICheck<BaselineGains>
    {
        public Defect Defect => BaselinesInPlace.Overtaken;

        public Verdict Judge(ProjectContract contract, BaselineGains seen) => BaselinesInPlace.GainOver(contract, seen, IsSimple, "simple model");
    }

    private static bool IsSimple(BaselineKind kind) => kind == BaselineKind.SimpleModel;
}
