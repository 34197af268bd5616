namespace Airworthy.Probes.Runs;

/// <summary>Where a run keeps what its features were seen to be worth.</summary>
public static class FeatureFacts
{
    /// <summary>When it was measured last; by this tag a run shows that it was.</summary>
    public const string Tag = "airworthy.features";

    /// <summary>Among the artifacts, by split.</summary>
    public static string File(string split) => $"features/{split}.json";
}
