namespace Airworthy.Serving.PredictionLog;

/// <summary>What has become of every entry that was offered, since the start.</summary>
/// <param name="Accepted">Taken into the queue: written, lost or still waiting.</param>
/// <param name="Dropped">Not taken, because the queue was full or the log had ended.</param>
/// <param name="Written">On disk, and durable.</param>
/// <param name="Lost">Taken and not written, because the disk refused.</param>
/// <param name="Groups">Writes that were made durable.</param>
/// <param name="SlowestGroup">The longest that one of them took.</param>
/// <param name="Recovered">Entries that an earlier process had left in segments, found at the start.</param>
/// <param name="Sealed">Entries converted to Parquet.</param>
/// <param name="SealFailures">Conversions that failed; their segments stay and are tried again.</param>
/// <param name="LastError">What the disk said last; null when all went well.</param>
public sealed record LogCounts(
    long Accepted, long Dropped, long Written, long Lost, long Groups, TimeSpan SlowestGroup, long Recovered, long Sealed, long SealFailures, string? LastError);

/// <summary>Counts as they grow, from several threads.</summary>
internal sealed class LogTally
{
    private long _accepted, _dropped, _written, _lost, _groups, _slowest, _recovered, _sealed, _failures;
    private volatile string? _error;

    public LogCounts Counts => new(
        Interlocked.Read(ref _accepted), Interlocked.Read(ref _dropped), Interlocked.Read(ref _written), Interlocked.Read(ref _lost), Interlocked.Read(ref _groups),
        new TimeSpan(Interlocked.Read(ref _slowest)), Interlocked.Read(ref _recovered), Interlocked.Read(ref _sealed), Interlocked.Read(ref _failures), _error);

    public void Accept() => Interlocked.Increment(ref _accepted);

    /// <summary>Takes back what was counted as accepted.</summary>
    public void Refuse()
    {
        Interlocked.Decrement(ref _accepted);
        Interlocked.Increment(ref _dropped);
    }

    /// <summary>By the writer alone.</summary>
    public void Wrote(int entries, TimeSpan took)
    {
        Interlocked.Add(ref _written, entries);
        Interlocked.Increment(ref _groups);
        Interlocked.Exchange(ref _slowest, Math.Max(Interlocked.Read(ref _slowest), took.Ticks));
    }

    public void Lose(int entries, string why)
    {
        Interlocked.Add(ref _lost, entries);
        _error = why;
    }

    public void Recover(long entries) => Interlocked.Add(ref _recovered, entries);

    public void Seal(long entries) => Interlocked.Add(ref _sealed, entries);

    public void FailSeal(string why)
    {
        Interlocked.Increment(ref _failures);
        _error = why;
    }
}
