using Airworthy.Serving.Monitoring.Alerts;
using Airworthy.Serving.Routing;

namespace Airworthy.Web.Endpoints;

/// <summary>An alert, and where it was raised.</summary>
public sealed record AlertAt(string Endpoint, Alert Alert);

/// <summary>Reads the alerts of all endpoints that nobody has answered.</summary>
public sealed class WaitingAlerts(RouteStore tables, AlertStore alerts)
{
    /// <summary>Those that last first, then the newest.</summary>
    public async Task<IReadOnlyList<AlertAt>> AllAsync(CancellationToken cancel)
    {
        var found = new List<AlertAt>();
        foreach (var table in await tables.NewestAsync(cancel))
        {
            found.AddRange(Of(table.Endpoint, await alerts.OfAsync(table.Endpoint, cancel)));
        }

        return [.. found.OrderBy(a => a.Alert.EndedAt is not null).ThenByDescending(a => a.Alert.RaisedAt)];
    }

    /// <summary>Of the alerts of one endpoint, those that nobody has answered.</summary>
    public static IEnumerable<AlertAt> Of(string endpoint, IEnumerable<Alert> alerts) => alerts.Where(a => a.Outcome is null).Select(a => new AlertAt(endpoint, a));
}
