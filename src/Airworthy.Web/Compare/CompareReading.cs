using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;

namespace Airworthy.Web.Compare;

/// <summary>Reads what the page that compares runs shows. Of many runs only what the list on its left needs; all that they logged of the few that are shown.</summary>
public sealed class CompareReading(RunTableStore table, ExperimentStore experiments)
{
    private const int Looked = 3;
    private const int MostKnown = 60;

    /// <param name="Runs">In the current order.</param>
    /// <param name="Shown">Those whose eye is open, in the same order.</param>
    /// <param name="Metric">The metric that runs are ranked by, or that could be; null: none was logged.</param>
    /// <param name="Known">Metrics that most of the first runs logged.</param>
    /// <param name="Refused">Why nothing is shown.</param>
    public sealed record Page(CompareQuery Query, IReadOnlyList<RunRow> Runs, IReadOnlyList<RunRow> Shown, string? Metric, IReadOnlyList<string> Known, string? Refused)
    {
        /// <summary>Whether less of the metric is better.</summary>
        public bool Least => Query.LessIsBetter(Metric);
    }

    /// <summary>Reads the page's list of runs, and which of them are shown.</summary>
    /// <param name="mayView">Whether the viewer may see an experiment's runs.</param>
    /// <param name="wanted">What is read of each run, beside the ranking metric.</param>
    public async Task<Page> PageAsync(CompareQuery query, Func<long, bool> mayView, RunKeys? wanted, CancellationToken cancel)
    {
        try
        {
            query = await RankedAsync(query, mayView, cancel);
            var metric = query.Metric ?? Ordered(query.Order);
            var runs = await RunsAsync(query, mayView, wanted ?? Ranking(metric), cancel);
            var known = (await table.CommonKeysAsync([.. runs.Take(Looked).Select(r => r.Info.No)], MostKnown, cancel)).Metrics;
            if (metric is null && LikelyMetric.Among(known) is { } likely)
            {
                metric = likely;
                runs = wanted is null ? await table.FindAsync([.. runs.Select(r => r.Info.Id)], Ranking(metric), cancel) : runs;
            }

            var shown = runs.Where((r, i) => query.Shows(r.Info.Id, i)).Take(CompareQuery.MostShown).ToList();
            return new Page(query, runs, shown, metric, known, null);
        }
        catch (RefusedException refused)
        {
            return new Page(query, [], [], null, [], refused.Message);
        }
    }

    /// <summary>Where the address neither ranks nor orders, runs rank by the primary metric of their one experiment. A project's contract sets it when its report is published.</summary>
    private async Task<CompareQuery> RankedAsync(CompareQuery query, Func<long, bool> mayView, CancellationToken cancel)
    {
        if (query.Order is not null)
        {
            return query;
        }

        var runs = await RunsAsync(query, mayView, RunKeys.None, cancel);
        if (runs.Select(r => r.Info.Experiment).Distinct().ToList() is not [var no] || PrimaryMetric.Of(await experiments.FindAsync(no, cancel)) is not { } primary)
        {
            return query;
        }

        var logged = (await table.CommonKeysAsync([.. runs.Take(Looked).Select(r => r.Info.No)], MostKnown, cancel)).Metrics;
        return primary.Among(logged) is { } metric ? query.Ranked(metric, primary.Least) : query;
    }

    /// <summary>Everything that some runs logged, in their order.</summary>
    public Task<IReadOnlyList<RunRow>> WholeAsync(IReadOnlyList<RunRow> runs, CancellationToken cancel) => table.FindAsync([.. runs.Select(r => r.Info.Id)], RunKeys.All, cancel);

    private async Task<IReadOnlyList<RunRow>> RunsAsync(CompareQuery query, Func<long, bool> mayView, RunKeys wanted, CancellationToken cancel)
    {
        if (query.Ids.Count == 0)
        {
            var visible = query.Experiments.Where(mayView).ToList();
            return visible.Count == 0 ? [] : await table.PageAsync(
                new RunSearch(visible, query.Query["filter"] is { } filter ? Runs.RunsQuery.Read(filter) : null, Orders(query)), wanted, CompareQuery.MostRuns, 0, cancel);
        }

        var named = (await table.FindAsync(query.Ids, wanted, cancel)).Where(r => mayView(r.Info.Experiment)).ToList();
        if (query.Order is null || named.Count == 0)
        {
            return named;
        }

        // The store knows how to order, also by what is not read here.
        var ids = string.Join(", ", named.Where(r => r.Info.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')).Select(r => $"'{r.Info.Id}'"));
        return await table.PageAsync(new RunSearch([.. named.Select(r => r.Info.Experiment).Distinct()], $"attributes.run_id IN ({ids})", Orders(query), ViewType.All), wanted, CompareQuery.MostRuns, 0, cancel);
    }

    private static string[]? Orders(CompareQuery query) => query.Order is null ? null : [query.Order];

    private static string? Ordered(string? order) => order is not null && order.StartsWith("metrics.", StringComparison.Ordinal)
        ? order["metrics.".Length..].Replace(" DESC", "", StringComparison.Ordinal).Replace(" ASC", "", StringComparison.Ordinal).Trim('`', '"', ' ')
        : null;

    private static RunKeys Ranking(string? metric) => metric is null ? RunKeys.None : new RunKeys([metric], [], [MetricInterval.TagStart + metric]);
}
