using Airworthy.Serving.PredictionLog;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Feedback;

/// <summary>What came true of a prediction.</summary>
/// <param name="RequestId">Of the request that was answered; it may be unknown here yet.</param>
/// <param name="Row">Which row of it, from 0.</param>
/// <param name="Label">The outcome, as text: <c>true</c>, <c>17.5</c>, <c>cat</c>.</param>
/// <param name="ObservedAt">When it was known, in milliseconds since 1970; null: now.</param>
/// <param name="Source">Who says so; corrections of one source replace each other, both are kept.</param>
public sealed record Outcome(string RequestId, string Label, int Row = 0, long? ObservedAt = null, string Source = "");

/// <summary>Outcomes of predictions. One that was acknowledged survives the end of the process; told twice, it is kept once.</summary>
public sealed class FeedbackStore(Database database, TimeProvider clock)
{
    /// <summary>Outcomes of one call.</summary>
    public const int MostAtOnce = 1000;

    /// <returns>How many were new, and how many correct an earlier one of the same source.</returns>
    public Task<(int New, int Corrected)> KeepAsync(string endpoint, IReadOnlyList<Outcome> outcomes, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (added, corrected) = (0, 0);
        foreach (var outcome in outcomes)
        {
            var last = await session.FirstAsync<Last>(
                "select correction, label from serving_feedback where endpoint = @endpoint and request = @RequestId and row_no = @Row and source = @Source order by correction desc limit 1",
                new { endpoint, outcome.RequestId, outcome.Row, outcome.Source });
            if (last?.Label == outcome.Label)
            {
                continue;
            }

            await session.ExecuteAsync(
                "insert into serving_feedback (endpoint, request, row_no, source, correction, label, observed_at, received_at) values (@endpoint, @RequestId, @Row, @Source, @correction, @Label, @observed, @now)",
                new { endpoint, outcome.RequestId, outcome.Row, outcome.Source, correction = (last?.Correction ?? -1) + 1, outcome.Label, observed = outcome.ObservedAt ?? now, now });
            (added, corrected) = last is null ? (added + 1, corrected) : (added, corrected + 1);
        }

        return (added, corrected);
    }, cancel);

    /// <summary>Deletes what came true of some rows, and what is kept of their answers.</summary>
    public Task ForgetAsync(IReadOnlyCollection<LoggedRow> rows, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        foreach (var row in rows)
        {
            await session.ExecuteAsync("delete from serving_feedback where endpoint = @Endpoint and request = @Id and row_no = @Row", row);
            await session.ExecuteAsync("delete from serving_answers where endpoint in (@Endpoint, '') and request = @Id", row);
        }
    }, cancel);

    /// <summary>What is known of a request, newest correction of each source first.</summary>
    public Task<IReadOnlyList<Outcome>> OfAsync(string endpoint, string request, CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<Outcome>)
        [.. (await session.ListAsync<Row>("select request, row_no, source, label, observed_at from serving_feedback where endpoint = @endpoint and request = @request order by row_no, source, correction desc", new { endpoint, request }))
            .Select(r => new Outcome(r.Request, r.Label, (int)r.RowNo, r.ObservedAt, r.Source))], cancel);

    private sealed record Last
    {
        public long Correction { get; init; }

        public string Label { get; init; } = "";
    }

    private sealed record Row
    {
        public string Request { get; init; } = "";

        public long RowNo { get; init; }

        public string Source { get; init; } = "";

        public string Label { get; init; } = "";

        public long ObservedAt { get; init; }
    }
}
