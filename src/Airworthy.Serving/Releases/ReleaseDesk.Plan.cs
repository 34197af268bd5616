using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Serving.Releases;

public sealed partial class ReleaseDesk
{
    /// <summary>The table that <see cref="PromoteAsync"/> would bring now; nothing is changed.</summary>
    /// <exception cref="RefusedException">No release runs.</exception>
    public async Task<RouteTable> PromotedAsync(string endpoint, CancellationToken cancel)
    {
        var (release, table) = await RunningAsync(endpoint, cancel);
        return ReleaseJudge.Table(table, release, OneStep(release));
    }

    /// <summary>The table that <see cref="RollBackAsync"/> would bring now; nothing is changed.</summary>
    /// <exception cref="RefusedException">There is nothing to go back to.</exception>
    public async Task<RouteTable> RolledBackAsync(string endpoint, CancellationToken cancel)
    {
        var (now, all) = (await NowAsync(endpoint, cancel), await releases.OfAsync(endpoint, cancel));
        return all.FirstOrDefault(r => r.IsRunning) is { } release ? ReleaseJudge.Table(now, release, new Move(ReleaseState.RolledBack, 0, "")) : Back(now, await BeforeAsync(now, all, cancel));
    }

    private static Move OneStep(Release release) => release.State switch
    {
        ReleaseState.Shadow => new Move(release.Policy.Steps.Count == 0 ? ReleaseState.Bake : ReleaseState.Canary, 0, ""),
        ReleaseState.Canary when release.Step + 1 < release.Policy.Steps.Count => new Move(ReleaseState.Canary, release.Step + 1, ""),
        ReleaseState.Canary => new Move(ReleaseState.Bake, 0, ""),
        _ => new Move(ReleaseState.Done, 0, ""),
    };

    private static RouteTable Back(RouteTable now, Slot back) => now with { Generation = now.Generation + 1, Live = back, LiveColour = now.OtherColour, Other = null, Role = OtherRole.Previous, Share = 0, Release = null, Step = null };

    /// <summary>What goes on is in force in every process that serves: none of them would have to load while others answer with it already.</summary>
    /// <exception cref="RefusedException">It is not, and did not come within seconds.</exception>
    private async Task RequireEverywhereAsync(RouteTable table, CancellationToken cancel)
    {
        if (await replicas.ReadyAsync(table.Endpoint, table.Generation, cancel) is { Count: > 0 } late)
        {
            throw new RefusedException("FAILED_PRECONDITION", $"Generation {table.Generation} of endpoint {table.Endpoint} is not in force everywhere: {string.Join("; ", late.Select(r => r.Says(table.Endpoint)))}. Wait until it is, mend or stop that process, or take the release back.");
        }
    }
}
