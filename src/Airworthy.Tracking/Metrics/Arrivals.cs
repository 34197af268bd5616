using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Metrics;

/// <summary>
/// Values of many keys at once. In the order of histories each falls on a page of its own, so that a batch of a thousand would write a thousand pages: they wait in the order
/// they came, and go into their histories many batches at once, at the latest when somebody reads one.
/// </summary>
/// <remarks>They are kept like all that is written; what waits is only the place in the order. Where several processes write, nothing waits here: none knows what the others wrote.</remarks>
public sealed class Arrivals(Database database)
{
    /// <summary>Histories that one write lengthens, from which on its values wait.</summary>
    private const int Wide = 64;

    /// <summary>Values that wait, at most, but for those of one commit.</summary>
    private const int Most = 20_000;

    private const string Columns = "run, key, timestamp, step, value, is_nan";

    private readonly Lock _lock = new();

    /// <summary>Runs with values that wait; null until the first time, for there may be some of an earlier process.</summary>
    private HashSet<long>? _runs;

    /// <summary>Values that wait. Touched by the thread of all writers alone; of a write that was undone, too many.</summary>
    private int _waiting;

    /// <summary>Writes values, each to its history or where they wait.</summary>
    /// <param name="histories">Different pairs of run and key among them.</param>
    internal async Task WriteAsync(Session session, MetricRows rows, int histories)
    {
        if (!session.Dialect.IsWrittenHereAlone || histories < Wide)
        {
            // Where nothing is there already, as mostly, PostgreSQL is faster without looking first.
            await session.SendAsync("metrics", session.Dialect.IsWrittenHereAlone || session.IsCareful ? "on conflict do nothing" : "", rows.Columns);
            return;
        }

        await session.SendAsync("arrived_metrics", "", rows.Columns);
        session.Afterwards(() =>
        {
            lock (_lock)
            {
                _runs?.UnionWith(rows.Runs);
            }
        });
        if ((_waiting += rows.Count) >= Most)
        {
            await SettleAsync(session);
        }
    }

    /// <summary>Sees to it that the histories of runs hold all that was written before this call. Stands before the session that reads them.</summary>
    internal Task SettledAsync(IReadOnlyCollection<long> runs, CancellationToken cancel)
    {
        if (!database.Dialect.IsWrittenHereAlone)
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            if (_runs is not null && !_runs.Overlaps(runs))
            {
                return Task.CompletedTask;
            }
        }

        return database.WriteAsync(SettleAsync, cancel);
    }

    private async Task SettleAsync(Session session)
    {
        await session.ExecuteAsync($"insert into metrics ({Columns}) select {Columns} from arrived_metrics where true order by {Columns} on conflict do nothing");
        await session.ExecuteAsync("delete from arrived_metrics");
        _waiting = 0;
        session.Afterwards(() =>
        {
            lock (_lock)
            {
                _runs = [];
            }
        });
    }
}
