using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.LoggedModels;

/// <summary>The table <c>model_metrics</c>: of each logged model and metric the latest value per run and dataset.</summary>
internal static class ModelMetrics
{
    private const int LongestDatasetName = 500;
    private const int LongestDatasetDigest = 36;

    /// <summary>Keeps values that a run measured of logged models, where they are later than those that are there.</summary>
    /// <param name="run">The run's number.</param>
    /// <exception cref="RefusedException">There is no such logged model, or a dataset's name or digest is too long.</exception>
    public static async Task AppendAsync(Session session, MetricKeys keys, long run, IReadOnlyList<ModelMetric> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        if (metrics.Any(m => m.DatasetName?.Length > LongestDatasetName || m.DatasetDigest?.Length > LongestDatasetDigest))
        {
            throw RefusedException.Invalid($"A dataset's name has at most {LongestDatasetName} characters, its digest {LongestDatasetDigest}.");
        }

        var models = await NumbersAsync(session, [.. metrics.Select(m => m.ModelId).Distinct(StringComparer.Ordinal)]);
        var numbers = await keys.NumbersAsync(session, [.. metrics.Select(m => m.Metric)]);
        var latest = new Dictionary<Place, Metric>();
        foreach (var (i, one) in metrics.Index())
        {
            var place = new Place(models[one.ModelId], numbers[i], one.DatasetName ?? "", one.DatasetDigest ?? "");
            if (!latest.TryGetValue(place, out var other) || one.Metric.IsLaterThan(other))
            {
                latest[place] = one.Metric;
            }
        }

        // In one order everywhere, so that two writers never wait for each other.
        var rows = latest.OrderBy(r => r.Key.Model).ThenBy(r => r.Key.Number).ThenBy(r => r.Key.Name, StringComparer.Ordinal).ThenBy(r => r.Key.Digest, StringComparer.Ordinal).ToList();
        await session.SendAsync("model_metrics",
            """
            on conflict (model, key, run, dataset_name, dataset_digest)
            do update set timestamp = excluded.timestamp, step = excluded.step, value = excluded.value, is_nan = excluded.is_nan
            where (excluded.step, excluded.timestamp, 1 - excluded.is_nan, excluded.value) > (model_metrics.step, model_metrics.timestamp, 1 - model_metrics.is_nan, model_metrics.value)
            """,
            new("model", rows.Select(r => r.Key.Model).ToArray()),
            new("key", rows.Select(r => r.Key.Number).ToArray()),
            new("run", rows.Select(_ => run).ToArray()),
            new("dataset_name", rows.Select(r => r.Key.Name).ToArray()),
            new("dataset_digest", rows.Select(r => r.Key.Digest).ToArray()),
            new("timestamp", rows.Select(r => r.Value.Timestamp).ToArray()),
            new("step", rows.Select(r => r.Value.Step).ToArray()),
            new("value", rows.Select(r => double.IsNaN(r.Value.Value) ? 0 : Math.Clamp(r.Value.Value, -double.MaxValue, double.MaxValue)).ToArray()),
            new("is_nan", rows.Select(r => double.IsNaN(r.Value.Value) ? 1L : 0L).ToArray()));
    }

    /// <summary>The values of logged models, by the model's number; by key, then in the order of time.</summary>
    public static async Task<ILookup<long, ModelMetric>> OfAsync(Session session, MetricKeys keys, IReadOnlyCollection<long> models)
    {
        var rows = await session.ListAsync<MetricRow>(
            $"""
            select t.model, m.id as model_id, t.key, t.timestamp, t.step, t.value, t.is_nan, r.id as run_id, t.dataset_name, t.dataset_digest
            from model_metrics t join logged_models m on m.no = t.model left join runs r on r.no = t.run
            where {session.Dialect.IsIn("t.model", "@models")} order by t.timestamp, t.step
            """, new { models = session.Dialect.List(models) });
        var key = await keys.KeysAsync(session, rows.Select(r => r.Key));
        return rows
            .Select(r => (r.Model, Metric: new ModelMetric(r.ModelId, new Metric(key(r.Key), r.IsNan != 0 ? double.NaN : r.Value, r.Timestamp, r.Step), r.RunId ?? "", Named(r.DatasetName), Named(r.DatasetDigest))))
            .OrderBy(r => r.Metric.Metric.Key, StringComparer.Ordinal)
            .ToLookup(r => r.Model, r => r.Metric);
    }

    private static string? Named(string text) => text.Length == 0 ? null : text;

    private static async Task<Dictionary<string, long>> NumbersAsync(Session session, IReadOnlyCollection<string> ids)
    {
        var found = (await session.ListAsync<IdRow>($"select no, id from logged_models where {session.Dialect.IsIn("id", "@ids")}", new { ids = session.Dialect.List(ids) }))
            .ToDictionary(r => r.Id, r => r.No, StringComparer.Ordinal);
        return ids.FirstOrDefault(id => !found.ContainsKey(id)) is { } missing ? throw LoggedModelStore.NoSuch(missing) : found;
    }

    private readonly record struct Place(long Model, long Number, string Name, string Digest);

    private sealed record IdRow
    {
        public long No { get; init; }

        public string Id { get; init; } = "";
    }

    private sealed record MetricRow
    {
        public long Model { get; init; }

        public string ModelId { get; init; } = "";

        public long Key { get; init; }

        public long Timestamp { get; init; }

        public long Step { get; init; }

        public double Value { get; init; }

        public long IsNan { get; init; }

        public string? RunId { get; init; }

        public string DatasetName { get; init; } = "";

        public string DatasetDigest { get; init; } = "";
    }
}
