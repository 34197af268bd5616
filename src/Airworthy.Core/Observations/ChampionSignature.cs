namespace Airworthy.Core.Observations;

/// <summary>The columns that the champion takes, as the signature kept with the model says.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that carries the alias champion.</param>
/// <param name="Inputs">Their names, in the order of the signature.</param>
public sealed record ChampionSignature(string Model, string Version, IReadOnlyList<string> Inputs) : Observation;
