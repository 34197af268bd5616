using System.Globalization;

using Airworthy.Tracking.Experiments;

namespace Airworthy.Tracking.Protocol;

/// <summary>Values as the protocol writes them.</summary>
internal static class Wire
{
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of an experiment.</summary>
    /// <exception cref="RefusedException">It is missing, or no number, so that there is no such experiment.</exception>
    public static long Experiment(string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            throw RefusedException.Missing("experiment_id");
        }

        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var no) ? no : throw RefusedException.NotFound($"No Experiment with id={id} exists");
    }

    /// <exception cref="RefusedException">There is no such view.</exception>
    public static ViewType View(string? name, string parameter) => name switch
    {
        null or "" or "ACTIVE_ONLY" => ViewType.ActiveOnly,
        "DELETED_ONLY" => ViewType.DeletedOnly,
        "ALL" => ViewType.All,
        _ => throw RefusedException.Invalid($"Invalid value \"{name}\" for parameter '{parameter}' supplied. Valid values are ACTIVE_ONLY, DELETED_ONLY, ALL."),
    };

    /// <summary>Keys and texts, with keys that may be stored.</summary>
    public static IReadOnlyList<KeyText> Tags(IReadOnlyList<KeyText>? tags, int longest, string parameter = "tags") =>
        tags is null ? [] : [.. tags.Select((t, i) => new KeyText(Names.Key(t?.Key, $"{parameter}[{i}].key"), Names.Value(t?.Value, $"{parameter}[{i}].value", longest)))];
}
