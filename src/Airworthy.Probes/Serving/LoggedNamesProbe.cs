using Airworthy.Client;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Serving;

/// <summary>Has the running gateway tell which columns logged requests carried.</summary>
public sealed class LoggedNamesProbe : IProbe<LoggedNames>
{
    public bool IsCostly => true;

    public async Task<Sighting<LoggedNames>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, endpoint, because, next) = await GatewayPast.EndpointAsync(around, cancel);
        if (project is null)
        {
            return new Sighting<LoggedNames>.NotSeen(because, next);
        }

        try
        {
            var seen = await project.Client.Endpoints.NamesAsync(endpoint, MetaRequirements.LoggedDays, cancel);
            return new LoggedNames(endpoint, seen.Days, seen.Rows, seen.Unnamed, new SortedDictionary<string, int>(seen.Names.ToDictionary(n => n.Name, n => n.Rows), StringComparer.Ordinal));
        }
        catch (TrackingException e) when (e.IsNotFound || e.Status == System.Net.HttpStatusCode.NotFound)
        {
            return new Sighting<LoggedNames>.NotSeen($"No gateway that runs at {project.Place} answers at an endpoint {endpoint}.", "Start it, so that it can be asked: `airworthy serve`, then `airworthy release start VERSION`.");
        }
    }
}
