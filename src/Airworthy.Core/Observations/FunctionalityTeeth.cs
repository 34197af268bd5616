namespace Airworthy.Core.Observations;

/// <summary>What the functionality tests said of a model that was broken on purpose, beside what they say of it as it is.</summary>
/// <param name="Files">The reports that were read.</param>
/// <param name="MadeAt">When the older of them was written.</param>
/// <param name="Model">Whose model was broken.</param>
/// <param name="How">What was done to it; null when it could not be broken.</param>
/// <param name="WhyNot">Why it could not.</param>
/// <param name="Tests">Tests that ran with both.</param>
/// <param name="Caught">Those that passed with the model as it is and failed with the broken one.</param>
/// <param name="Names">A few of them.</param>
/// <param name="NewerThan">What changed after the reports were written; null when nothing did.</param>
public sealed record FunctionalityTeeth(IReadOnlyList<string> Files, DateTimeOffset MadeAt, string Model, string? How = null, string? WhyNot = null, int Tests = 0, int Caught = 0,
    IReadOnlyList<string>? Names = null, string? NewerThan = null) : Observation;
