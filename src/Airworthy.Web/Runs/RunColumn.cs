using Airworthy.Tracking.Runs;

namespace Airworthy.Web.Runs;

/// <summary>A column of a table of runs, written as in a filter: <c>metrics.auc</c>, <c>params.lr</c>, <c>tags.team</c>, <c>attributes.user_id</c>.</summary>
/// <param name="Kind"><c>metrics</c>, <c>params</c>, <c>tags</c> or <c>attributes</c>.</param>
/// <param name="Key">Any text.</param>
public sealed record RunColumn(string Kind, string Key)
{
    /// <summary>Columns at most; the rest is left out.</summary>
    public const int Most = 60;

    private static readonly string[] s_kinds = ["metrics", "params", "tags", "attributes"];

    /// <summary>Whether its cells are numbers, set to the right.</summary>
    public bool IsNumber => Kind == "metrics";

    /// <summary>How a filter and an order name it.</summary>
    public string Term => Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') ? $"{Kind}.{Key}" : $"{Kind}.`{Key.Replace("`", "", StringComparison.Ordinal)}`";

    /// <summary>Reads one; null where it is none.</summary>
    public static RunColumn? Read(string? text)
    {
        var parts = (text ?? "").Trim().Split('.', 2);
        return parts.Length == 2 && parts[1].Trim('`', '"') is { Length: > 0 and <= 250 } key && Array.Exists(s_kinds, k => k == parts[0]) ? new RunColumn(parts[0], key) : null;
    }

    /// <summary>Reads a list with commas between.</summary>
    public static IReadOnlyList<RunColumn> ReadAll(string? text) => [.. (text ?? "").Split(',').Select(Read).OfType<RunColumn>().Distinct().Take(Most)];

    /// <summary>What must be read to fill columns.</summary>
    public static RunKeys Keys(IEnumerable<RunColumn> columns, bool children = false)
    {
        var of = columns.ToLookup(c => c.Kind, c => c.Key);
        return new RunKeys([.. of["metrics"]], [.. of["params"]], [.. of["tags"]], Children: children);
    }

    /// <summary>The cell of a run; null where it has none.</summary>
    public string? Cell(RunRow run) => Kind switch
    {
        "metrics" => run.Metrics.TryGetValue(Key, out var latest) ? Host.Shown.Number(latest.Value) : null,
        "params" => run.Params.GetValueOrDefault(Key),
        "tags" => run.Tags.GetValueOrDefault(Key),
        _ => Key switch
        {
            "user_id" => run.Info.UserId,
            "run_id" => run.Info.Id,
            "status" => run.Info.Status,
            "start_time" => Host.Shown.Time(run.Info.StartTime),
            "end_time" => run.Info.EndTime is { } end ? Host.Shown.Time(end) : null,
            _ => null,
        },
    };

    public override string ToString() => $"{Kind}.{Key}";
}
