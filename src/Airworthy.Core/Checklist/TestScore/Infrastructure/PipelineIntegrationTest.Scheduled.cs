using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class PipelineIntegrationTest
{
    public sealed class Scheduled : ICheck<ScheduledTrials>
    {
        public Defect Defect => PipelineTrials.ScheduledDefect;

        public Verdict Judge(ProjectContract contract, ScheduledTrials seen) => PipelineTrials.Scheduled(seen, "pipeline-integration-test");
    }
}
