using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class PipelineIntegrationTest
{
    public sealed class EndToEnd : ICheck<PipelineTrial>
    {
        public Defect Defect => PipelineTrials.EndToEndDefect;

        public Verdict Judge(ProjectContract contract, PipelineTrial seen) => PipelineTrials.EndToEnd(seen, "pipeline-integration-test");
    }
}
