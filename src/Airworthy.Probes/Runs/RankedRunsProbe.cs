using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Reads what each finished run logged of the contract's metric.</summary>
public sealed class RankedRunsProbe : IProbe<RankedRuns>
{
    public bool IsCostly => true;

    public async Task<Sighting<RankedRuns>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Metric is not { Name: { } name } metric)
        {
            return new Sighting<RankedRuns>.NotSeen("metric.name is missing.", "Write the one number that ranks models into metric.name.");
        }

        var (project, because, next) = await around.TrackedAsync(cancel);
        var split = metric.On ?? "dev";
        return project is null
            ? new Sighting<RankedRuns>.NotSeen(because, next)
            : new RankedRuns(name, split,
                [.. project.Runs.Where(r => RunFacts.Baseline(r) is null).Where(r => r.StartedAt is not null).Select(r => (Run: r, RunFacts.Metric(r, name, split)?.Value)).Where(r => r.Value is { } v && double.IsFinite(v))
                    .OrderBy(r => r.Run.StartedAt).Select(r => new RankedRun(r.Run.Name.Length > 0 ? r.Run.Name : r.Run.Id, r.Run.StartedAt!.Value, r.Value!.Value))], project.HasMore);
    }
}
