using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Compares promoted versions with the runs they were chosen from.</summary>
public sealed class PromotionsProbe : IProbe<Promotions>
{
    private const int Most = 10;

    private static readonly TimeSpan s_before = TimeSpan.FromDays(60);

    public bool IsCostly => true;

    public async Task<Sighting<Promotions>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Metric is not { Name: { } name } metric)
        {
            return new Sighting<Promotions>.NotSeen("metric.name is missing.", "Write the one number that ranks models into metric.name.");
        }

        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<Promotions>.NotSeen(because, next);
        }

        var split = metric.On ?? "dev";
        double? Value(Run? run) => run is null ? null : RunFacts.Metric(run, name, split)?.Value is { } v && double.IsFinite(v) ? v : null;
        var versions = new List<Promotion>();
        foreach (var version in project.Promoted.Take(Most))
        {
            var own = await project.FindAsync(version.RunId, cancel);
            var siblings = own is null ? [] : project.Runs
                .Where(r => r.Id != own.Id && RunFacts.Data(r) == RunFacts.Data(own) && r.StartedAt <= version.CreatedAt && r.StartedAt >= version.CreatedAt - s_before && Value(r) is not null).ToList();
            var best = metric.Direction == Direction.Down ? siblings.MinBy(Value) : siblings.MaxBy(Value);
            versions.Add(new Promotion(version.Version, string.Join(", ", version.Aliases), Value(own), siblings.Count, Value(best), best is null ? null : best.Name.Length > 0 ? best.Name : best.Id,
                version.Tags.GetValueOrDefault("airworthy.reason")));
        }

        return new Promotions(project.Model, name, split, versions);
    }
}
