namespace Airworthy.Core.Observations;

/// <summary>How a dataset grew from version to version.</summary>
/// <param name="Dataset">Its name.</param>
/// <param name="Versions">The newest versions, oldest first; at most three.</param>
public sealed record DatasetGrowth(string Dataset, IReadOnlyList<DatasetState> Versions) : Observation;

/// <param name="Id">The version.</param>
/// <param name="Made">The day it was added.</param>
/// <param name="Rows">Its rows.</param>
public sealed record DatasetState(string Id, DateOnly Made, long Rows);
