using Airworthy.Client;
using Airworthy.Core.Checklist.TestScore.Infrastructure;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Serving;

/// <summary>Has the running gateway ask logged requests again.</summary>
public sealed class LoggedReplaysProbe : IProbe<LoggedReplays>
{
    public bool IsCostly => true;

    public async Task<Sighting<LoggedReplays>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, endpoint, because, next) = await GatewayPast.EndpointAsync(around, cancel);
        if (project is null)
        {
            return new Sighting<LoggedReplays>.NotSeen(because, next);
        }

        EndpointReplays replays;
        try
        {
            replays = await project.Client.Endpoints.ReplaysAsync(endpoint, SingleExampleDebug.LeastRows, SingleExampleDebug.ReplayedDays, cancel);
        }
        catch (TrackingException e) when (e.IsNotFound || e.Status == System.Net.HttpStatusCode.NotFound)
        {
            return new Sighting<LoggedReplays>.NotSeen($"No gateway that runs at {project.Place} answers at an endpoint {endpoint}.", "Start it, so that it can be asked: `airworthy serve`, then `airworthy release start VERSION`.");
        }

        var asked = replays.Rows.Where(r => r.Same is not null).ToList();
        return new LoggedReplays(endpoint, replays.Days, replays.Kept, asked.Count, [.. asked.Where(r => r.Same == false).Select(r => r.Id).Distinct().Take(5)], asked.Max(r => r.Difference) ?? 0, replays.Rows.FirstOrDefault(r => r.WhyNot is not null)?.WhyNot);
    }
}
