using Airworthy.Client;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Finds the runs that say of themselves that they make the champion's run again, and what came of it.</summary>
public sealed class RebuildsProbe : IProbe<Rebuilds>
{
    private const string OfTag = "airworthy.reproduces";
    private const string OutcomeTag = "airworthy.reproduction";

    public bool IsCostly => true;

    public async Task<Sighting<Rebuilds>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<Rebuilds>.NotSeen(because, next);
        }

        if (project.Judged is not { } champion)
        {
            return new Sighting<Rebuilds>.NotSeen($"No version of the registered model {project.Model} carries the alias champion on {project.Place}.", $"Register the model under the name {project.Model} and give the version in use the alias champion.");
        }

        if (await project.FindAsync(champion.RunId, cancel) is not { } original)
        {
            return new Sighting<Rebuilds>.NotSeen($"Version {champion.Version} of {project.Model} names no run that is there.", "Register only what a tracked run made: name the run when the version is registered.");
        }

        double? Value(Run run) => RunFacts.Metric(run, around.Contract.Metric?.Name, around.Contract.Metric?.On ?? "dev")?.Value is { } v && double.IsFinite(v) ? v : null;
        var rebuilds = new List<Rebuild>();
        await foreach (var run in project.Client.SearchRunsByIdAsync([original.ExperimentId], $"tags.`{OfTag}` = '{original.Id}'", ["attributes.start_time DESC"], cancel: cancel))
        {
            string Text(string tag) => run.Tags.GetValueOrDefault(tag) ?? "";
            rebuilds.Add(new Rebuild(run.Name.Length > 0 ? run.Name : run.Id, TrackedRunsProbe.DaysAgo(around, run.StartedAt), run.Tags.GetValueOrDefault(OutcomeTag), RunFacts.Seed(run), Value(run),
                Text(OutcomeTag + ".differences"), Text(OutcomeTag + ".causes"), Text(OutcomeTag + ".network") is { Length: > 0 } network ? network : null));
        }

        return new Rebuilds(project.Model, champion.Version, original.Name.Length > 0 ? original.Name : original.Id, RunFacts.Seed(original), Value(original), rebuilds);
    }
}
