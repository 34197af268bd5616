using System.Net;

using Airworthy.Client;
using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Serving;

/// <summary>What came of asking whether the project answers callers.</summary>
/// <param name="Fact">It does; null: it does not, or that could not be seen.</param>
/// <param name="CouldNot">Why it could not be seen, although a server was named; null: it was, or there is none.</param>
public sealed record LiveTraffic(LiveByFact? Fact, string? CouldNot = null)
{
    /// <summary>
    /// Asks the gateway of the server that keeps the project's runs: the endpoint that the contract names, and any other at which a version of the
    /// project's model answers, so that leaving a name out hides nothing. The busiest counts.
    /// </summary>
    public static async Task<LiveTraffic> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, _) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new LiveTraffic(null, around.HasServer ? because : null);
        }

        try
        {
            LiveByFact? most = null;
            foreach (var status in (await project.Client.Endpoints.ListAsync(cancel)).Where(e => IsOf(around, e.Table)))
            {
                var traffic = await project.Client.Endpoints.TrafficAsync(status.Table.Endpoint, cancel);
                if (traffic.LastAt is { } last
                    && new LiveByFact(status.Table.Endpoint, traffic.Windows.Sum(w => w.Requests), DateTimeOffset.FromUnixTimeMilliseconds(last)) is var fact
                    && fact.Holds(around.Clock.GetUtcNow()) && fact.Requests > (most?.Requests ?? 0))
                {
                    most = fact;
                }
            }

            return new LiveTraffic(most);
        }
        catch (TrackingException e) when (e.IsNotFound || e.Status is HttpStatusCode.NotFound or HttpStatusCode.NotImplemented)
        {
            return new LiveTraffic(Fact: null); // A tracking server that is no gateway.
        }
        catch (TrackingException e)
        {
            return new LiveTraffic(null, $"The gateway of {project.Place} does not say what it answered: {e.Message.Split('\n')[0]}");
        }
    }

    private static bool IsOf(Surroundings around, RouteInfo table) =>
        table.Endpoint == around.Contract.Serving?.Endpoint || IsVersion(around, table.Live.Model) || (table.Other is { } other && IsVersion(around, other.Model));

    private static bool IsVersion(Surroundings around, string model) => model.StartsWith($"models:/{around.Contract.Project}/", StringComparison.Ordinal);
}
