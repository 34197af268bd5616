using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Releases;

namespace Airworthy.Serving.Routing;

/// <summary>One step of what answers when the model should not.</summary>
/// <param name="Name">As it stands in the route table.</param>
/// <param name="Loaded">What is asked; null to refuse, or to leave it to a person.</param>
/// <param name="Guards">What it is asked of each row itself; null where nothing is.</param>
internal sealed record FallbackStep(string Name, Loaded? Loaded, RowGuards? Guards = null)
{
    /// <summary>It needs no value of the row.</summary>
    public bool AnswersAnything => Loaded?.Model is ConstantModel;

    /// <summary>It answers at once.</summary>
    public bool TakesNoTime => Loaded is null || AnswersAnything;
}

/// <summary>A route table with everything it names in memory. Requests take a reference to it once, at their start.</summary>
/// <param name="Evidence">Where outcomes of a candidate go; null where no release runs.</param>
internal sealed record Route(RouteTable Table, Loaded Live, Loaded? Other, IReadOnlyList<FallbackStep> Fallback, EvidenceBook? Evidence, Tally LiveTally, Tally? OtherTally)
{
    /// <summary>What the live version is asked of each row; null where nothing is.</summary>
    public RowGuards? LiveGuards { get; init; }

    public RowGuards? OtherGuards { get; init; }

    /// <summary>Where the times of rows stand, and what they tell; null where the model takes none.</summary>
    public (EventTimes Of, Place[] Times)? Events { get; init; }

    /// <summary>What goes down the chain.</summary>
    public Doubt Falls { get; } = GuardTerms.FallsOf(Table.Guards);

    public bool IsCanary => Other is not null && Table is { Role: OtherRole.Canary, Share: > 0 };

    /// <summary>A canary whose candidate may still answer here: what ends a release at once ends it here before anybody is asked.</summary>
    public bool IsHeard => IsCanary && Evidence is not { HasAlarm: true };

    public bool IsShadow => Other is not null && Table is { Role: OtherRole.Shadow, Share: > 0 };

    /// <summary>All that it holds, each once.</summary>
    public IEnumerable<Loaded> All => Fallback.Select(f => f.Loaded).Prepend(Other).Prepend(Live).OfType<Loaded>().Distinct();
}
