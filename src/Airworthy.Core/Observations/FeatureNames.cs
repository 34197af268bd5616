namespace Airworthy.Core.Observations;

/// <summary>The names of the columns that the model reads, and of all columns of its table.</summary>
public sealed record FeatureNames(IReadOnlyList<string> Features, IReadOnlyList<string> Columns) : Observation;
