namespace Airworthy.Tracking.Experiments;

/// <summary>A group of runs that answer one question.</summary>
public sealed record Experiment
{
    /// <summary>Its number; the protocol writes it as a text. 0 is the experiment <c>Default</c>.</summary>
    public long No { get; init; }

    /// <summary>Unique, also among deleted ones; at most 500 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where its runs keep their artifacts: <c>mlflow-artifacts:/…</c> on this server, or an address of the client's own.</summary>
    public string ArtifactLocation { get; init; } = "";

    public bool Deleted { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long CreationTime { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long LastUpdateTime { get; init; }

    public IReadOnlyList<KeyText> Tags { get; init; } = [];
}

/// <summary>A key and its text: a tag or a param.</summary>
public sealed record KeyText(string? Key, string? Value);

/// <summary>Whether things that are deleted are looked at.</summary>
public enum ViewType
{
    ActiveOnly,
    DeletedOnly,
    All,
}
