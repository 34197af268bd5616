namespace Airworthy.Cli.Imports;

/// <summary>A registered model as it was kept elsewhere.</summary>
/// <param name="Aliases">The number of the version that each alias stands for.</param>
/// <param name="Versions">Those that are not deleted.</param>
internal sealed record ForeignModel(
    string Name, string Description, IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, long> Aliases, IReadOnlyList<ForeignVersion> Versions);

/// <summary>A version of it.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Source">Where its files lie there.</param>
/// <param name="RunId">The id there of the run that made it; null where none is known.</param>
internal sealed record ForeignVersion(long Number, string Description, string Source, string? RunId, string? RunLink, string Stage, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Its folder among the artifacts of the run; null where they lie elsewhere.</summary>
    public string? Path { get; init; }

    /// <summary>Its files where they lie beside the run, as those of a logged model do: they are brought along. Null where they lie with the run, or out of reach.</summary>
    public Func<CancellationToken, IAsyncEnumerable<ForeignFile>>? Files { get; init; }
}
