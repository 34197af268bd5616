using Airworthy.Core.Contracts;

namespace Airworthy.Core.Observations;

/// <summary>How much better than each baseline the candidate's stored answers are, on the same rows.</summary>
/// <param name="Model">Whose answers.</param>
/// <param name="Metric">The contract's metric.</param>
/// <param name="Split">The split that ranks models.</param>
/// <param name="Rows">Labelled rows of it.</param>
/// <param name="Level">The model's metric.</param>
/// <param name="Baselines">Those whose answers fit; the contract's first.</param>
/// <param name="Unscored">Baselines of the contract that could not be scored: the name, and why.</param>
/// <param name="Unit">Of costs.</param>
/// <param name="Cost">Of 1,000 decisions of the model; null where that cannot be told.</param>
public sealed record BaselineGains(string Model, string Metric, string Split, long Rows, double Level, IReadOnlyList<BaselineGain> Baselines, IReadOnlyList<UnscoredBaseline>? Unscored = null,
    string Unit = "", double? Cost = null) : Observation;

/// <summary>A baseline beside the candidate. A gain is positive where the one that gains is better, whatever the direction of the metric.</summary>
/// <param name="Level">Its metric.</param>
/// <param name="Gain">Of the model over it, with the ends of its interval.</param>
/// <param name="OverConstant">What it gains itself over the best single answer for all rows, with the lower end of its interval; null where the metric does not exist for a single answer.</param>
/// <param name="Cost">Of 1,000 of its decisions.</param>
/// <param name="SavedHigh">The most that the model may save against it; below 0 the model is dearer beyond chance.</param>
/// <param name="Declared">Whether the contract names it; others are made by <c>airworthy baselines</c>.</param>
public sealed record BaselineGain(string Name, BaselineKind Kind, double Level, double Gain, double Low, double High, double? OverConstant = null, double? OverLow = null,
    double? Cost = null, double? SavedHigh = null, bool Declared = true);

/// <summary>A baseline of the contract that could not be scored.</summary>
public sealed record UnscoredBaseline(string Name, BaselineKind Kind, string Because);
