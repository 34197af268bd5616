using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Data;

namespace Airworthy.Probes.Runs;

/// <summary>Where what age costs is kept: in an experiment of its own, since trainings of the past are no candidates.</summary>
public static class StalenessFacts
{
    /// <summary>When it was measured; by this tag a run shows that it gathers trainings at past cut-offs.</summary>
    public const string Tag = "airworthy.staleness";

    /// <summary>Among the artifacts.</summary>
    public const string File = "staleness.json";

    /// <summary>Days for which a measurement counts.</summary>
    private const int MostDays = 90;

    /// <summary>Bytes of the file that are read.</summary>
    private const int MostBytes = 8_000_000;

    /// <summary>Measurements that are looked at, newest first.</summary>
    private const int Most = 20;

    /// <summary>The experiment.</summary>
    public static string ExperimentOf(ProjectContract contract) => $"{RunsPlace.ExperimentOf(contract)} staleness";

    /// <summary>The newest one that was measured within 90 days on the data as they are, in the contract's metric; null where there is none.</summary>
    internal static async Task<MeasuredStaleness?> FindAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, _, _) = await around.TrackedAsync(cancel);
        if (project is null || await DataFiles.DigestAsync(around.Contract, around.Root, cancel) is not { } data)
        {
            return null;
        }

        try
        {
            if (await project.Client.FindExperimentAsync(ExperimentOf(around.Contract), cancel) is not { Deleted: false } experiment)
            {
                return null;
            }

            var seen = 0;
            await foreach (var run in project.Client.SearchRunsByIdAsync([experiment.Id], $"attributes.status = 'FINISHED' and tags.`{Tag}` != ''", ["attributes.start_time DESC"], cancel: cancel))
            {
                if (seen++ == Most)
                {
                    break;
                }

                if (await ReadAsync(project.Client, run, cancel) is { Ages.Count: > 0 } measured && measured.Data == data.Digest && around.Clock.GetUtcNow() - measured.At <= TimeSpan.FromDays(MostDays)
                    && (PredictionMetric(around.Contract) is not { } metric || metric == measured.Metric))
                {
                    return measured;
                }
            }
        }
        catch (TrackingException)
        {
            // What cannot be read was not measured; the trees that stand in need no server.
        }

        return null;
    }

    private static string? PredictionMetric(ProjectContract contract) => Core.Statistics.Metrics.PredictionMetric.Of(contract.Metric?.Name)?.Name;

    private static async Task<MeasuredStaleness?> ReadAsync(TrackingClient client, Run run, CancellationToken cancel)
    {
        try
        {
            await using var file = await client.Artifacts.OpenAsync(run, File, cancel);
            var bytes = new byte[MostBytes + 1];
            var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            return length > MostBytes ? null : EvaluationJson.ReadStaleness(bytes.AsSpan(0, length));
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return null;
        }
    }
}
