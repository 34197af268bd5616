using Airworthy.Tracking.Inputs;
using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Runs;

/// <summary>Reads runs for tables and charts: of what they logged only the keys that are asked for, however much there is.</summary>
public sealed partial class RunTableStore(Database database, MetricKeys keys)
{
    /// <summary>The tag that names the run above a nested run.</summary>
    public const string ParentTag = "mlflow.parentRunId";

    /// <summary>One page of the runs that match, with the values of some keys.</summary>
    public Task<IReadOnlyList<RunRow>> PageAsync(RunSearch search, RunKeys wanted, int size, long offset, CancellationToken cancel) =>
        database.ReadAsync(async session =>
        {
            var found = await search.FindAsync(session, keys, size, offset);
            return await WithValuesAsync(session, await RunStore.InfosAsync(session, found), wanted);
        }, cancel);

    /// <summary>Runs by their ids, in the order of the ids; those that are not there are left out.</summary>
    public Task<IReadOnlyList<RunRow>> FindAsync(IReadOnlyCollection<string> ids, RunKeys wanted, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var found = (await session.ListAsync<RunInfo>($"select {RunStore.Columns} from runs r where {session.Dialect.IsIn("r.id", "@ids")}", new { ids = session.Dialect.List(ids) }))
            .ToDictionary(r => r.Id, StringComparer.Ordinal);
        return await WithValuesAsync(session, [.. ids.Distinct(StringComparer.Ordinal).Where(found.ContainsKey).Select(id => found[id])], wanted);
    }, cancel);

    /// <summary>The keys that runs of an experiment logged, by how many of them did, most first.</summary>
    /// <param name="kind"><c>metrics</c>, <c>params</c> or <c>tags</c>.</param>
    /// <param name="part">A part of the key, in any case; empty: all.</param>
    /// <param name="most">Keys at most.</param>
    public Task<IReadOnlyList<KeyCount>> KeysAsync(long experiment, string kind, string part, int most, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<KeyCount>>(async session =>
    {
        var (from, key) = kind switch
        {
            "metrics" => ("latest_metrics t join metric_keys k on k.no = t.key", "k.key"),
            "params" => ("params t", "t.key"),
            "tags" => ("tags t", "t.key"),
            _ => throw new ArgumentException($"'{kind}' is no kind of key.", nameof(kind)),
        };
        var matches = part.Length == 0 ? "" : $"and {session.Dialect.Like(key, "@part", anyCase: true)}";
        return await session.ListAsync<KeyCount>(
            $"""
            select {key} as key, count(*) as runs from {from} join runs r on r.no = t.run
            where r.experiment = @experiment and r.deleted = 0 {matches} group by {key} order by count(*) desc, {key} limit {most}
            """, new { experiment, part = $"%{part}%" });
    }, cancel);

    /// <summary>Keys that most of some runs logged, for a first choice of columns; those of the system and of clients' own tags are left out.</summary>
    public Task<(IReadOnlyList<string> Metrics, IReadOnlyList<string> Params)> CommonKeysAsync(IReadOnlyCollection<long> runs, int most, CancellationToken cancel) =>
        database.ReadAsync<(IReadOnlyList<string>, IReadOnlyList<string>)>(async session =>
        {
            var arguments = new { runs = session.Dialect.List(runs) };
            var metrics = await session.ListAsync<KeyCount>(
                $"""
                select k.key as key, count(*) as runs from latest_metrics t join metric_keys k on k.no = t.key
                where {session.Dialect.IsIn("t.run", "@runs")} and substr(k.key, 1, 7) <> 'system/' group by k.key order by count(*) desc, k.key limit {most}
                """, arguments);
            var parameters = await session.ListAsync<KeyCount>(
                $"select key, count(*) as runs from params where {session.Dialect.IsIn("run", "@runs")} group by key order by count(distinct value) desc, count(*) desc, key limit {most}", arguments);
            return ([.. metrics.Select(k => k.Key)], [.. parameters.Select(k => k.Key)]);
        }, cancel);

    /// <summary>The keys of all metrics that some runs logged, in the order of the alphabet.</summary>
    /// <param name="part">A part of the key, in any case; empty: all.</param>
    public Task<IReadOnlyList<string>> MetricsAsync(IReadOnlyCollection<long> runs, string part, int most, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<string>>(async session =>
        await session.ListAsync<string>(
            $"""
            select distinct k.key from latest_metrics t join metric_keys k on k.no = t.key
            where {session.Dialect.IsIn("t.run", "@runs")} and {session.Dialect.Like("k.key", "@part", anyCase: true)} order by k.key limit {most}
            """, new { runs = session.Dialect.List(runs), part = $"%{part}%" }), cancel);

    /// <summary>What runs took in and gave out, by the run's number; runs without any are left out.</summary>
    public Task<IReadOnlyDictionary<long, RunInputs>> InputsAsync(IReadOnlyCollection<long> runs, CancellationToken cancel) => database.ReadAsync(session => RunInputStore.OfAsync(session, runs), cancel);

    /// <summary>How many active runs the experiments have, by the experiment's number; those without runs are missing.</summary>
    public Task<IReadOnlyList<RunCount>> CountsAsync(CancellationToken cancel) => database.ReadAsync<IReadOnlyList<RunCount>>(async session => await session.ListAsync<RunCount>(
        """
        select experiment, count(*) as runs, sum(case when status = 'RUNNING' then 1 else 0 end) as running, max(start_time) as newest
        from runs where deleted = 0 group by experiment
        """), cancel);

    /// <summary>The smallest, largest and mean value of every metric of some runs, over their whole histories; what is no number is left out, and of means what is as good as infinite.</summary>
    public async Task<IReadOnlyList<MetricSpan>> SpansAsync(IReadOnlyCollection<long> runs, CancellationToken cancel)
    {
        await database.Arrivals.SettledAsync(runs, cancel);
        return await database.ReadAsync(session => SpansAsync(session, runs), cancel);
    }

    private async Task<IReadOnlyList<MetricSpan>> SpansAsync(Session session, IReadOnlyCollection<long> runs)
    {
        var rows = await session.ListAsync<SpanRow>(
            $"""
            select s.run, s.key, s.low, s.high, s.mean, s.points,
                (select min(m.step) from metrics m where m.run = s.run and m.key = s.key and m.is_nan = 0 and m.value = s.low) as low_step,
                (select min(m.step) from metrics m where m.run = s.run and m.key = s.key and m.is_nan = 0 and m.value = s.high) as high_step
            from (
                select run, key, min(value) as low, max(value) as high, {Means.Of("value")} as mean, count(*) as points
                from metrics where {session.Dialect.IsIn("run", "@runs")} and is_nan = 0 group by run, key) as s
            """, new { runs = session.Dialect.List(runs) });
        var name = await keys.KeysAsync(session, rows.Select(r => r.Key));
        return [.. rows.Select(r => new MetricSpan(r.Run, name(r.Key), r.Low, r.LowStep, r.High, r.HighStep, r.Mean, r.Points))];
    }

    /// <summary>The matching runs, grouped by the value of a param or tag: how many, and mean and spread of the latest values of some metrics.</summary>
    /// <param name="kind"><c>params</c> or <c>tags</c>.</param>
    /// <param name="most">Groups at most; the largest come.</param>
    public Task<IReadOnlyList<RunGroup>> GroupsAsync(RunSearch search, string kind, string key, IReadOnlyList<string> metrics, int most, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<RunGroup>>(async session =>
        {
            var table = kind is "params" or "tags" ? kind : throw new ArgumentException($"Runs are not grouped by {kind}.", nameof(kind));
            var (sql, arguments) = await search.ToSqlAsync("r.no", session, keys, ordered: false);
            arguments.Add("group_key", key);
            var groups = await session.ListAsync<RunGroup>(
                $"""
                select g.value, count(*) as runs from ({sql}) as found left join {table} g on g.run = found.no and g.key = @group_key
                group by g.value order by count(*) desc, g.value limit {most}
                """, arguments);
            foreach (var metric in metrics)
            {
                arguments["metric"] = await keys.NumberAsync(session, metric) ?? 0;
                var bands = await session.ListAsync<BandRow>(
                    $"""
                    select g.value as name, count(*) as count, {Means.Of("m.value")} as mean, {Means.OfSquares("m.value")} as squares, min(m.value) as low, max(m.value) as high
                    from ({sql}) as found join latest_metrics m on m.run = found.no and m.key = @metric and m.is_nan = 0 left join {table} g on g.run = found.no and g.key = @group_key
                    group by g.value
                    """, arguments);
                foreach (var group in groups)
                {
                    if (bands.Find(b => b.Name == group.Value) is { } band)
                    {
                        group.Bands[metric] = band.Band;
                    }
                }
            }

            return groups;
        }, cancel);

    private async Task<IReadOnlyList<RunRow>> WithValuesAsync(Session session, IReadOnlyList<RunInfo> infos, RunKeys wanted)
    {
        var rows = infos.Select(r => new RunRow(r)).ToList();
        var byNo = rows.ToDictionary(r => r.Info.No);
        var runs = session.Dialect.List([.. byNo.Keys]);
        var (isRun, isKey) = (session.Dialect.IsIn("run", "@runs"), session.Dialect.IsIn("key", "@keys"));
        await MetricsAsync();
        if (wanted.AllTexts || wanted.Params.Count > 0)
        {
            foreach (var row in await session.ListAsync<TextRow>($"select run, key, value from params where {isRun} {(wanted.AllTexts ? "" : "and " + isKey)}", new { runs, keys = session.Dialect.List(wanted.Params) }))
            {
                byNo[row.Run].Params[row.Key] = row.Value;
            }
        }

        foreach (var row in await session.ListAsync<TextRow>($"select run, key, value from tags where {isRun} {(wanted.AllTexts ? "" : "and " + isKey)}",
            new { runs, keys = session.Dialect.List([.. wanted.Tags, ParentTag, RunRow.ColourTag]) }))
        {
            byNo[row.Run].Tags[row.Key] = row.Value;
        }

        if (wanted.Children)
        {
            var byId = rows.ToDictionary(r => r.Info.Id, StringComparer.Ordinal);
            foreach (var parent in await session.ListAsync<ChildrenRow>(
                $"""
                select t.value as parent, count(*) as children from tags t join runs r on r.no = t.run
                where t.key = @key and r.deleted = 0 and {session.Dialect.IsIn("substr(t.value, 1, 64)", "@ids")} group by t.value
                """, new { key = ParentTag, ids = session.Dialect.List([.. byId.Keys]) }))
            {
                byId[parent.Parent].Children = parent.Children;
            }
        }

        return rows;

        async Task MetricsAsync()
        {
            if (wanted.Metrics is { Count: 0 })
            {
                return;
            }

            var numbers = new List<long>();
            foreach (var key in wanted.Metrics ?? [])
            {
                if (await keys.NumberAsync(session, key) is { } no)
                {
                    numbers.Add(no);
                }
            }

            var latest = await session.ListAsync<LatestRow>(
                $"select run, key, step, value, is_nan from latest_metrics where {isRun} {(wanted.Metrics is null ? "" : "and " + isKey)}", new { runs, keys = session.Dialect.List(numbers) });
            var name = await keys.KeysAsync(session, latest.Select(r => r.Key));
            foreach (var row in latest)
            {
                byNo[row.Run].Metrics[name(row.Key)] = new Latest(row.IsNan != 0 ? double.NaN : row.Value, row.Step);
            }
        }
    }
}
