using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class UnitTests
{
    /// <summary>The same mutants of the same code as in <c>feature-code-tested</c>.</summary>
    public sealed class Mutants : ICheck<MutationReport>
    {
        private static readonly FeatureCodeTested.Mutants s_mutants = new();

        public Defect Defect => s_mutants.Defect;

        public Verdict Judge(ProjectContract contract, MutationReport seen) => s_mutants.Judge(contract, seen);
    }
}
