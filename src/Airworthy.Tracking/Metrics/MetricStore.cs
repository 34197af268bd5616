using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Metrics;

/// <summary>The tables of metrics: every value ever logged, and of each run and key the latest.</summary>
public sealed class MetricStore(Database database, MetricKeys keys)
{
    private const string InOrder = "timestamp, step, value, is_nan";

    private readonly Histories _histories = new();

    /// <summary>Adds values of one run. A value that is there already, equal in all, is not stored twice.</summary>
    internal async Task AppendAsync(Session session, long run, IReadOnlyList<Metric> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        var latest = new Dictionary<string, Metric>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            if (!latest.TryGetValue(metric.Key, out var other) || metric.IsLaterThan(other))
            {
                latest[metric.Key] = metric;
            }
        }

        var numbers = await keys.NumbersAsync(session, latest.Keys);
        await session.InsertAsync("metrics", "on conflict do nothing", Columns(run, metrics, numbers));
        await session.InsertAsync("latest_metrics",
            """
            on conflict (run, key) do update set timestamp = excluded.timestamp, step = excluded.step, value = excluded.value, is_nan = excluded.is_nan
            where (excluded.step, excluded.timestamp, 1 - excluded.is_nan, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, 1 - latest_metrics.is_nan, latest_metrics.value)
            """,
            Columns(run, [.. latest.Values.OrderBy(m => numbers[m.Key])], numbers));
        session.Afterwards(() => _histories.Added(run, metrics.Select(m => (numbers[m.Key], Read(m)))));
    }

    /// <summary>A page of the history of one metric, in the order of time, and the point behind which the next begins, or null.</summary>
    /// <param name="run">The run's number.</param>
    /// <param name="after">The last point of the page before; null: from the beginning. However far it is, the way there costs nothing.</param>
    internal Task<(IReadOnlyList<Metric> Page, Point? Next)> HistoryAsync(long run, string key, int size, Point? after, CancellationToken cancel) =>
        database.ReadAsync<(IReadOnlyList<Metric>, Point?)>(async session =>
        {
            if (await keys.NumberAsync(session, key) is not { } number)
            {
                return ([], null);
            }

            var behind = after is null ? "" : $" and ({InOrder}) > (@timestamp, @step, @value, @is_nan)";
            List<(string, object)> values = [("@run", run), ("@key", number)];
            if (after is { } last)
            {
                var (value, nan) = Stored(last.Value);
                values.AddRange([("@timestamp", last.Timestamp), ("@step", last.Step), ("@value", value), ("@is_nan", nan)]);
            }

            var rows = await session.Dialect.PointsAsync(session, $"select {InOrder} from metrics where run = @run and key = @key{behind} order by {InOrder} limit {size + 1}", values);
            return ([.. rows.Take(size).Select(p => p.Of(key))], rows.Count > size ? rows[size - 1] : null);
        }, cancel);

    /// <summary>Few points that show a whole history: of each stretch of steps the smallest and the largest value, and the first and last point.</summary>
    /// <param name="run">The run's number.</param>
    /// <param name="from">Steps below are left out; null: none is.</param>
    /// <param name="to">Steps above are left out; null: none is.</param>
    /// <param name="most">Points at most, at least 4. A history that has no more comes whole.</param>
    /// <returns>In the order of steps.</returns>
    public Task<IReadOnlyList<Metric>> SampledAsync(long run, string key, long? from, long? to, int most, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Metric>>(async session =>
        {
            if (await keys.NumberAsync(session, key) is not { } number)
            {
                return [];
            }

            Task<List<Point>> ReadAsync() => session.Dialect.PointsAsync(session, $"select {InOrder} from metrics where run = @run and key = @key order by {InOrder}", ("@run", run), ("@key", number));
            var points = session.Dialect.IsWrittenHereAlone ? await _histories.OfAsync(run, number, ReadAsync) : (await ReadAsync()).ToArray();
            return [.. Sampling.Of(points.Span, from ?? long.MinValue, to ?? long.MaxValue, most).Select(p => p.Of(key))];
        }, cancel);

    /// <summary>The latest values of runs, by the run's number.</summary>
    internal async Task<ILookup<long, Metric>> LatestAsync(Session session, IReadOnlyCollection<long> runs)
    {
        var rows = await session.ListAsync<LatestRow>(
            $"select run, key, timestamp, step, value, is_nan from latest_metrics where {session.Dialect.IsIn("run", "@runs")}", new { runs = session.Dialect.List(runs) });
        var key = await keys.KeysAsync(session, rows.Select(r => r.Key));
        return rows.Select(r => (r.Run, Metric: new Metric(key(r.Key), r.IsNan != 0 ? double.NaN : r.Value, r.Timestamp, r.Step)))
            .OrderBy(r => r.Metric.Key, StringComparer.Ordinal).ToLookup(r => r.Run, r => r.Metric);
    }

    private static Column[] Columns(long run, IReadOnlyList<Metric> metrics, Dictionary<string, long> numbers)
    {
        var count = metrics.Count;
        var (runs, keys, timestamps, steps, values, nans) = (new long[count], new long[count], new long[count], new long[count], new double[count], new long[count]);
        for (var i = 0; i < count; i++)
        {
            var metric = metrics[i];
            (runs[i], keys[i], timestamps[i], steps[i]) = (run, numbers[metric.Key], metric.Timestamp, metric.Step);
            (values[i], nans[i]) = Stored(metric.Value);
        }

        return [new("run", runs), new("key", keys), new("timestamp", timestamps), new("step", steps), new("value", values), new("is_nan", nans)];
    }

    // As the original: no number is marked beside its value, and infinities become the largest finite numbers.
    private static (double Value, long IsNan) Stored(double value) => double.IsNaN(value) ? (0, 1) : (Math.Clamp(value, -double.MaxValue, double.MaxValue), 0);

    /// <summary>A value as it is read once it was stored.</summary>
    private static Point Read(Metric metric) => new(metric.Timestamp, metric.Step, Stored(metric.Value) is var (value, nan) && nan != 0 ? double.NaN : value);

    private sealed record LatestRow
    {
        public long Run { get; init; }

        public long Key { get; init; }

        public long Timestamp { get; init; }

        public long Step { get; init; }

        public double Value { get; init; }

        public long IsNan { get; init; }
    }
}
