namespace Airworthy.Core.Observations;

/// <summary>The names of the columns that the model reads, and of all columns of its table.</summary>
/// <param name="Sources">Where the schema says that a feature comes from; features that it gives no source are left out. Null when it was not asked.</param>
public sealed record FeatureNames(IReadOnlyList<string> Features, IReadOnlyList<string> Columns, IReadOnlyDictionary<string, string>? Sources = null) : Observation;
