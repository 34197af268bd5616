namespace Airworthy.Core.Observations;

/// <summary>Rows that two people or sources labelled independently.</summary>
/// <param name="File">Where they stand.</param>
/// <param name="Rows">Rows with both labels.</param>
/// <param name="Same">Rows with the same label twice.</param>
/// <param name="Kappa">Cohen's kappa, in [−1, 1]; null when both gave one label only.</param>
/// <param name="KappaError">Its standard error.</param>
/// <param name="Without">Rows that lack one of the two labels.</param>
/// <param name="Disagreements">The most frequent pairs of different labels.</param>
public sealed record LabelledTwice(string File, long Rows, long Same, double? Kappa = null, double? KappaError = null, long Without = 0,
    IReadOnlyList<LabelPair>? Disagreements = null) : Observation;

/// <param name="First">What the first said.</param>
/// <param name="Second">What the second said.</param>
/// <param name="Rows">In how many rows.</param>
public sealed record LabelPair(string First, string Second, long Rows);
