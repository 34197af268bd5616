using Airworthy.Client.Protocol;

namespace Airworthy.Client;

/// <summary>A registered model: a name under which versions are kept.</summary>
/// <param name="Aliases">The version each alias points to.</param>
public sealed record RegisteredModel(
    string Name, string Description, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, string> Aliases)
{
    internal static RegisteredModel Of(ModelShape m) => new(
        m.Name, m.Description ?? "", Plain.Time(m.CreationTimestamp), Plain.Time(m.LastUpdatedTimestamp), Plain.Texts(m.Tags), (m.Aliases ?? []).ToDictionary(a => a.Alias, a => a.Version, StringComparer.Ordinal));
}

/// <summary>One version of a registered model.</summary>
/// <param name="Version">Counted from 1, as a text.</param>
/// <param name="Source">Where its files lie.</param>
/// <param name="RunId">The run it came from; null where none is known.</param>
public sealed record ModelVersion(
    string Name, string Version, string Description, string Source, string? RunId, string Status, DateTimeOffset? CreatedAt, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Aliases)
{
    /// <summary>Where the run can be looked at, if somebody said so.</summary>
    public string? RunLink { get; init; }

    /// <summary>None, Staging, Production or Archived; aliases have taken their place.</summary>
    public string Stage { get; init; } = "None";

    internal static ModelVersion Of(VersionShape v) => new(
        v.Name, v.Version, v.Description ?? "", v.Source ?? "", string.IsNullOrEmpty(v.RunId) ? null : v.RunId, v.Status ?? "", Plain.Time(v.CreationTimestamp), Plain.Texts(v.Tags), v.Aliases ?? [])
    {
        RunLink = string.IsNullOrEmpty(v.RunLink) ? null : v.RunLink,
        Stage = string.IsNullOrEmpty(v.CurrentStage) ? "None" : v.CurrentStage,
    };
}

/// <summary>An alias was given to a version of a model, or taken away.</summary>
/// <param name="Version">The version it stood for from then on; null: for none.</param>
public sealed record AliasMove(string Alias, string? Version, DateTimeOffset At);
