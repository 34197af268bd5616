using System.Text.Json;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Monitoring.Alerts;

/// <summary>Alerts of every endpoint, and what was answered.</summary>
public sealed class AlertStore(Database database)
{
    /// <summary>Alerts of an endpoint that are given at once.</summary>
    private const int MostAtOnce = 1000;

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
        return true;
    }, cancel);

    /// <summary>Changes an alert that is there.</summary>
    /// <exception cref="RefusedException">There is none of this number.</exception>
    public Task<Alert> ChangeAsync(string endpoint, long no, Func<Alert, Alert> change, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var found = (await session.ListAsync<Row>("select document from serving_alerts where endpoint = @endpoint and no = @no", new { endpoint, no })).Select(r => Read(r.Document)).FirstOrDefault()
            ?? throw RefusedException.NotFound($"Endpoint {Core.Reading.Problem.Cut(endpoint)} has no alert {no}.");
        var changed = change(found);
        await session.ExecuteAsync("update serving_alerts set document = @document where endpoint = @endpoint and no = @no", new { endpoint, no, document = Text(changed) });
        return changed;
    }, cancel);

    private static string Text(Alert alert) => JsonSerializer.Serialize(alert, AlertJson.Default.Alert);

    private static Alert Read(string text) => JsonSerializer.Deserialize(text, AlertJson.Default.Alert)!;

    private sealed record Row
    {
        public string Document { get; init; } = "";
    }
}
