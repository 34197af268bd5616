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
        var experiment = around.Contract.OnlineMetric?.Experiment is null ? null : (await new DegradedExperimentProbe().LookAsync(around, cancel) as Sighting<DegradedExperiment>.Seen)?.Observation;
        if (around.Contract.OnlineMetric?.Launches is not { } path)
        {
            if (experiment is not null)
            {
                return new LaunchPairs(experiment.Metric, around.Contract.Metric?.On ?? "dev", "No table", []) { Experiment = experiment };
            }

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
        var (pairs, without) = (new List<LaunchPair>(), new List<string>());
        foreach (var launch in launches.OrderBy(l => l.From))
        {
            if (await OfflineAsync(project, launch.Version, name, split, cancel) is { } value)
            {
                pairs.Add(new LaunchPair(launch.Version, launch.From, launch.Until, value, launch.Online));
            }
            else
            {
                without.Add(launch.Version);
            }
        }

        return new LaunchPairs(name, split, path, pairs, without) { Experiment = experiment };
    }

    /// <summary>What the run that made a version logged of a metric; null where it is not there, or logged none.</summary>
    internal static async Task<double?> OfflineAsync(TrackedProject project, string version, string metric, string split, CancellationToken cancel)
    {
        try
        {
            return await project.FindAsync((await project.Client.Models.GetVersionAsync(project.Model, version, cancel)).RunId, cancel) is { } run
                && RunFacts.Metric(run, metric, split)?.Value is { } value && double.IsFinite(value) ? value : null;
        }
        catch (TrackingException e) when (e.IsNotFound || e.Code == "INVALID_PARAMETER_VALUE")
        {
            return null;
        }
    }
}
