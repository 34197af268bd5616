using System.Globalization;
using System.Text.RegularExpressions;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Registry;

/// <summary>How models, versions, aliases and stages are named.</summary>
/// <remarks>Source: the MLflow model registry's own limits and messages.</remarks>
public static partial class ModelNames
{
    public const int LongestName = 256;
    public const int LongestAlias = 255;
    public const int LongestTag = 100_000;

    /// <summary>The longest description of a model or a version, in characters.</summary>
    public const int LongestDescription = 100_000;

    /// <summary>The longest source of a version, in characters.</summary>
    public const int LongestSource = 10_000;

    /// <summary>The highest number of a version that may be asked for.</summary>
    public const long HighestAsked = 1_000_000_000;

    /// <exception cref="RefusedException">It is missing, too long, or has control characters.</exception>
    public static string Name(string? name, string parameter = "name") => Names.Text(name, parameter, LongestName).Any(char.IsControl)
        ? throw RefusedException.Invalid($"Invalid value for parameter '{parameter}' supplied: a model's name has no control characters.")
        : name!;

    /// <summary>The id of a run or a logged model, which may be left out.</summary>
    /// <exception cref="RefusedException">It is too long.</exception>
    public static string Id(string? id, string parameter) => string.IsNullOrEmpty(id) ? "" : Names.Text(id, parameter, LongestName);

    /// <exception cref="RefusedException">It is missing, or no whole number.</exception>
    public static long Version(string? version)
    {
        if (string.IsNullOrEmpty(version))
        {
            throw RefusedException.Missing("version");
        }

        return long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RefusedException.Invalid($"Model version must be an integer, got '{version}'");
    }

    /// <exception cref="RefusedException">It is missing, too long, or has odd characters.</exception>
    public static string Alias(string? alias)
    {
        if (string.IsNullOrEmpty(alias))
        {
            throw RefusedException.Missing("alias");
        }

        if (!AliasCharacters().IsMatch(alias))
        {
            throw RefusedException.Invalid($"Invalid alias name: '{alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
        }

        return Names.Text(alias, "alias", LongestAlias);
    }

    /// <summary>An alias that may be set: not one that always means something already.</summary>
    public static string FreeAlias(string? alias)
    {
        var name = Alias(alias);
        if (IsLatest(name))
        {
            throw RefusedException.Invalid("'latest' alias name (case insensitive) is reserved.");
        }

        return VersionAlias().IsMatch(name) ? throw RefusedException.Invalid($"Version alias name '{name}' is reserved.") : name;
    }

    public static bool IsLatest(string alias) => string.Equals(alias, "latest", StringComparison.OrdinalIgnoreCase);

    /// <summary>A stage as it is written, however it was asked for.</summary>
    public static string Stage(string? stage)
    {
        if (string.IsNullOrEmpty(stage))
        {
            throw RefusedException.Missing("stage");
        }

        return ModelStage.All.FirstOrDefault(s => string.Equals(s, stage, StringComparison.OrdinalIgnoreCase))
            ?? throw RefusedException.Invalid($"Invalid Model Version stage: {stage}. Value must be one of {string.Join(", ", ModelStage.All)}.");
    }

    [GeneratedRegex(@"\A[\w\-]*\z")]
    private static partial Regex AliasCharacters();

    [GeneratedRegex(@"\A[vV]\d+\z")]
    private static partial Regex VersionAlias();
}
