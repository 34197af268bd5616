using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;
using Airworthy.Web.Compare;

namespace Airworthy.Web.Runs;

/// <summary>Reads what the page of an experiment's runs shows. Never all runs: one block, and how many there are.</summary>
public sealed class RunsReading(ExperimentStore experiments, RunStore runs, RunTableStore table, SavedViewStore views)
{
    private const int FirstChoice = 4;
    private const int AmongKeys = 60;
    private const int MostGroups = 500;

    /// <param name="Refused">Why nothing is shown: what is wrong with the filter or the order.</param>
    /// <param name="Groups">Not null: runs are grouped.</param>
    public sealed record Page(
        Experiment Experiment, RunsQuery Query, IReadOnlyList<RunColumn> Columns, long Total, IReadOnlyList<RunRow> Runs,
        IReadOnlyList<RunGroup>? Groups, IReadOnlyList<SavedView> Views, string? Refused)
    {
        /// <summary>Seconds between two readings, 0 for none. Where nobody chose: while a run of the first block goes on, and until there is a first run.</summary>
        public int Refresh => Query.Refresh ?? (Refused is null && (Runs.Any(r => r.Info.Status == "RUNNING") || (Total == 0 && Query is { Filter: null, Show: "active" })) ? Often : 0);
    }

    /// <summary>Seconds between two readings where nobody chose.</summary>
    public const int Often = 5;

    /// <returns>Null: there is no such experiment.</returns>
    public async Task<Page?> PageAsync(RunsQuery query, CancellationToken cancel)
    {
        if (await experiments.FindAsync(query.Experiment, cancel) is not { } experiment)
        {
            return null;
        }

        var saved = await views.ListAsync(query.Experiment, cancel);
        var empty = new Page(experiment, query, query.Columns ?? [], 0, [], null, saved, null);
        try
        {
            var search = query.Search();
            var total = await runs.CountAsync(search, cancel);
            var columns = query.Columns ?? await ChosenAsync(search, cancel);
            return query.Group is { } group
                ? empty with { Columns = columns, Total = total, Groups = await table.GroupsAsync(search, group.Kind, group.Key, [.. columns.Where(c => c.IsNumber).Select(c => c.Key)], MostGroups, cancel) }
                : empty with { Columns = columns, Total = total, Runs = await table.PageAsync(search, RunColumn.Keys(columns, children: true), RunsQuery.Block, 0, cancel) };
        }
        catch (RefusedException refused)
        {
            return empty with { Refused = refused.Message };
        }
    }

    /// <summary>The columns of a table for which nobody has chosen any: a few metrics and params that the first runs logged.</summary>
    public async Task<IReadOnlyList<RunColumn>> ChosenAsync(RunSearch search, CancellationToken cancel)
    {
        var first = await table.PageAsync(search, RunKeys.None, 8, 0, cancel);
        var (metrics, parameters) = await table.CommonKeysAsync([.. first.Select(r => r.Info.No)], AmongKeys, cancel);
        return [.. LikelyMetric.Order(metrics).Take(FirstChoice).Select(k => new RunColumn("metrics", k)), .. parameters.Take(FirstChoice).Select(k => new RunColumn("params", k))];
    }
}
