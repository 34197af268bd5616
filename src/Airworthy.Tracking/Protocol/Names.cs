using System.Text.RegularExpressions;

namespace Airworthy.Tracking.Protocol;

/// <summary>What keys, names and values may look like, and how long they may be.</summary>
internal static partial class Names
{
    public const int LongestKey = 250;
    public const int LongestParamValue = 6000;
    public const int LongestTagValue = 8000;

    /// <summary>Longer values are cut, unless <c>MLFLOW_TRUNCATE_LONG_VALUES=false</c> stands in the server's environment: then they are refused.</summary>
    private static readonly bool s_cut = !string.Equals(Environment.GetEnvironmentVariable("MLFLOW_TRUNCATE_LONG_VALUES"), "false", StringComparison.OrdinalIgnoreCase);

    /// <summary>A key of a metric, param or tag, as it may stand in a path.</summary>
    /// <exception cref="RefusedException">It is missing, too long, has odd characters, or is no path of its own.</exception>
    public static string Key(string? key, string parameter)
    {
        if (string.IsNullOrEmpty(key))
        {
            throw RefusedException.Missing(parameter);
        }

        if (!KeyCharacters().IsMatch(key))
        {
            throw RefusedException.Invalid($"Invalid value \"{key}\" for parameter '{parameter}' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).");
        }

        if (key.Length > LongestKey)
        {
            throw RefusedException.Invalid($"'{parameter}' exceeds the maximum length of {LongestKey} characters: it has {key.Length}.");
        }

        if (key is "." or ".." || key[0] == '/' || key[^1] == '/' || key.Split('/').Any(step => step is "" or "." or ".."))
        {
            throw RefusedException.Invalid($"Invalid value \"{key}\" for parameter '{parameter}' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to another one.");
        }

        return key;
    }

    /// <summary>A value that is cut, or refused, where it is too long.</summary>
    public static string Value(string? value, string parameter, int longest)
    {
        if (value is null || value.Length <= longest)
        {
            return value ?? "";
        }

        return s_cut ? value[..longest] : throw RefusedException.Invalid($"'{parameter}' exceeds the maximum length of {longest} characters: it has {value.Length}.");
    }

    /// <summary>A text that must be there and may have only so many characters.</summary>
    public static string Text(string? text, string parameter, int longest)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw RefusedException.Missing(parameter);
        }

        return text.Length <= longest ? text : throw RefusedException.Invalid($"'{parameter}' exceeds the maximum length of {longest} characters: it has {text.Length}.");
    }

    [GeneratedRegex(@"\A[/\w.\- :]*\z")]
    private static partial Regex KeyCharacters();
}
