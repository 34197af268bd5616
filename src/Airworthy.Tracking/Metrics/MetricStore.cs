using System.Runtime.InteropServices;

using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Metrics;

/// <summary>The tables of metrics: every value ever logged, and of each run and key the latest.</summary>
public sealed class MetricStore(Database database, MetricKeys keys)
{
    private const string InOrder = "timestamp, step, value, is_nan";

    private static readonly string[] s_values = ["timestamp", "step", "value", "is_nan"];

    private static readonly string s_keepLater = $"on conflict (run, key) do update set {Set(column => $"excluded.{column}")} where {IsLater("excluded")}";

    private readonly Histories _histories = new();
    private readonly CountedHistories _counted = new();

    /// <summary>Adds values of runs. A value that is there already, equal in all, is not stored twice.</summary>
    internal async Task AppendAsync(Session session, IReadOnlyList<(long Run, IReadOnlyList<Metric> Metrics)> logged)
    {
        var metrics = logged is [var only] ? only.Metrics : [.. logged.SelectMany(l => l.Metrics)];
        if (metrics.Count == 0)
        {
            return;
        }

        var numbers = await keys.NumbersAsync(session, metrics);
        var rows = new MetricRows(metrics.Count);
        var latest = new Dictionary<(long Run, long Key), Latest>();
        var at = 0;
        foreach (var (run, values) in logged)
        {
            foreach (var metric in values)
            {
                rows.Set(at, run, numbers[at], metric);
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(latest, (run, numbers[at]), out var there);
                known = new(!there || metric.IsLaterThan(metrics[known.At]) ? at : known.At, known.Additions + 1);
                at++;
            }
        }

        // In one order everywhere, so that two writers never wait for each other.
        var last = latest.OrderBy(l => l.Key).ToList();
        var lasts = new MetricRows(last.Count);
        for (var i = 0; i < last.Count; i++)
        {
            lasts.Set(i, last[i].Key.Run, last[i].Key.Key, metrics[last[i].Value.At]);
        }

        if (last.Count >= Dialect.Many)
        {
            await session.Dialect.SendTurnAsync(session, last.Select(l => l.Key.Run));
        }

        await database.Arrivals.WriteAsync(session, rows, last.Count);
        if (session.Dialect.IsWrittenHereAlone)
        {
            await session.SendAsync("latest_metrics", s_keepLater, lasts.Columns);
            session.Afterwards(() => _histories.Added(rows));
            return;
        }

        await session.Dialect.SendChangesAsync(session, "latest_metrics", "run, key", KeepLaterAndCount, [.. lasts.Columns, new("additions", last.Select(l => l.Value.Additions).ToArray())]);
        await TellAsync(session, rows, [.. latest.Keys.Select(k => k.Run).Distinct().Where(_counted.Knows)]);
    }

    /// <summary>Lengthens the histories of runs that are in memory, once what was added is kept.</summary>
    private async Task TellAsync(Session session, MetricRows rows, IReadOnlyCollection<long> runs)
    {
        if (runs.Count == 0)
        {
            return;
        }

        // Rows that this transaction wrote stay as they are until its end.
        var points = Enumerable.Range(0, rows.Count).Where(i => runs.Contains(rows.Runs[i])).ToLookup(i => (rows.Runs[i], rows.Keys[i]), rows.Point);
        var counts = await session.ListAsync<AdditionsRow>(
            $"select run, key, additions from latest_metrics where {session.Dialect.IsIn("run", "@runs")} and {session.Dialect.IsIn("key", "@keys")}",
            new { runs = session.Dialect.List(runs), keys = session.Dialect.List([.. points.Select(p => p.Key.Item2).Distinct()]) });
        session.Afterwards(() => counts.ForEach(c => _counted.Added(c.Run, c.Key, c.Additions, [.. points[(c.Run, c.Key)]])));
    }

    /// <summary>A page of the history of one metric, in the order of time, and the point behind which the next begins, or null.</summary>
    /// <param name="run">The run's number.</param>
    /// <param name="after">The last point of the page before; null: from the beginning. However far it is, the way there costs nothing.</param>
    internal async Task<(IReadOnlyList<Point> Page, Point? Next)> HistoryAsync(long run, string key, int size, Point? after, CancellationToken cancel)
    {
        await database.Arrivals.SettledAsync([run], cancel);
        return await database.ReadAsync<(IReadOnlyList<Point>, Point?)>(async session =>
        {
            if (await keys.NumberAsync(session, key) is not { } number)
            {
                return ([], null);
            }

            var behind = after is null ? "" : $" and ({InOrder}) > (@timestamp, @step, @value, @is_nan)";
            List<(string, object)> values = [("@run", run), ("@key", number)];
            if (after is { } last)
            {
                var (value, nan) = MetricRows.Stored(last.Value);
                values.AddRange([("@timestamp", last.Timestamp), ("@step", last.Step), ("@value", value), ("@is_nan", nan)]);
            }

            var rows = await session.Dialect.PointsAsync(session, $"select {InOrder} from metrics where run = @run and key = @key{behind} order by {InOrder} limit {size + 1}", values);
            if (rows.Count <= size)
            {
                return (rows, null);
            }

            rows.RemoveAt(size);
            return (rows, rows[^1]);
        }, cancel);
    }

    /// <summary>Few points that show a whole history: of each stretch of steps the smallest and the largest value, and the first and last point.</summary>
    /// <param name="run">The run's number.</param>
    /// <param name="from">Steps below are left out; null: none is.</param>
    /// <param name="to">Steps above are left out; null: none is.</param>
    /// <param name="most">Points at most, at least 4. A history that has no more comes whole.</param>
    /// <returns>In the order of steps.</returns>
    public async Task<IReadOnlyList<Metric>> SampledAsync(long run, string key, long? from, long? to, int most, CancellationToken cancel)
    {
        if (await database.ReadAsync(session => keys.NumberAsync(session, key), cancel) is not { } number)
        {
            return [];
        }

        var points = database.Dialect.IsWrittenHereAlone
            ? await _histories.OfAsync(run, number, async () =>
            {
                // Here and not before: what is added from now on is told to the histories.
                await database.Arrivals.SettledAsync([run], cancel);
                return await database.ReadAsync(session => WholeAsync(session, run, number), cancel);
            })
            : await database.ReadAsync(async session =>
            {
                var additions = await session.FirstAsync<long>("select additions from latest_metrics where run = @run and key = @number", new { run, number });
                return _counted.Find(run, number, additions) ?? _counted.Keep(run, number, additions, await WholeAsync(session, run, number));
            }, cancel);
        return [.. Sampling.Of(points.Span, from ?? long.MinValue, to ?? long.MaxValue, most).Select(p => p.Of(key))];
    }

    private static Task<List<Point>> WholeAsync(Session session, long run, long number) =>
        session.Dialect.PointsAsync(session, $"select {InOrder} from metrics where run = @run and key = @key order by {InOrder}", ("@run", run), ("@key", number));

    /// <summary>The latest values of runs, by the run's number.</summary>
    internal async Task<ILookup<long, Metric>> LatestAsync(Session session, IReadOnlyCollection<long> runs)
    {
        var rows = await session.ListAsync<LatestRow>(
            $"select run, key, timestamp, step, value, is_nan from latest_metrics where {session.Dialect.IsIn("run", "@runs")}", new { runs = session.Dialect.List(runs) });
        var key = await keys.KeysAsync(session, rows.Select(r => r.Key));
        return rows.Select(r => (r.Run, Metric: new Metric(key(r.Key), r.IsNan != 0 ? double.NaN : r.Value, r.Timestamp, r.Step)))
            .OrderBy(r => r.Metric.Key, StringComparer.Ordinal).ToLookup(r => r.Run, r => r.Metric);
    }

    private static string IsLater(string come) =>
        $"({come}.step, {come}.timestamp, 1 - {come}.is_nan, {come}.value) > (latest_metrics.step, latest_metrics.timestamp, 1 - latest_metrics.is_nan, latest_metrics.value)";

    private static string KeepLaterAndCount(string come) =>
        $"additions = latest_metrics.additions + {come}.additions, {Set(column => $"case when {IsLater(come)} then {come}.{column} else latest_metrics.{column} end")}";

    private static string Set(Func<string, string> value) => string.Join(", ", s_values.Select(column => $"{column} = {value(column)}"));

    private readonly record struct Latest(int At, long Additions);

    private sealed record AdditionsRow
    {
        public long Run { get; init; }

        public long Key { get; init; }

        public long Additions { get; init; }
    }

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
