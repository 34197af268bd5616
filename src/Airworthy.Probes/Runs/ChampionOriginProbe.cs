using Airworthy.Core.Observations;
using Airworthy.Data.Versions;

namespace Airworthy.Probes.Runs;

/// <summary>Follows the champion from the registry to its run and to the commit in the project's own history and the version of its dataset.</summary>
public sealed class ChampionOriginProbe : IProbe<ChampionOrigin>
{
    public bool IsCostly => true;

    public async Task<Sighting<ChampionOrigin>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<ChampionOrigin>.NotSeen(because, next);
        }

        if (project.Champion is not { } champion)
        {
            return new Sighting<ChampionOrigin>.NotSeen($"No version of the registered model {project.Model} carries the alias champion on {project.Place}.", $"Register the model under the name {project.Model} and give the version in use the alias champion.");
        }

        if (around.Git.History is not { Default: { } branch } history)
        {
            return around.Git.History is null
                ? new Sighting<ChampionOrigin>.NotSeen(around.Git.Because, around.Git.Next)
                : new Sighting<ChampionOrigin>.NotSeen("The default branch cannot be told, so what is merged cannot be told either.", "Fetch the branch that changes are merged into.");
        }

        var run = await project.FindAsync(champion.RunId, cancel);
        var commit = run is null ? null : RunFacts.Commit(run)?.ToLowerInvariant();
        var data = run is null ? null : RunFacts.Data(run);
        var version = data is null || around.Contract.Data?.Dataset is not { } dataset ? null
            : new ManifestFiles(around.Root).Read(dataset).Manifest?.Standing.FirstOrDefault(v => v.Digest == data || v.Id == data);
        return new ChampionOrigin(project.Model, champion.Version, run is null ? null : run.Name.Length > 0 ? run.Name : run.Id, commit, run is null ? null : RunFacts.IsClean(run),
            commit is not null && history.BringerOf(commit) is not null, branch.Name, history.IsShallow,
            data, version?.Id, version?.Splits is { Count: > 0 }, run is null ? 0 : RunFacts.Params(run), run is null ? null : RunFacts.Environment(run, await project.FilesAsync(run, cancel)));
    }
}
