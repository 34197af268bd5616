using System.Data.Common;

namespace Airworthy.Tracking.Storage;

/// <summary>
/// Writes of one kind that share a transaction on a database server: what comes while others are on their way waits, and then goes with all that waits as one write and one commit.
/// </summary>
/// <remarks>
/// Where one of them is refused, nothing of all is kept and each is written alone, so nobody meets another's refusal. A caller is told after the commit.
/// SQLite has its own queue of all writers.
/// </remarks>
/// <param name="write">Writes several, in their order. Must touch nothing but the session.</param>
/// <param name="rows">How many rows one has.</param>
internal sealed class WritesTogether<T>(Database database, Func<Session, IReadOnlyList<T>, Task> write, Func<T, int> rows)
{
    /// <summary>Writes, and rows, that share a transaction, at most: they wait for each other. One write alone may have more rows.</summary>
    private const int MostWrites = 256, MostRows = 10_000;

    /// <summary>Transactions under way, at most: one works while another one waits for the disk. More would only make them smaller.</summary>
    private const int MostUnderWay = 2;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _underWay;

    /// <summary>Writes one. When the task ends without an exception, it survives the end of this process.</summary>
    public Task WriteAsync(T item, CancellationToken cancel)
    {
        if (database.Dialect.IsWrittenHereAlone)
        {
            return database.WriteAsync(session => write(session, [item]), cancel);
        }

        cancel.ThrowIfCancellationRequested();
        var waiting = new Waiting(item);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_underWay == MostUnderWay)
            {
                return waiting.Done.Task;
            }

            _underWay++;
        }

        _ = Task.Run(GoAsync, CancellationToken.None);
        return waiting.Done.Task;
    }

    private async Task GoAsync()
    {
        while (Next() is { Count: > 0 } next)
        {
            var refused = await TryAsync(next);
            if (refused is null)
            {
                next.ForEach(w => w.Done.SetResult());
            }
            else if (next.Count == 1 || refused is DbException { SqlState: null })
            {
                // Without a state, the server never answered: each alone would only wait as long again.
                next.ForEach(w => w.Done.SetException(refused));
            }
            else
            {
                foreach (var one in next)
                {
                    if (await TryAsync([one]) is { } own)
                    {
                        one.Done.SetException(own);
                    }
                    else
                    {
                        one.Done.SetResult();
                    }
                }
            }
        }
    }

    private async Task<Exception?> TryAsync(IReadOnlyList<Waiting> these)
    {
        try
        {
            await database.WriteAsync(session => write(session, [.. these.Select(w => w.Item)]), CancellationToken.None);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Those that go next; none: this transaction was the last for now.</summary>
    private List<Waiting> Next()
    {
        var next = new List<Waiting>();
        lock (_lock)
        {
            for (var sum = 0; next.Count < MostWrites && _waiting.TryPeek(out var first) && (next.Count == 0 || sum + rows(first.Item) <= MostRows); sum += rows(first.Item))
            {
                next.Add(_waiting.Dequeue());
            }

            if (next.Count == 0)
            {
                _underWay--;
            }
        }

        return next;
    }

    private sealed record Waiting(T Item)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
