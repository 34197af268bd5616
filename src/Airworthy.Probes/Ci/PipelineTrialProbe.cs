using Airworthy.Core.Observations;
using Airworthy.Core.Trials;

namespace Airworthy.Probes.Ci;

/// <summary>Reads how the pipeline went when <c>airworthy check --here</c> tried it last.</summary>
public sealed class PipelineTrialProbe : IProbe<PipelineTrial>
{
    private const long MaxBytes = 1_000_000;

    public Task<Sighting<PipelineTrial>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around), cancel);

    private static Sighting<PipelineTrial> Look(Surroundings around)
    {
        var commands = around.Contract.Commands;
        var next = "Run `airworthy check training-pipeline-tests --here`, which makes a clean checkout and runs the four commands on a small table.";
        if (commands is not { Features: not null, Train: not null, Predict: not null })
        {
            return new Sighting<PipelineTrial>.NotSeen("commands.features, commands.train and commands.predict are not all set.", "Set them in airworthy.yaml, so that a machine can run the project from a clean checkout.");
        }

        var file = Path.Combine(around.Root, TestRun.PipelineTrial);
        if (!File.Exists(file))
        {
            return new Sighting<PipelineTrial>.NotSeen("The pipeline was never tried here.", next);
        }

        return new FileInfo(file).Length > MaxBytes || TrialJson.ReadTrial(File.ReadAllText(file)) is not { } trial
            ? new Sighting<PipelineTrial>.NotSeen($"{TestRun.PipelineTrial} cannot be read.", next)
            : trial with { NewerThan = ReportFiles.ChangedAfter(around, trial.MadeAt) };
    }
}
