using Airworthy.Tracking.Experiments;

namespace Airworthy.Tracking.Registry;

/// <summary>A name under which versions of a model are kept.</summary>
public sealed record RegisteredModel
{
    /// <summary>Its number inside the store; never leaves the server.</summary>
    public long No { get; init; }

    /// <summary>Unique.</summary>
    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long CreationTime { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long LastUpdatedTime { get; init; }

    /// <summary>Of each stage the newest version, by version.</summary>
    public IReadOnlyList<ModelVersion> LatestVersions { get; init; } = [];

    public IReadOnlyList<KeyText> Tags { get; init; } = [];

    public IReadOnlyList<ModelAlias> Aliases { get; init; } = [];

    /// <summary>Whether this is a prompt: kept like a model, and left out where models are searched.</summary>
    public bool IsPrompt => Prompts.IsPrompt(Tags);

    /// <summary>Whether somebody released a version of it: taking it away, or its name, is a release too.</summary>
    public bool IsUsed => Aliases.Count > 0 || LatestVersions.Any(v => v.IsUsed);
}

/// <summary>A name that stands for one version of a model, and can be moved to another.</summary>
public sealed record ModelAlias(string Alias, long Version);

/// <summary>One version of a registered model.</summary>
public sealed record ModelVersion
{
    /// <summary>The number of its registered model inside the store.</summary>
    public long Model { get; init; }

    /// <summary>The name of its registered model.</summary>
    public string Name { get; init; } = "";

    /// <summary>1, 2, 3 …; the number of a deleted version is not given again.</summary>
    public long Version { get; init; }

    /// <summary>One of <see cref="ModelStage.All"/>.</summary>
    public string Stage { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>Where the model came from, as the client named it.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where its files are.</summary>
    public string StorageLocation { get; init; } = "";

    /// <summary>The run that made it; empty where none is known.</summary>
    public string RunId { get; init; } = "";

    public string RunLink { get; init; } = "";

    /// <summary>The logged model it was made from; empty where there is none.</summary>
    public string ModelId { get; init; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long CreationTime { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long LastUpdatedTime { get; init; }

    public IReadOnlyList<KeyText> Tags { get; init; } = [];

    /// <summary>The aliases that stand for this version.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether somebody released it: an alias stands for it, or it is in an active stage.</summary>
    public bool IsUsed => Aliases.Count > 0 || ModelStage.Active.Contains(Stage);
}

/// <summary>How far a version has come.</summary>
public static class ModelStage
{
    public const string None = "None";
    public const string Archived = "Archived";

    public static IReadOnlyList<string> All { get; } = [None, "Staging", "Production", Archived];

    /// <summary>Those in which other versions can be archived.</summary>
    internal static IReadOnlyList<string> Active { get; } = ["Staging", "Production"];
}

/// <summary>Prompts are kept as registered models that carry a tag.</summary>
internal static class Prompts
{
    public const string Tag = "mlflow.prompt.is_prompt";

    /// <summary>The tag that holds a prompt's text.</summary>
    public const string TextTag = "mlflow.prompt.text";

    public static bool IsPrompt(IEnumerable<KeyText> tags) => tags.Any(t => t.Key == Tag && string.Equals(t.Value, "true", StringComparison.OrdinalIgnoreCase));
}
