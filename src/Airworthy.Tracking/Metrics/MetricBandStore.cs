using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Metrics;

/// <summary>Reads histories for charts: whole where they are short, else as what each stretch of steps held.</summary>
public sealed class MetricBandStore(Database database, MetricKeys keys)
{
    private const string Wanted = "run = @run and key = @number and is_nan = 0 and step >= @from and step <= @to";

    /// <summary>The histories of one metric in several runs, cut into the same stretches, so that runs can be laid over each other.</summary>
    /// <param name="runs">Numbers of runs.</param>
    /// <param name="from">The first step; null: the first there is.</param>
    /// <param name="to">The last step; null: the last there is.</param>
    /// <param name="stretches">How many stretches, at least 1. A history with no more points than that comes point by point.</param>
    /// <returns>By run, in the order of steps; runs without a number there are missing.</returns>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<Stretch>>> ReadAsync(IReadOnlyList<long> runs, string key, long? from, long? to, int stretches, CancellationToken cancel)
    {
        await database.Arrivals.SettledAsync(runs, cancel);
        return await database.ReadAsync<IReadOnlyDictionary<long, IReadOnlyList<Stretch>>>(async session =>
        {
            var found = new Dictionary<long, IReadOnlyList<Stretch>>();
            if (await keys.NumberAsync(session, key) is not { } number)
            {
                return found;
            }

            var extents = new Dictionary<long, Extent>();
            foreach (var run in runs.Distinct())
            {
                var extent = await session.FirstAsync<Extent>($"select count(*) as points, min(step) as first, max(step) as last from metrics where {Wanted}", Arguments(run, from ?? long.MinValue, to ?? long.MaxValue));
                if (extent is { Points: > 0 })
                {
                    extents[run] = extent;
                }
            }

            if (extents.Count == 0)
            {
                return found;
            }

            var (first, last) = (extents.Values.Min(e => e.First), extents.Values.Max(e => e.Last));
            var width = Math.Max(1, (long)Math.Ceiling(((double)last - first + 1) / stretches));
            foreach (var (run, extent) in extents)
            {
                var sql = extent.Points <= stretches
                    ? $"select step, timestamp as time, value as mean, value as low, value as high, 1 as points from metrics where {Wanted} order by step, timestamp, value"
                    : $"""
                      select min(step) as step, min(timestamp) as time, {Means.Of("value")} as mean, min(value) as low, max(value) as high, count(*) as points
                      from metrics where {Wanted} group by ({(first >= 0 || last <= first + long.MaxValue ? "step - @from" : "step")}) / {width} order by min(step)
                      """;
                found[run] = await session.ListAsync<Stretch>(sql, Arguments(run, first, last));
            }

            return found;

            object Arguments(long run, long lowest, long highest) => new { run, number, from = lowest, to = highest };
        }, cancel);
    }

    private sealed record Extent
    {
        public long Points { get; init; }

        public long First { get; init; }

        public long Last { get; init; }
    }
}

/// <summary>What a stretch of steps of a history held.</summary>
public sealed record Stretch
{
    /// <summary>The first step of the stretch that has a value.</summary>
    public long Step { get; init; }

    /// <summary>The earliest time, milliseconds since 1970.</summary>
    public long Time { get; init; }

    public double Mean { get; init; }

    /// <summary>The smallest value; no peak or valley of a stretch is lost.</summary>
    public double Low { get; init; }

    public double High { get; init; }

    /// <summary>Values; 1: the point itself.</summary>
    public long Points { get; init; }
}
