namespace Airworthy.Core.Observations;

/// <summary>How exactly the rows of a split tell two models apart, in the project's metric.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Split">The split that models are ranked on.</param>
/// <param name="Rows">Labelled rows of it.</param>
/// <param name="Measured">From two sets of stored predictions; null when there are not two.</param>
/// <param name="Planned">From what is declared, or from one set; null when it was measured or nothing is declared.</param>
/// <param name="Slices">The same for each declared slice.</param>
/// <param name="NotPlanned">Why there is no planning value, when there is neither.</param>
public sealed record GainPower(string Metric, string Split, long Rows, MeasuredError? Measured = null, PlannedError? Planned = null,
    IReadOnlyList<SlicePower>? Slices = null, string? NotPlanned = null) : Observation;

/// <summary>The error of the paired difference between two sets of predictions.</summary>
/// <param name="First">Who made the first; the better baseline.</param>
/// <param name="FirstLevel">Its metric.</param>
/// <param name="Second">Who made the second; the candidate where there is one.</param>
/// <param name="SecondLevel">Its metric.</param>
/// <param name="Error">Standard error of the difference, in units of the metric.</param>
/// <param name="Units">Independent units: rows, or blocks of them.</param>
/// <param name="Differing">Rows on which the two do not say the same.</param>
/// <param name="Rarest">Rows of the rarer class, where the metric is about two classes.</param>
/// <param name="Block">What a block is (<c>patient</c>, <c>day</c>, <c>query</c>); null when rows stand for themselves.</param>
/// <param name="BlockRows">Rows in the block of an average row.</param>
/// <param name="Correlation">Of the differences within a block: the intraclass correlation, in [−1, 1].</param>
/// <param name="DesignEffect">1 + (b − 1)·ICC, at least 1.</param>
/// <param name="Discordance">Share of rows on which exactly one is right, for accuracy.</param>
/// <param name="Drawn">Rows that were read, when not all were.</param>
public sealed record MeasuredError(string First, double FirstLevel, string Second, double SecondLevel, double Error, double Units, long Differing, long? Rarest = null,
    string? Block = null, double BlockRows = 1, double Correlation = 0, double DesignEffect = 1, double? Discordance = null, long? Drawn = null)
{
    /// <summary>Whether the second is a candidate rather than one more baseline.</summary>
    public bool HasCandidate { get; init; } = true;
}

/// <summary>The error that a comparison will have, before there are two models to compare.</summary>
/// <param name="Low">If the two answer nearly alike, in units of the metric.</param>
/// <param name="High">If their errors have nothing in common.</param>
/// <param name="Units">Independent units: rows of the split, or positives where the metric looks at them alone.</param>
/// <param name="Level">The metric's level that it rests on.</param>
/// <param name="From">Where that level comes from, in words.</param>
public sealed record PlannedError(double Low, double High, double Units, double Level, string From);

/// <param name="Rows">Labelled rows of the slice in the split.</param>
/// <param name="Error">Standard error of the paired difference on the slice; null when it cannot be measured.</param>
/// <param name="Units">Independent units.</param>
/// <param name="WhyNot">Why it cannot.</param>
/// <param name="Differing">Rows on which the two do not say the same; null when it was planned.</param>
/// <param name="Rarest">Rows of the rarer class, where the metric is about two classes and it was measured.</param>
public sealed record SlicePower(string Name, long Rows, double? Error = null, double Units = 0, string? WhyNot = null, long? Differing = null, long? Rarest = null);
