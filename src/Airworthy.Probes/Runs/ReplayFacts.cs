namespace Airworthy.Probes.Runs;

/// <summary>Where a run keeps what came of asking its model again.</summary>
public static class ReplayFacts
{
    /// <summary>When it was asked last; by this tag a run shows that it was.</summary>
    public const string Tag = "airworthy.replay";

    /// <summary>Among the artifacts, by split.</summary>
    public static string File(string split) => $"replay/{split}.json";
}
