namespace Airworthy.Core.Observations;

/// <summary>Places in the project's tests where learnt weights are compared exactly with stored ones.</summary>
/// <param name="Files">Files of tests that were read.</param>
/// <param name="Found">Such places.</param>
public sealed record GoldenWeights(int Files, IReadOnlyList<CodePlace> Found) : Observation;

/// <param name="Text">What stands there, shortened.</param>
public sealed record CodePlace(string Path, int Line, string Text);
