using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Runs;

namespace Airworthy.Web.Components.Pages;

/// <summary>Reads what the first page shows: what needs attention, the newest runs, the experiments with the newest runs.</summary>
public sealed class HomeReading(ExperimentStore experiments, RunTableStore table, TimeProvider clock)
{
    private const int Most = 12;
    private const int MostExperiments = 100;
    private static readonly TimeSpan s_looksBack = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_silence = TimeSpan.FromDays(1);

    /// <param name="Names">Of experiments, by number.</param>
    public sealed record Page(IReadOnlyList<RunRow> Attention, IReadOnlyList<RunRow> Recent, IReadOnlyList<(Experiment Experiment, RunCount? Count)> Experiments, IReadOnlyDictionary<long, string> Names);

    /// <param name="mayView">Whether the viewer may know of an experiment.</param>
    public async Task<Page> PageAsync(Func<long, bool> mayView, CancellationToken cancel)
    {
        var counts = (await table.CountsAsync(cancel)).ToDictionary(c => c.Experiment);
        var (visible, _) = await experiments.SearchAsync(new ExperimentSearch(null, null, ViewType.ActiveOnly), 10_000, 0, mayView, cancel);
        var busiest = visible.Select(e => (Experiment: e, Count: counts.GetValueOrDefault(e.No))).OrderByDescending(e => e.Count?.Newest ?? e.Experiment.CreationTime).Take(MostExperiments).ToList();
        var nos = busiest.Select(e => e.Experiment.No).ToList();
        if (nos.Count == 0)
        {
            return new Page([], [], [], new Dictionary<long, string>());
        }

        var now = clock.GetUtcNow();
        var (since, silent) = ((now - s_looksBack).ToUnixTimeMilliseconds(), (now - s_silence).ToUnixTimeMilliseconds());
        string[] newest = ["attributes.start_time DESC"];
        var attention = await table.PageAsync(
            new RunSearch(nos, $"attributes.start_time > {since} AND (attributes.status = 'FAILED' OR attributes.status = 'KILLED' OR (attributes.status = 'RUNNING' AND attributes.start_time < {silent}))", newest), RunKeys.None, Most, 0, cancel);
        var recent = await table.PageAsync(new RunSearch(nos, null, newest), RunKeys.None, Most, 0, cancel);
        return new Page(attention, recent, [.. busiest.Take(Most)], busiest.ToDictionary(e => e.Experiment.No, e => e.Experiment.Name));
    }

    /// <summary>Why a run needs attention.</summary>
    public static string Why(RunInfo run) => run.Status switch
    {
        "FAILED" => run.EndTime is { } end ? $"failed after {Host.Shown.Duration(end - run.StartTime)}" : "failed",
        "KILLED" => "was stopped from outside",
        _ => "has been running for more than a day",
    };
}
