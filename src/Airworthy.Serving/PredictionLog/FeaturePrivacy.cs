using Airworthy.Core.Contracts;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Who may read the values of one feature.</summary>
/// <param name="IsFreeText">Whether people write into it what they like; then anything may stand there, whatever its class.</param>
public sealed record FeaturePrivacy(string Name, FeatureClass Class, bool IsFreeText = false);

/// <summary>What the contract says of persons in requests, as route tables carry it.</summary>
/// <param name="Classes">By name of a model's input; what is not named here is kept only where no row tells of a person.</param>
/// <param name="Subject">The column that says whom a row is about; null where nothing was said of it.</param>
public sealed record LogPrivacy(IReadOnlyDictionary<string, FeatureClass>? Classes = null, string? Subject = null);
