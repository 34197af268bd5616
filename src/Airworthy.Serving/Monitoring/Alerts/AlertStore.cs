using System.Text.Json;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Webhooks;

namespace Airworthy.Serving.Monitoring.Alerts;

/// <summary>Alerts of every endpoint, and what was answered. Webhooks are told in the same transaction.</summary>
public sealed class AlertStore(Database database, DeliveryStore deliveries)
{
    /// <summary>Alerts of an endpoint that are given at once.</summary>
    private const int MostAtOnce = 1000;

    private const int LongestReason = 1000;

    /// <summary>The newest alerts of an endpoint, newest first.</summary>
    public Task<IReadOnlyList<Alert>> OfAsync(string endpoint, CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<Alert>)
        [.. (await session.ListAsync<Row>("select document from serving_alerts where endpoint = @endpoint order by no desc limit @most", new { endpoint, most = MostAtOnce })).Select(r => Read(r.Document))], cancel);

    /// <summary>Raises an alert, unless one of its kind lasts.</summary>
    /// <returns>Whether it was raised.</returns>
    public Task<bool> RaiseAsync(string endpoint, string kind, string says, long at, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var all = (await session.ListAsync<Row>("select document from serving_alerts where endpoint = @endpoint order by no desc limit @most", new { endpoint, most = MostAtOnce })).Select(r => Read(r.Document)).ToList();
        if (all.Any(a => a.Kind == kind && a.EndedAt is null))
        {
            return false;
        }

        var alert = new Alert((all.Count == 0 ? 0 : all[0].No) + 1, kind, at, says);
        await session.ExecuteAsync("insert into serving_alerts (endpoint, no, document) values (@endpoint, @No, @document)", new { endpoint, alert.No, document = Text(alert) });
        await deliveries.PutAsync(session, WebhookEvent.EndpointAlertRaised, Told(endpoint, alert));
        return true;
    }, cancel);

    /// <summary>Notes that an alert is over.</summary>
    /// <exception cref="RefusedException">There is none of this number.</exception>
    internal Task<Alert> EndAsync(string endpoint, long no, long at, CancellationToken cancel) =>
        ChangeAsync(endpoint, no, a => a with { EndedAt = at }, WebhookEvent.EndpointAlertEnded, cancel);

    /// <summary>Notes what somebody did about an alert; a later answer replaces an earlier one.</summary>
    /// <exception cref="RefusedException">There is none of this number, or the reason is no text of 1 to 1000 characters.</exception>
    public Task<Alert> AnswerAsync(string endpoint, long no, AlertOutcome outcome, string? reason, string by, long at, CancellationToken cancel)
    {
        var text = reason?.Trim() is { Length: > 0 and <= LongestReason } given ? given : throw RefusedException.Invalid($"reason is no text of 1 to {LongestReason} characters.");
        return ChangeAsync(endpoint, no, a => a with { Outcome = outcome, Reason = text, By = by, AnsweredAt = at }, WebhookEvent.EndpointAlertAnswered, cancel);
    }

    private Task<Alert> ChangeAsync(string endpoint, long no, Func<Alert, Alert> change, WebhookEvent what, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var found = (await session.ListAsync<Row>("select document from serving_alerts where endpoint = @endpoint and no = @no", new { endpoint, no })).Select(r => Read(r.Document)).FirstOrDefault()
            ?? throw RefusedException.NotFound($"Endpoint {Core.Reading.Problem.Cut(endpoint)} has no alert {no}.");
        var changed = change(found);
        await session.ExecuteAsync("update serving_alerts set document = @document where endpoint = @endpoint and no = @no", new { endpoint, no, document = Text(changed) });
        await deliveries.PutAsync(session, what, Told(endpoint, changed));
        return changed;
    }, cancel);

    private static IEnumerable<KeyValuePair<string, object?>> Told(string endpoint, Alert alert)
    {
        yield return new("endpoint", endpoint);
        yield return new("no", alert.No);
        yield return new("kind", alert.Kind);
        yield return new("says", alert.Says);
        yield return new("raised_at", alert.RaisedAt);
        if (alert.EndedAt is { } ended)
        {
            yield return new("ended_at", ended);
        }

        if (alert is { Outcome: { } outcome, AnsweredAt: { } answered })
        {
            yield return new("outcome", outcome.ToString());
            yield return new("reason", alert.Reason);
            yield return new("by", alert.By);
            yield return new("answered_at", answered);
        }
    }

    private static string Text(Alert alert) => JsonSerializer.Serialize(alert, AlertJson.Default.Alert);

    private static Alert Read(string text) => JsonSerializer.Deserialize(text, AlertJson.Default.Alert)!;

    private sealed record Row
    {
        public string Document { get; init; } = "";
    }
}
