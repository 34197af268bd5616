using Airworthy.Client;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Finds the newest run of each baseline, and whether it read the rows of today.</summary>
public sealed class BaselineRunsProbe : IProbe<BaselineRuns>
{
    private const string Time = "microseconds_per_row";

    public bool IsCostly => true;

    public async Task<Sighting<BaselineRuns>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<BaselineRuns>.NotSeen(because, next);
        }

        var newest = new List<Run>();
        foreach (var run in project.Runs.Where(r => RunFacts.Baseline(r) is not null).DistinctBy(r => (RunFacts.Baseline(r), RunFacts.BaselineCommand(r))))
        {
            newest.Add(run.Inputs.Count > 0 ? run : await project.Client.GetRunAsync(run.Id, cancel)); // a search leaves inputs out on some servers
        }

        var today = newest.Any(r => r.Inputs.Count > 0) ? await TodayAsync(around, cancel) : [];
        Run? candidate = null;
        await foreach (var run in project.CandidatesAsync(cancel))
        {
            candidate = run;
            break;
        }

        return new BaselineRuns(project.Place, [.. newest.Select(r => new BaselineRun(RunFacts.Baseline(r)!, TrackedRunsProbe.DaysAgo(around, r.StartedAt), RunFacts.BaselineCommand(r), RunFacts.IsClean(r), IsCurrent(r, today), Took(r)))],
            project.Model, candidate is null ? null : Took(candidate));
    }

    private static double? Took(Run run) => run.Metrics.TryGetValue(Time, out var metric) && double.IsFinite(metric.Value) ? metric.Value : null;

    /// <summary>Whether each input that says which split it was is that split of today; null where none says it.</summary>
    private static bool? IsCurrent(Run run, Dictionary<string, string> today)
    {
        var told = run.Inputs.Where(i => i.Context is not null && today.ContainsKey(i.Context)).ToList();
        return told.Count == 0 ? null : told.All(i => today[i.Context!].Contains(i.Digest, StringComparison.Ordinal));
    }

    private static async Task<Dictionary<string, string>> TodayAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        var digests = new Dictionary<string, string>();
        foreach (var split in new[] { "train", around.Contract.Metric?.On ?? "dev" }.Distinct().Where(table.Splits.Contains))
        {
            digests[split] = (await table.DigestAsync(split, cancel)).Digest;
        }

        return digests;
    }
}
