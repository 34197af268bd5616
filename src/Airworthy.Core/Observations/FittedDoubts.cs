namespace Airworthy.Core.Observations;

/// <summary>What the doubts of the champion's guards were worth on rows held out: kept with the version when they were fitted.</summary>
/// <param name="When">The doubts that were asked, in the contract's words.</param>
/// <param name="SameModel">Whether they were fitted to the version's files as they are.</param>
/// <param name="Flagged">Rows of which one spoke, <paramref name="FlaggedErrors"/> of them decided wrongly.</param>
/// <param name="Rest">The others, <paramref name="RestErrors"/> of them decided wrongly.</param>
/// <param name="Curve">From the surest answers on: share of rows, and share of errors among them.</param>
public sealed record FittedDoubts(string Model, string Version, string Split, double DaysAgo, bool SameModel, IReadOnlyList<string> When, long Flagged, long FlaggedErrors, long Rest, long RestErrors,
    IReadOnlyList<RiskOfShare>? Curve = null) : Observation;

/// <param name="Share">Of rows, those the model is surest of.</param>
/// <param name="Errors">Share of errors among them.</param>
public sealed record RiskOfShare(double Share, double Errors);
