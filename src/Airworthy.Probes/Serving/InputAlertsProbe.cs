using Airworthy.Core.Observations;

namespace Airworthy.Probes.Serving;

/// <summary>Reads which alerts about bad rows the gateway has raised, and what was answered.</summary>
public sealed class InputAlertsProbe : IProbe<InputAlerts>
{
    private const string Kind = "inputs";

    public bool IsCostly => true;

    public async Task<Sighting<InputAlerts>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (seen, because, next) = await GatewayPast.ReadAsync(around, cancel);
        return seen is null
            ? new Sighting<InputAlerts>.NotSeen(because, next)
            : new InputAlerts(seen.Endpoint, seen.Project.Place, seen.Past.Changes[0].Table.Guards?.Inputs is not null,
                [.. (await seen.Project.Client.Endpoints.AlertsAsync(seen.Endpoint, cancel)).Where(a => a.Kind == Kind).Select(a => new RaisedAlert(a.No, GatewayPast.DaysAgo(around, a.RaisedAt), a.Says, a.Outcome is null ? null : a.Outcome == "Acted"))]);
    }
}
