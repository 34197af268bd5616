using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Reads the input names in the file <c>MLmodel</c> beside the champion.</summary>
public sealed class ChampionSignatureProbe : IProbe<ChampionSignature>
{
    public bool IsCostly => true;

    public async Task<Sighting<ChampionSignature>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<ChampionSignature>.NotSeen(because, next);
        }

        if (project.Judged is not { } champion)
        {
            return new Sighting<ChampionSignature>.NotSeen($"No version of the registered model {project.Model} carries the alias champion on {project.Place}.", $"Register the model under the name {project.Model} and give the version in use the alias champion.");
        }

        return await ModelSignature.InputsAsync(project.Client, champion, cancel) is { } inputs
            ? new ChampionSignature(project.Model, champion.Version, inputs)
            : new Sighting<ChampionSignature>.NotSeen($"Version {champion.Version} of {project.Model} tells no columns that it takes.", "Log models with a signature, so that the file MLmodel beside them names their inputs.");
    }
}
