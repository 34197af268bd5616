using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Releases;

namespace Airworthy.Serving.Routing;

/// <summary>One step of what answers when the model should not.</summary>
/// <param name="Name">As it stands in the route table.</param>
/// <param name="Loaded">What is asked; null to refuse.</param>
internal sealed record FallbackStep(string Name, Loaded? Loaded);

/// <summary>A route table with everything it names in memory. Requests take a reference to it once, at their start.</summary>
/// <param name="Evidence">Where outcomes of a candidate go; null where no release runs.</param>
internal sealed record Route(RouteTable Table, Loaded Live, Loaded? Other, IReadOnlyList<FallbackStep> Fallback, EvidenceBook? Evidence, Tally LiveTally, Tally? OtherTally)
{
    public bool IsCanary => Other is not null && Table is { Role: OtherRole.Canary, Share: > 0 };

    public bool IsShadow => Other is not null && Table is { Role: OtherRole.Shadow, Share: > 0 };

    /// <summary>All that it holds, each once.</summary>
    public IEnumerable<Loaded> All => Fallback.Select(f => f.Loaded).Prepend(Other).Prepend(Live).OfType<Loaded>().Distinct();
}
