using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Runs;

/// <summary>Changes many runs of one experiment at once; runs of other experiments among them are passed over.</summary>
public sealed class BulkStore(Database database, MetricKeys keys, TimeProvider clock)
{
    /// <summary>The numbers of all runs that match.</summary>
    /// <param name="most">Runs at most; of more, the first in the search's order.</param>
    public Task<IReadOnlyList<long>> MatchingAsync(RunSearch search, int most, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<long>>(async session => await search.FindAsync(session, keys, most, 0), cancel);

    /// <summary>The numbers of runs by their ids.</summary>
    public Task<IReadOnlyList<long>> NumbersAsync(long experiment, IReadOnlyCollection<string> ids, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<long>>(async session =>
        await session.ListAsync<long>($"select no from runs where experiment = @experiment and {session.Dialect.IsIn("id", "@ids")}", new { experiment, ids = session.Dialect.List(ids) }), cancel);

    /// <summary>Marks runs deleted.</summary>
    /// <returns>How many were not before.</returns>
    public Task<int> DeleteAsync(long experiment, IReadOnlyCollection<long> runs, CancellationToken cancel) => database.WriteAsync(session => session.ExecuteAsync(
        $"update runs set deleted = 1, deleted_time = @now where experiment = @experiment and deleted = 0 and {session.Dialect.IsIn("no", "@runs")}",
        new { experiment, runs = session.Dialect.List(runs), now = clock.GetUtcNow().ToUnixTimeMilliseconds() }), cancel);

    /// <summary>Brings deleted runs back.</summary>
    /// <returns>How many were deleted before.</returns>
    public Task<int> RestoreAsync(long experiment, IReadOnlyCollection<long> runs, CancellationToken cancel) => database.WriteAsync(session => session.ExecuteAsync(
        $"update runs set deleted = 0, deleted_time = null where experiment = @experiment and deleted = 1 and {session.Dialect.IsIn("no", "@runs")}",
        new { experiment, runs = session.Dialect.List(runs) }), cancel);

    /// <summary>Sets one tag on active runs; null takes it away.</summary>
    /// <returns>How many runs were changed.</returns>
    /// <exception cref="Protocol.RefusedException">The key or the value cannot be a tag's.</exception>
    public Task<int> TagAsync(long experiment, IReadOnlyCollection<long> runs, string? key, string? value, CancellationToken cancel)
    {
        var name = Protocol.Names.Key(key?.Trim(), "key");
        var text = value is null ? null : Protocol.Names.Value(value, "value", Protocol.Names.LongestTagValue);
        return database.WriteAsync(async session =>
        {
            var arguments = new { experiment, runs = session.Dialect.List(runs), name, text };
            var active = $"select no from runs where experiment = @experiment and deleted = 0 and {session.Dialect.IsIn("no", "@runs")}";
            if (text is null)
            {
                return await session.ExecuteAsync($"delete from tags where key = @name and run in ({active})", arguments);
            }

            if (name == RunStore.NameTag)
            {
                await session.ExecuteAsync($"update runs set name = @text where no in ({active})", arguments);
            }

            return await session.ExecuteAsync($"insert into tags (run, key, value) select no, @name, @text from ({active}) as active where 1 = 1 on conflict (run, key) do update set value = excluded.value", arguments);
        }, cancel);
    }
}
