using Airworthy.Client;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Reads the runs and the promoted versions from the tracking server, whichever it is, by its protocol.</summary>
public sealed class TrackedRunsProbe : IProbe<TrackedRuns>
{
    /// <summary>Runs whose artifacts are looked at; each takes a call or a few.</summary>
    private const int Most = 500;

    public bool IsCostly => true;

    public async Task<Sighting<TrackedRuns>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<TrackedRuns>.NotSeen(because, next);
        }

        var runs = new TrackedRun[Math.Min(Most, project.Runs.Count)];
        await Parallel.ForEachAsync(project.Runs.Take(Most).Index(), new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = 8 },
            async (x, stop) => runs[x.Index] = Facts(around, x.Item, await project.FilesAsync(x.Item, stop)));

        var promoted = new List<PromotedVersion>();
        foreach (var version in project.Promoted)
        {
            var run = await project.FindAsync(version.RunId, cancel);
            promoted.Add(new PromotedVersion(version.Version, string.Join(", ", version.Aliases.Order(StringComparer.Ordinal)), DaysAgo(around, version.CreatedAt),
                string.IsNullOrEmpty(version.RunId) ? null : run?.Name is { Length: > 0 } name ? name : version.RunId, run is not null));
        }

        return new TrackedRuns(project.Place, project.Experiment, runs, project.Model, promoted, project.Runs.Count - runs.Length);
    }

    private static TrackedRun Facts(Surroundings around, Run run, IReadOnlyList<string> files)
    {
        var split = around.Contract.Metric?.On ?? "dev";
        var metric = RunFacts.Metric(run, around.Contract.Metric?.Name, split);
        return new TrackedRun(run.Name.Length > 0 ? run.Name : run.Id, DaysAgo(around, run.StartedAt), RunFacts.Commit(run), RunFacts.IsClean(run), RunFacts.HasDiff(run), RunFacts.Data(run),
            RunFacts.Params(run), RunFacts.Seed(run), RunFacts.Metrics(run), metric?.Value, RunFacts.PredictionsOf(split, files) is not null, RunFacts.Environment(run, files));
    }

    internal static int DaysAgo(Surroundings around, DateTimeOffset? at) =>
        at is { } time ? around.Today.DayNumber - DateOnly.FromDateTime(time.UtcDateTime).DayNumber : int.MaxValue;
}
