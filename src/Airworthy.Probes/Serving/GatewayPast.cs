using Airworthy.Client;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Serving;

/// <summary>What the gateway keeps of the project's endpoint, read from the server that keeps its runs, or from its own store.</summary>
internal sealed record GatewayPast(TrackedProject Project, string Endpoint, EndpointPast Past)
{
    private const string Next = "Put something behind the endpoint: `airworthy serve`, then `airworthy release start constant:NUMBER`.";

    /// <summary>Finds the endpoint.</summary>
    /// <returns>A null project, with the reason, where there is no gateway or it never had this endpoint.</returns>
    public static async Task<(TrackedProject? Project, string Endpoint, string Because, string Next)> EndpointAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Serving?.Endpoint is not { Length: > 0 } endpoint)
        {
            return (null, "", "serving.endpoint names no endpoint of a gateway.", "Name it in serving.endpoint.");
        }

        var (project, because, next) = await around.TrackedAsync(cancel);
        return (project, endpoint, because, next);
    }

    /// <summary>Reads it.</summary>
    public static async Task<(GatewayPast? Seen, string Because, string Next)> ReadAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, endpoint, because, next) = await EndpointAsync(around, cancel);
        if (project is null)
        {
            return (null, because, next);
        }

        try
        {
            return (new GatewayPast(project, endpoint, await project.Client.Endpoints.PastAsync(endpoint, cancel)), "", "");
        }
        catch (TrackingException e) when (e.IsNotFound || e.Status == System.Net.HttpStatusCode.NotFound)
        {
            return (null, $"The gateway of {project.Place} has never answered at an endpoint {endpoint}.", Next);
        }
    }

    /// <summary>Days until now.</summary>
    public static double DaysAgo(Surroundings around, long at) => (around.Clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(at)).TotalDays;
}
