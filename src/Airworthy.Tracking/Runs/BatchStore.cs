using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.LoggedModels;
using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Runs;

/// <summary>What runs log: params, which never change, metrics and tags. A batch is kept whole or not at all.</summary>
public sealed class BatchStore
{
    private readonly Database _database;
    private readonly MetricStore _metrics;
    private readonly MetricKeys _keys;
    private readonly WritesTogether<Logged> _together;

    public BatchStore(Database database, MetricStore metrics, MetricKeys keys)
    {
        (_database, _metrics, _keys) = (database, metrics, keys);
        _together = new WritesTogether<Logged>(database, WriteAsync, logged => logged.Rows);
    }

    /// <exception cref="RefusedException">The run is deleted, a param would change, or there is no such logged model.</exception>
    public Task LogAsync(Logged logged, CancellationToken cancel) => _together.WriteAsync(logged, cancel);

    /// <summary>Logs one param.</summary>
    /// <exception cref="RefusedException">The run is deleted, or the param would change.</exception>
    public Task LogParamAsync(RunKey run, string id, KeyText parameter, CancellationToken cancel) => _database.WriteAsync(async session =>
    {
        await RunStore.ActiveAsync(session, [run.No]);
        if (await ParamsAsync(session, [(run.No, parameter)]) is [var change])
        {
            throw RefusedException.Invalid(
                $"Changing param values is not allowed. Param with key='{change.Key}' was already logged with value='{change.Old}' for run ID='{id}'. Attempted logging new value '{change.New}'.");
        }
    }, cancel);

    private async Task WriteAsync(Session session, IReadOnlyList<Logged> all)
    {
        await RunStore.ActiveAsync(session, [.. all.Select(l => l.Run.No)]);
        var changes = await ParamsAsync(session, [.. all.SelectMany(l => l.Params.Select(p => (l.Run.No, p)))]);
        if (changes.Count > 0)
        {
            throw RefusedException.Invalid(
                $"Changing param values is not allowed. Params were already logged='[{string.Join(", ", changes.Select(c => $"{{'key': '{c.Key}', 'old_value': '{c.Old}', 'new_value': '{c.New}'}}"))}]' for run ID='{all[0].Id}'.");
        }

        await _metrics.AppendAsync(session, [.. all.Select(l => (l.Run.No, l.Metrics))]);
        foreach (var logged in all)
        {
            await ModelMetrics.AppendAsync(session, _keys, logged.Run.No, logged.OfModels);
        }

        await RunStore.SetTagsAsync(session, [.. all.SelectMany(l => l.Tags.Select(t => (l.Run.No, t)))]);
    }

    /// <returns>Params that are there with another value.</returns>
    private static async Task<List<(string Key, string Old, string New)>> ParamsAsync(Session session, IReadOnlyList<(long Run, KeyText Text)> parameters)
    {
        if (parameters.Count == 0)
        {
            return [];
        }

        // In one order everywhere, so that two writers never wait for each other.
        var rows = parameters.OrderBy(p => p.Run).ThenBy(p => p.Text.Key, StringComparer.Ordinal).ToList();
        var written = await session.InsertAsync("params", "on conflict do nothing",
            new("run", rows.Select(p => p.Run).ToArray()), new("key", rows.Select(p => p.Text.Key!).ToArray()), new("value", rows.Select(p => p.Text.Value ?? "").ToArray()));
        if (written == rows.Count)
        {
            return [];
        }

        var there = (await session.ListAsync<Param>(
            $"select run, key, value from params where {session.Dialect.IsIn("run", "@runs")} and {session.Dialect.IsIn("key", "@keys")}",
            new { runs = session.Dialect.List(rows.Select(p => p.Run).Distinct().ToList()), keys = session.Dialect.List(rows.Select(p => p.Text.Key!).Distinct().ToList()) })).ToDictionary(p => (p.Run, p.Key), p => p.Value);
        return [.. parameters.Select(p => (Key: p.Text.Key!, Old: there[(p.Run, p.Text.Key!)], New: p.Text.Value ?? "")).Where(p => p.Old != p.New)];
    }

    private sealed record Param
    {
        public long Run { get; init; }

        public string Key { get; init; } = "";

        public string Value { get; init; } = "";
    }
}
