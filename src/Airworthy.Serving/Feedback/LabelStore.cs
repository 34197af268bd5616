using Airworthy.Serving.Guards;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Feedback;

/// <summary>An outcome as it came.</summary>
/// <param name="ReceivedAt">Milliseconds since 1970.</param>
internal sealed record CameTrue(string Endpoint, string Request, long RowNo, string Label, long ReceivedAt);

/// <summary>What of the outcomes was counted, by each prediction log: what it answered, it counts, whichever gateway the outcome came to.</summary>
internal sealed class LabelStore(Database database)
{
    /// <summary>Outcomes that are read at once.</summary>
    public const int MostAtOnce = 20_000;

    /// <summary>Outcomes come to this process alone.</summary>
    public bool IsAlone => database.Dialect.IsWrittenHereAlone;

    /// <summary>What one log has counted of a promise, and all others together.</summary>
    /// <param name="guards">Which promise.</param>
    public Task<(CoverageCount Own, CoverageCount Others)> CoverageAsync(string endpoint, string guards, string writer, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var (own, others) = (default(CoverageCount), default(CoverageCount));
        foreach (var row in await session.ListAsync<Row>("select writer, labelled, misses, is_broken from serving_coverage where endpoint = @endpoint and guards = @guards", new { endpoint, guards }))
        {
            var count = new CoverageCount(row.Labelled, row.Misses, row.IsBroken != 0);
            (own, others) = row.Writer == writer ? (own + count, others) : (own, others + count);
        }

        return (own, others);
    }, cancel);

    /// <summary>Keeps what one log has counted, and that outcomes up to a moment are in it.</summary>
    public Task KeepAsync(string writer, long upto, IReadOnlyList<(string Endpoint, string Guards, CoverageCount Count)> counts, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        foreach (var (endpoint, guards, count) in counts)
        {
            await session.ExecuteAsync(
                "insert into serving_coverage (endpoint, guards, writer, labelled, misses, is_broken) values (@endpoint, @guards, @writer, @Labelled, @Misses, @broken) on conflict (endpoint, guards, writer) do update set labelled = excluded.labelled, misses = excluded.misses, is_broken = excluded.is_broken",
                new { endpoint, guards, writer, count.Labelled, count.Misses, broken = count.IsBroken ? 1L : 0L });
        }

        await session.ExecuteAsync("insert into serving_labels_counted (writer, upto) values (@writer, @upto) on conflict (writer) do update set upto = excluded.upto", new { writer, upto });
    }, cancel);

    /// <summary>Up to which moment one log has counted outcomes, in milliseconds since 1970; 0 where it never has.</summary>
    public Task<long> CountedAsync(string writer, CancellationToken cancel) => database.ReadAsync(session => session.FirstAsync<long>("select upto from serving_labels_counted where writer = @writer", new { writer }), cancel);

    /// <summary>Outcomes since a moment, in the order in which they came.</summary>
    public Task<List<CameTrue>> SinceAsync(long at, CancellationToken cancel) => database.ReadAsync(session =>
        session.ListAsync<CameTrue>("select endpoint, request, row_no, label, received_at from serving_feedback where received_at >= @at order by received_at, correction limit @most", new { at, most = MostAtOnce }), cancel);

    /// <summary>All outcomes of an endpoint since a moment, in the order in which they came.</summary>
    public async Task OfAsync(string endpoint, long at, Action<CameTrue> take, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        await foreach (var came in session.StreamAsync<CameTrue>("select endpoint, request, row_no, label, received_at from serving_feedback where received_at >= @at and endpoint = @endpoint order by received_at, correction", new { at, endpoint }))
        {
            take(came);
        }
    }

    private sealed record Row
    {
        public string Writer { get; init; } = "";

        public long Labelled { get; init; }

        public long Misses { get; init; }

        public long IsBroken { get; init; }
    }
}
