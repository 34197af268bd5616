using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Inputs;
using Airworthy.Tracking.Metrics;

namespace Airworthy.Tracking.Runs;

/// <summary>One execution of somebody's code, as far as it is known apart from what it logged.</summary>
public sealed record RunInfo
{
    /// <summary>Its number inside the store; never leaves the server.</summary>
    public long No { get; init; }

    /// <summary>Its id for the world: 32 hexadecimal digits.</summary>
    public string Id { get; init; } = "";

    /// <summary>The number of its experiment.</summary>
    public long Experiment { get; init; }

    public string Name { get; init; } = "";

    public string UserId { get; init; } = "";

    /// <summary>One of <see cref="RunStatus.All"/>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long StartTime { get; init; }

    /// <summary>Milliseconds since 1970, UTC; null while it runs.</summary>
    public long? EndTime { get; init; }

    public string ArtifactUri { get; init; } = "";

    public bool Deleted { get; init; }
}

/// <summary>A run with what it logged: of each metric the latest value.</summary>
public sealed record Run(RunInfo Info, IReadOnlyList<Metric> Metrics, IReadOnlyList<KeyText> Params, IReadOnlyList<KeyText> Tags)
{
    /// <summary>What it took in and gave out.</summary>
    public RunInputs Inputs { get; init; } = RunInputs.None;

    /// <summary>The value of a tag; null where it has none of that key.</summary>
    public string? Tag(string key) => Tags.FirstOrDefault(t => t.Key == key)?.Value;
}

/// <summary>Where a run is in its life.</summary>
public static class RunStatus
{
    public const string Running = "RUNNING";
    public const string Finished = "FINISHED";

    public static IReadOnlyList<string> All { get; } = [Running, "SCHEDULED", Finished, "FAILED", "KILLED"];
}

/// <summary>Where a run stands in the store; neither ever changes.</summary>
/// <param name="No">Its number.</param>
/// <param name="Experiment">The number of its experiment.</param>
public readonly record struct RunKey(long No, long Experiment);
