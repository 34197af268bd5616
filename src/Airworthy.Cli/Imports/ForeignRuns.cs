using Airworthy.Client;

namespace Airworthy.Cli.Imports;

/// <summary>Runs that somebody else tracked, and the models that were registered there.</summary>
internal interface IForeignRuns
{
    /// <summary>What could not be taken along; known once the runs are read.</summary>
    IEnumerable<string> Notes { get; }

    IAsyncEnumerable<ForeignRun> ReadAsync(CancellationToken cancel);

    /// <summary>Registered models. Asked for after all runs.</summary>
    IAsyncEnumerable<ForeignModel> ModelsAsync(CancellationToken cancel) => AsyncEnumerable.Empty<ForeignModel>();
}

/// <summary>A run as it was tracked elsewhere.</summary>
/// <param name="Source">Where it comes from, the same each time: <c>mlflow:…</c> with its id there.</param>
/// <param name="Id">Its id there, by which other runs name it as their parent; null where it has none.</param>
internal sealed record ForeignRun(string Source, string? Id, string Experiment, string Name, string? User, RunStatus Status, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, bool Deleted)
{
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The datasets it read.</summary>
    public IReadOnlyList<RunInput> Inputs { get; init; } = [];

    /// <summary>All values of all metrics, in any order.</summary>
    public required Func<CancellationToken, IAsyncEnumerable<MetricValue>> Metrics { get; init; }

    public Func<CancellationToken, IAsyncEnumerable<ForeignFile>> Files { get; init; } = _ => AsyncEnumerable.Empty<ForeignFile>();
}

/// <summary>An artifact.</summary>
/// <param name="Path">From the top of the run's artifacts, steps joined by <c>/</c>.</param>
internal sealed record ForeignFile(string Path, Func<CancellationToken, Task<Stream>> OpenAsync);
