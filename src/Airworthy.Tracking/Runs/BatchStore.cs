using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.LoggedModels;
using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Runs;

/// <summary>What runs log: params, which never change, metrics and tags. A batch is kept whole or not at all.</summary>
public sealed class BatchStore(Database database, MetricStore metrics, MetricKeys keys)
{
    /// <param name="id">The run's id, for messages.</param>
    /// <param name="ofModels">Those of the values that were measured of logged models.</param>
    /// <exception cref="RefusedException">The run is deleted, a param would change, or there is no such logged model.</exception>
    public Task LogAsync(
        RunKey run, string id, IReadOnlyList<KeyText> parameters, IReadOnlyList<Metric> values, IReadOnlyList<ModelMetric> ofModels, IReadOnlyList<KeyText> tags, CancellationToken cancel) =>
        database.WriteAsync(async session =>
        {
            await RunStore.ActiveAsync(session, run);
            var changes = await ParamsAsync(session, run.No, parameters);
            if (changes.Count > 0)
            {
                throw RefusedException.Invalid(
                    $"Changing param values is not allowed. Params were already logged='[{string.Join(", ", changes.Select(c => $"{{'key': '{c.Key}', 'old_value': '{c.Old}', 'new_value': '{c.New}'}}"))}]' for run ID='{id}'.");
            }

            await metrics.AppendAsync(session, run.No, values);
            await ModelMetrics.AppendAsync(session, keys, run.No, ofModels);
            await RunStore.SetTagsAsync(session, run.No, tags);
        }, cancel);

    /// <summary>Logs one param.</summary>
    /// <exception cref="RefusedException">The run is deleted, or the param would change.</exception>
    public Task LogParamAsync(RunKey run, string id, KeyText parameter, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await RunStore.ActiveAsync(session, run);
        if (await ParamsAsync(session, run.No, [parameter]) is [var change])
        {
            throw RefusedException.Invalid(
                $"Changing param values is not allowed. Param with key='{change.Key}' was already logged with value='{change.Old}' for run ID='{id}'. Attempted logging new value '{change.New}'.");
        }
    }, cancel);

    /// <returns>Params that are there with another value.</returns>
    private static async Task<List<(string Key, string Old, string New)>> ParamsAsync(Session session, long run, IReadOnlyList<KeyText> parameters)
    {
        if (parameters.Count == 0)
        {
            return [];
        }

        var written = await session.InsertAsync("params", "on conflict do nothing",
            new("run", parameters.Select(_ => run).ToArray()), new("key", parameters.Select(p => p.Key!).ToArray()), new("value", parameters.Select(p => p.Value ?? "").ToArray()));
        if (written == parameters.Count)
        {
            return [];
        }

        var there = (await session.ListAsync<KeyValue>(
            $"select key, value from params where run = @run and {session.Dialect.IsIn("key", "@keys")}",
            new { run, keys = session.Dialect.List([.. parameters.Select(p => p.Key!)]) })).ToDictionary(p => p.Key, p => p.Value);
        return [.. parameters.Where(p => there[p.Key!] != (p.Value ?? "")).Select(p => (p.Key!, there[p.Key!], p.Value ?? ""))];
    }

    private sealed record KeyValue
    {
        public string Key { get; init; } = "";

        public string Value { get; init; } = "";
    }
}
