using Airworthy.Client;
using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Runs;

/// <summary>Reads the table of launches, and from the tracking server what the run of each version logged of the metric.</summary>
public sealed class LaunchPairsProbe : IProbe<LaunchPairs>
{
    public bool IsCostly => true;

    public async Task<Sighting<LaunchPairs>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.OnlineMetric?.Launches is not { } path)
        {
            return new Sighting<LaunchPairs>.NotSeen("online_metric.launches names no table of launches.", "Write each launch into a table (version, from, until, online) and name it in online_metric.launches.");
        }

        if (around.Contract.Metric is not { Name: { } name } metric)
        {
            return new Sighting<LaunchPairs>.NotSeen("metric.name is missing.", "Write the one number that ranks models into metric.name.");
        }

        var launches = await LaunchTable.ReadAsync(around.Root, path, cancel);
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<LaunchPairs>.NotSeen(because, next);
        }

        var split = metric.On ?? "dev";
        var versions = new Dictionary<string, ModelVersion>(StringComparer.Ordinal);
        await foreach (var version in project.Client.Models.SearchVersionsAsync($"name = '{project.Model.Replace("'", "''", StringComparison.Ordinal)}'", cancel))
        {
            versions[version.Version] = version;
        }

        var (pairs, without) = (new List<LaunchPair>(), new List<string>());
        foreach (var launch in launches.OrderBy(l => l.From))
        {
            if (versions.TryGetValue(launch.Version, out var version) && await project.FindAsync(version.RunId, cancel) is { } run
                && RunFacts.Metric(run, name, split)?.Value is { } value && double.IsFinite(value))
            {
                pairs.Add(new LaunchPair(launch.Version, launch.From, launch.Until, value, launch.Online));
            }
            else
            {
                without.Add(launch.Version);
            }
        }

        return new LaunchPairs(name, split, path, pairs, without);
    }
}
