using Airworthy.Client.Protocol;

namespace Airworthy.Client;

/// <summary>A group of runs that answer one question.</summary>
/// <param name="ArtifactLocation">Where its runs keep their artifacts.</param>
public sealed record Experiment(
    string Id, string Name, string ArtifactLocation, bool Deleted, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, IReadOnlyDictionary<string, string> Tags)
{
    internal static Experiment Of(ExperimentShape e) =>
        new(e.ExperimentId, e.Name, e.ArtifactLocation ?? "", e.LifecycleStage == "deleted", Plain.Time(e.CreationTime), Plain.Time(e.LastUpdateTime), Plain.Texts(e.Tags));
}

/// <summary>Whether things that are deleted are looked at.</summary>
public enum View
{
    Active,
    Deleted,
    All,
}
