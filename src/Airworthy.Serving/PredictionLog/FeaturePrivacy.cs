namespace Airworthy.Serving.PredictionLog;

/// <summary>Who may read a feature's values.</summary>
public enum FeatureClass
{
    /// <summary>Anybody.</summary>
    Public,

    /// <summary>Whoever works on the project.</summary>
    Internal,

    /// <summary>It tells something of a person: kept as a keyed hash, or not at all.</summary>
    Personal,

    /// <summary>Never written anywhere.</summary>
    Secret,
}

/// <summary>What a model's signature says about one feature.</summary>
/// <param name="IsFreeText">Whether people write into it what they like; then anything may stand there, whatever its class.</param>
public sealed record FeaturePrivacy(string Name, FeatureClass Class, bool IsFreeText = false);
