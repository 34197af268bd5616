using Airworthy.Core.Observations;
using Airworthy.Core.Trials;

namespace Airworthy.Probes.Ci;

/// <summary>Reads how the pipeline went when <c>airworthy check --here</c> tried it last.</summary>
public sealed class PipelineTrialProbe : IProbe<PipelineTrial>
{
    public Task<Sighting<PipelineTrial>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run<Sighting<PipelineTrial>>(() =>
        TrialNote.Read(around, TestRun.PipelineTrial, "training-pipeline-tests", TrialJson.ReadTrial, out var because, out var next) is { } trial
            ? trial with { NewerThan = ReportFiles.ChangedAfter(around, trial.MadeAt) }
            : new Sighting<PipelineTrial>.NotSeen(because, next), cancel);
}
