using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class TrainingPipelineTests
{
    public sealed class EndToEnd : ICheck<PipelineTrial>
    {
        public Defect Defect => PipelineTrials.EndToEndDefect;

        public Verdict Judge(ProjectContract contract, PipelineTrial seen) => PipelineTrials.EndToEnd(seen, "training-pipeline-tests");
    }
}
