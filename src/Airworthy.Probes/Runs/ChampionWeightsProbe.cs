using Airworthy.Client;
using Airworthy.Core.Observations;
using Airworthy.Models.Onnx;

namespace Airworthy.Probes.Runs;

/// <summary>Walks through the numbers in the champion's ONNX file.</summary>
public sealed class ChampionWeightsProbe : IProbe<ChampionWeights>
{
    private const long MostBytes = 500_000_000;

    public bool IsCostly => true;

    public async Task<Sighting<ChampionWeights>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<ChampionWeights>.NotSeen(because, next);
        }

        if (project.Judged is not { } champion)
        {
            return new Sighting<ChampionWeights>.NotSeen($"No version of the registered model {project.Model} carries the alias champion on {project.Place}.", $"Register the model under the name {project.Model} and give the version in use the alias champion.");
        }

        const string Export = "Keep the model as one ONNX file of up to 500 MB with its run.";
        if (await project.FindAsync(champion.RunId, cancel) is not { } run || ModelDigest.Folder(run, champion) is not { } folder)
        {
            return new Sighting<ChampionWeights>.NotSeen($"The files of version {champion.Version} of {project.Model} lie where they cannot be read.", Export);
        }

        try
        {
            var file = (await project.Client.Artifacts.ListAsync(run, folder, cancel)).FirstOrDefault(f => f.Path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) && f.Size <= MostBytes);
            if (file is null)
            {
                return new Sighting<ChampionWeights>.NotSeen($"Version {champion.Version} of {project.Model} has no ONNX file that could be read.", Export);
            }

            await using var content = await project.Client.Artifacts.OpenAsync(run, file.Path, cancel);
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancel);
            return OnnxWeights.Of(bytes.ToArray()) is { } weights
                ? new ChampionWeights(project.Model, champion.Version, weights.Count, weights.NotFinite, weights.MostAbs, weights.Dead, weights.Units, weights.Outside, weights.First)
                : new Sighting<ChampionWeights>.NotSeen($"{file.Path} of version {champion.Version} of {project.Model} is no ONNX that can be read.", Export);
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return new Sighting<ChampionWeights>.NotSeen($"The files of version {champion.Version} of {project.Model} cannot be read: {e.Message.Split('\n')[0]}", Export);
        }
    }
}
