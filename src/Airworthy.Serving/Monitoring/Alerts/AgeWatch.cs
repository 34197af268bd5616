using System.Globalization;

using Airworthy.Serving.Routing;

using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Monitoring.Alerts;

/// <summary>Raises an alert where the version that answers is older than its endpoint's terms allow, and ends it when another one answers.</summary>
internal sealed partial class AgeWatch(Gateway gateway, AlertStore alerts, TimeProvider clock, ILogger<AgeWatch> log)
{
    public const string Kind = "age";

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        foreach (var route in gateway.Endpoints.Select(e => e.Route).OfType<Route>())
        {
            await LookAsync(route, cancel);
        }
    }

    private async Task LookAsync(Route route, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (endpoint, most) = (route.Table.Endpoint, route.Table.MaxAgeDays);
        var age = route.Live.MadeAt is { } made ? (now - made).TotalDays : (double?)null;
        var lasting = (await alerts.OfAsync(endpoint, cancel)).FirstOrDefault(a => a is { Kind: Kind, EndedAt: null });
        if (lasting is not null && !(age > most))
        {
            await alerts.EndAsync(endpoint, lasting.No, now.ToUnixTimeMilliseconds(), cancel);
        }
        else if (lasting is null && age > most)
        {
            var says = string.Create(CultureInfo.InvariantCulture, $"{route.Live.Slot.Model} was registered {age:0.#} days ago; {most:0.#} days are the limit. Train a new one, and release it.");
            if (await alerts.RaiseAsync(endpoint, Kind, says, now.ToUnixTimeMilliseconds(), cancel))
            {
                Raised(log, endpoint, says);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Alert at {Endpoint}: {Says} Answer it: airworthy monitor alerts")]
    private static partial void Raised(ILogger log, string endpoint, string says);
}
