using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;

using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Monitoring.Alerts;

/// <summary>Raises an alert where a version that answers is executed otherwise than the gate has judged it, by another runtime or on another system, and ends it when it was judged again.</summary>
internal sealed partial class BasisWatch(Gateway gateway, Validation validation, AlertStore alerts, TimeProvider clock, ILogger<BasisWatch> log)
{
    public const string Kind = "dependencies";

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        foreach (var table in gateway.Endpoints.Select(e => e.Route?.Table).OfType<RouteTable>())
        {
            var says = new List<string>();
            foreach (var slot in new[] { table.Live, table.Other })
            {
                if (slot?.Registered is var (name, version) && await validation.ChangedAsync(name, version, cancel) is { } changed)
                {
                    says.Add(changed);
                }
            }

            await TellAsync(table.Endpoint, says, cancel);
        }
    }

    private async Task TellAsync(string endpoint, List<string> says, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var lasting = (await alerts.OfAsync(endpoint, cancel)).FirstOrDefault(a => a is { Kind: Kind, EndedAt: null });
        if (lasting is not null && says.Count == 0)
        {
            await alerts.EndAsync(endpoint, lasting.No, now, cancel);
        }
        else if (lasting is null && says.Count > 0 && await alerts.RaiseAsync(endpoint, Kind, string.Join(' ', says), now, cancel))
        {
            Raised(log, endpoint, string.Join(' ', says));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Alert at {Endpoint}: {Says}")]
    private static partial void Raised(ILogger log, string endpoint, string says);
}
