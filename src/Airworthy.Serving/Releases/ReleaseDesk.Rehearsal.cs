using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Serving.Releases;

/// <summary>There and back again, while callers are answered.</summary>
public sealed partial class ReleaseDesk
{
    /// <summary>Switches to the version before and back again: loaded first, for so long, and back whatever happens meanwhile.</summary>
    /// <param name="length">How long the version before answers.</param>
    /// <returns>The generation that switched, and the one that switched back.</returns>
    /// <remarks>The way back is gone also where the caller leaves; a process that is killed meanwhile leaves the version before in use, and the history says so.</remarks>
    /// <exception cref="RefusedException">A release runs, there is no version before, or it cannot be loaded.</exception>
    public async Task<(long There, long Back)> RehearseAsync(string endpoint, string by, TimeSpan length, TimeProvider clock, CancellationToken cancel)
    {
        var all = await releases.OfAsync(endpoint, cancel);
        if (all.FirstOrDefault(r => r.IsRunning) is { } running)
        {
            throw new RefusedException("FAILED_PRECONDITION", $"Release {running.No} of endpoint {endpoint} is running: rehearse before it or after it.");
        }

        var now = await NowAsync(endpoint, cancel);
        var before = await BeforeAsync(now, all, cancel);
        var ready = now with { Generation = now.Generation + 1, Other = before, Role = OtherRole.Previous, Share = 0 };
        await routes.AddAsync(ready, by, $"Drill: {before.Model} is loaded beside {now.Live.Model}.", cancel);
        if (await gateway.TakeAsync(ready, cancel) is { } whyNot)
        {
            await TakeNextAsync(ready with { Other = now.Other, Role = now.Role }, by, "Drill: it was not made.", CancellationToken.None);
            throw new RefusedException("FAILED_PRECONDITION", $"{before.Model} cannot be brought back: {whyNot}");
        }

        try
        {
            await RequireEverywhereAsync(ready, cancel);
        }
        catch
        {
            await TakeNextAsync(ready with { Other = now.Other, Role = now.Role }, by, "Drill: it was not made.", CancellationToken.None);
            throw;
        }

        var there = await TakeNextAsync(ready.Switched(), by, $"Drill: {before.Model} answers for {length.TotalSeconds:0} s.", cancel);
        try
        {
            await Task.Delay(length, clock, cancel);
        }
        finally
        {
            there = await TakeNextAsync(there.Switched(), by, $"Drill: {now.Live.Model} answers again.", CancellationToken.None);
            await TakeNextAsync(there with { Other = now.Other, Role = now.Role }, by, "Drill: over.", CancellationToken.None);
        }

        return (there.Generation - 1, there.Generation);
    }

    private async Task<RouteTable> TakeNextAsync(RouteTable table, string by, string reason, CancellationToken cancel)
    {
        var next = table with { Generation = table.Generation + 1 };
        await routes.AddAsync(next, by, reason, cancel);
        await gateway.TakeAsync(next, cancel);
        return next;
    }
}
