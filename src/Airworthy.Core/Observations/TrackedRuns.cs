namespace Airworthy.Core.Observations;

/// <summary>The finished runs of the project's experiment, as its tracking server shows them, and the model versions that were promoted.</summary>
/// <param name="Place">The server, for a person.</param>
/// <param name="Experiment">Its name.</param>
/// <param name="Runs">Newest first. A run that only gathers others, and logs no metric itself, is none.</param>
/// <param name="Model">The registered model of the project.</param>
/// <param name="Promoted">Versions that carry an alias, the champion first; empty when none does.</param>
/// <param name="LeftOut">Older runs that were not looked at because there are too many.</param>
public sealed record TrackedRuns(string Place, string Experiment, IReadOnlyList<TrackedRun> Runs, string Model = "", IReadOnlyList<PromotedVersion>? Promoted = null, long LeftOut = 0) : Observation
{
    public PromotedVersion? Champion => Promoted?.FirstOrDefault(v => v.IsChampion);
}

/// <summary>What a run tells of itself.</summary>
/// <param name="Name">Its name, or its id.</param>
/// <param name="DaysAgo">Days since it began, by the day that counts as today; negative for later ones.</param>
/// <param name="Commit">The commit it ran from.</param>
/// <param name="Clean">Whether the working tree was as that commit; null when it does not tell.</param>
/// <param name="DiffKept">Whether it kept what differed.</param>
/// <param name="Data">The digest, or the version, of the data it read.</param>
/// <param name="Params">Parameters it logged, the seed not counted.</param>
/// <param name="Metrics">Metrics it logged.</param>
/// <param name="Metric">The value of the contract's metric.</param>
/// <param name="Predictions">Whether it kept predictions from which that metric can be computed again.</param>
/// <param name="Environment">What tells which packages it ran with: a digest, or the name of the file it kept.</param>
public sealed record TrackedRun(
    string Name, int DaysAgo, string? Commit = null, bool? Clean = null, bool DiffKept = false, string? Data = null, int Params = 0, string? Seed = null,
    int Metrics = 0, double? Metric = null, bool Predictions = false, string? Environment = null)
{
    /// <summary>What it does not tell, in words; empty when it can be repeated and compared.</summary>
    public IEnumerable<string> Lacks()
    {
        (bool Is, string What)[] facts =
        [
            (Commit is not null, "the commit"),
            (Commit is null || Clean == true || DiffKept, Clean == false ? "the diff of its changed files" : "whether its files were as committed"),
            (Data is not null, "the data's digest"),
            (Params > 0, "parameters"),
            (Seed is not null, "the seed"),
            (Metric is not null && Predictions, Metric is null ? "the metric" : "predictions to compute the metric again"),
            (Environment is not null, "the environment"),
        ];
        return facts.Where(f => !f.Is).Select(f => f.What);
    }
}

/// <summary>A model version that was promoted.</summary>
/// <param name="Alias">The aliases it carries, with commas.</param>
/// <param name="DaysAgo">Days since it was registered.</param>
/// <param name="Run">The run it says it comes from.</param>
/// <param name="IsRunThere">Whether the server knows that run, and it was not deleted.</param>
public sealed record PromotedVersion(string Version, string Alias, int DaysAgo, string? Run = null, bool IsRunThere = false)
{
    public bool IsChampion => Alias.Split(", ").Contains("champion");
}
