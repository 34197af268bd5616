using System.Globalization;

using Airworthy.Core.Checklist;

namespace Airworthy.Cli.Rehearsing;

/// <summary>A switch to the version before and back at the running endpoint, with the requests that its callers make meanwhile.</summary>
internal static class AtRunningEndpoint
{
    private const double Seconds = 20;

    /// <exception cref="Refusal">No server runs, or it refuses.</exception>
    public static Task<Outcome> RunAsync(Project project, CancellationToken cancel) => ServedHere.WithAsync(project, async (client, endpoint) =>
    {
        var seen = await client.Endpoints.RehearseAsync(endpoint, Seconds, cancel);
        var seconds = Math.Max(seen.ThereSeconds, seen.BackSeconds);
        var measured = Rehearsals.Measured(("seconds", seconds), ("requests", seen.Requests), ("failed", seen.Failed));
        var says = string.Create(CultureInfo.InvariantCulture, $"At {endpoint} {seen.Before} answered for {Seconds:0} s in place of {seen.Live}, and back: the last answer of the version that was left came {seconds:0.000} s after the command; {seen.Failed:N0} of {seen.Requests:N0} requests failed.");
        return seen.Requests == 0 ? new Outcome(Answer.Unknown, says, "Repeat it while callers ask.", measured)
            : seen.Failed > 0 ? new Outcome(Answer.Unmet, says, "Look into the prediction log for what failed: no request may fail because of a switch.", measured)
            : new Outcome(Answer.Met, says, null, measured);
    }, cancel);
}
