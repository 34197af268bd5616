using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class TrainingPipelineTests
{
    public sealed class Scheduled : ICheck<ScheduledTrials>
    {
        public Defect Defect => PipelineTrials.ScheduledDefect;

        public Verdict Judge(ProjectContract contract, ScheduledTrials seen) => PipelineTrials.Scheduled(seen, "training-pipeline-tests");
    }
}
