using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Metrics;

namespace Airworthy.Tracking.LoggedModels;

/// <summary>A model that a run logged: what it was made with, where its files are, and how well it did. It may be registered later.</summary>
public sealed record LoggedModel
{
    /// <summary>Its number inside the store; never leaves the server.</summary>
    public long No { get; init; }

    /// <summary>Its id for the world: <c>m-</c> and 32 hexadecimal digits.</summary>
    public string Id { get; init; } = "";

    /// <summary>The number of its experiment.</summary>
    public long Experiment { get; init; }

    /// <summary>Not unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>As the client calls it; may be empty.</summary>
    public string ModelType { get; init; } = "";

    /// <summary>The run that made it; empty where none is known.</summary>
    public string SourceRunId { get; init; } = "";

    /// <summary>One of <see cref="LoggedModelStatus.All"/>.</summary>
    public string Status { get; init; } = "";

    public string ArtifactUri { get; init; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long CreationTime { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long LastUpdatedTime { get; init; }

    public IReadOnlyList<KeyText> Tags { get; init; } = [];

    public IReadOnlyList<KeyText> Params { get; init; } = [];

    /// <summary>Of each metric the latest value per run and dataset.</summary>
    public IReadOnlyList<ModelMetric> Metrics { get; init; } = [];
}

/// <summary>A value of a logged model, which a run measured.</summary>
/// <param name="ModelId">The logged model.</param>
/// <param name="RunId">The run that measured it; empty where it is no longer there. Not read when a value is written.</param>
/// <param name="DatasetName">On which dataset; null where none was named.</param>
public sealed record ModelMetric(string ModelId, Metric Metric, string RunId, string? DatasetName, string? DatasetDigest);

/// <summary>Whether the files of a logged model are there.</summary>
public static class LoggedModelStatus
{
    public const string Pending = "LOGGED_MODEL_PENDING";
    public const string Ready = "LOGGED_MODEL_READY";
    public const string Failed = "LOGGED_MODEL_UPLOAD_FAILED";

    public static IReadOnlyList<string> All { get; } = [Pending, Ready, Failed];

    /// <summary>A status as it is stored, however a filter names it: <c>READY</c>, <c>LOGGED_MODEL_READY</c>.</summary>
    internal static string Full(string name) => name.ToUpperInvariant() switch
    {
        "PENDING" => Pending,
        "READY" => Ready,
        "FAILED" => Failed,
        _ => name,
    };
}
