namespace Airworthy.Core.Observations;

/// <summary>What training logged step by step, and finished runs whose last value is no number.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that carries the alias champion.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="Series">Its metrics with more than one value.</param>
/// <param name="Finished">Finished runs that were looked at, of the newest ones.</param>
/// <param name="Unfailed">Of those, the ones that ended well although a metric of theirs is NaN or infinite.</param>
public sealed record TrainingNumbers(string Model, string Version, string Run, IReadOnlyList<SteppedMetric> Series, int Finished = 0, IReadOnlyList<string>? Unfailed = null) : Observation;

/// <summary>A metric over the steps of a run.</summary>
/// <param name="Points">Values that were logged.</param>
/// <param name="NotFinite">Of those, NaN or infinite ones.</param>
/// <param name="FirstStep">The step of the first such value.</param>
public sealed record SteppedMetric(string Name, int Points, int NotFinite = 0, long FirstStep = 0);
