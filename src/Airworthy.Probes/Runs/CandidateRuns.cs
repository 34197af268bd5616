using System.Runtime.CompilerServices;

using Airworthy.Client;
using Airworthy.Core.Contracts;

namespace Airworthy.Probes.Runs;

/// <summary>Which runs may have made the model that is the candidate, where nobody names one: the one rule of checks and commands.</summary>
public static class CandidateRuns
{
    /// <summary>The newest runs that are looked at.</summary>
    private const int Most = 20;

    /// <summary>
    /// The run of the version that stands to be judged (one that was named, else the champion), and no other; without one the run behind the newest version of
    /// the project's model, then the newest finished runs that are no baselines.
    /// </summary>
    /// <param name="judged">The version that was named, else the champion; null where the project has none.</param>
    public static async IAsyncEnumerable<Run> OfAsync(TrackingClient client, ProjectContract contract, ModelVersion? judged, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (judged is not null)
        {
            if (await FindAsync(client, judged.RunId, cancel) is { } run)
            {
                yield return run;
            }

            yield break;
        }

        ModelVersion? newest = null;
        await foreach (var version in client.Models.SearchVersionsAsync($"name = '{contract.Project.Replace("'", "''", StringComparison.Ordinal)}'", cancel))
        {
            newest = newest is null || version.CreatedAt > newest.CreatedAt ? version : newest;
        }

        if (await FindAsync(client, newest?.RunId, cancel) is { } registered)
        {
            yield return registered;
        }

        var seen = 0;
        await foreach (var run in client.SearchRunsAsync([RunsPlace.ExperimentOf(contract)], "attributes.status = 'FINISHED'", ["attributes.start_time DESC"], cancel: cancel))
        {
            if (RunFacts.Baseline(run) is not null || run.Id == newest?.RunId)
            {
                continue;
            }

            if (seen++ == Most)
            {
                yield break;
            }

            yield return run;
        }
    }

    /// <summary>A run by its id, also of another experiment; null when there is none, or it was deleted.</summary>
    internal static async Task<Run?> FindAsync(TrackingClient client, string? id, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }

        try
        {
            return await client.GetRunAsync(id, cancel) is { Deleted: false } run ? run : null;
        }
        catch (TrackingException e) when (e.IsNotFound || e.Code == "INVALID_PARAMETER_VALUE")
        {
            return null;
        }
    }
}
