namespace Airworthy.Core.Observations;

/// <summary>Which run and commit the champion came from, and what the project's git history says of that commit.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that carries the alias champion.</param>
/// <param name="Run">The run it names; null when it names none that is there.</param>
/// <param name="Commit">The commit that the run names.</param>
/// <param name="Clean">Whether the working tree was as that commit; null when the run does not tell.</param>
/// <param name="Merged">Whether the commit is reachable from the default branch.</param>
/// <param name="Branch">The default branch.</param>
/// <param name="Shallow">The clone holds only the newest commits.</param>
public sealed record ChampionOrigin(string Model, string Version, string? Run = null, string? Commit = null, bool? Clean = null, bool Merged = false, string Branch = "", bool Shallow = false) : Observation;
