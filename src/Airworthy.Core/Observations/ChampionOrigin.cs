namespace Airworthy.Core.Observations;

/// <summary>What the champion came from: its run, and what the project's git history and dataset versions say of the commit and the data that the run names.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that carries the alias champion.</param>
/// <param name="Run">The run it names; null when it names none that is there.</param>
/// <param name="Commit">The commit that the run names.</param>
/// <param name="Clean">Whether the working tree was as that commit; null when the run does not tell.</param>
/// <param name="Merged">Whether the commit is reachable from the default branch.</param>
/// <param name="Branch">The default branch.</param>
/// <param name="Shallow">The clone holds only the newest commits.</param>
/// <param name="Data">The data that the run names, by digest or version.</param>
/// <param name="DataVersion">The version of the project's dataset that this is, not withdrawn; null when it is none.</param>
/// <param name="HasSplits">Whether that version has its splits recorded.</param>
/// <param name="Params">Parameters that the run logged, the seed not counted.</param>
/// <param name="Environment">What tells which packages the run had.</param>
public sealed record ChampionOrigin(
    string Model, string Version, string? Run = null, string? Commit = null, bool? Clean = null, bool Merged = false, string Branch = "", bool Shallow = false,
    string? Data = null, string? DataVersion = null, bool HasSplits = false, int Params = 0, string? Environment = null) : Observation;
