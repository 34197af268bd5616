using Airworthy.Tracking.Runs;
using Airworthy.Web.Host;

namespace Airworthy.Web.Compare;

/// <summary>One key of several runs.</summary>
/// <param name="Kind"><c>metrics</c>, <c>params</c>, <c>tags</c> or <c>run</c>.</param>
/// <param name="Cells">One per run; null where the run has none.</param>
/// <param name="Numbers">The cells as numbers, where they are; else null.</param>
/// <param name="Notes">More about a cell, for example at which step; null: nothing more.</param>
/// <param name="Intervals">Between which values a metric lies, where its run's predictions were evaluated; null: not known.</param>
public sealed record SideBySideRow(string Kind, string Key, IReadOnlyList<string?> Cells, IReadOnlyList<double?> Numbers, IReadOnlyList<string?> Notes, IReadOnlyList<MetricInterval?> Intervals)
{
    /// <summary>Whether the runs do not all agree.</summary>
    public bool Differs => Cells.Distinct(StringComparer.Ordinal).Skip(1).Any();
}

/// <summary>Runs side by side: what each logged under the same key.</summary>
public sealed class SideBySide
{
    /// <summary>Rows at most; a search for a key brings the others.</summary>
    public const int MostRows = 400;

    private SideBySide(IReadOnlyList<RunRow> runs, IReadOnlyList<SideBySideRow> rows, int left)
    {
        (Runs, Rows, Left) = (runs, rows, left);
    }

    public IReadOnlyList<RunRow> Runs { get; }

    /// <summary>Metrics, params, what is known of the run, tags.</summary>
    public IReadOnlyList<SideBySideRow> Rows { get; }

    /// <summary>Rows that are not shown, since there were too many.</summary>
    public int Left { get; }

    /// <param name="runs">With all they logged.</param>
    /// <param name="spans">The spans of their metrics; empty where the last value is shown.</param>
    /// <param name="of"><c>last</c>, <c>min</c>, <c>max</c> or <c>mean</c>.</param>
    /// <param name="same">Whether rows in which all agree are kept.</param>
    /// <param name="key">A part of the keys that are kept, in any case; null: all.</param>
    public static SideBySide Of(IReadOnlyList<RunRow> runs, IReadOnlyList<MetricSpan> spans, string of, bool same, string? key)
    {
        var bySpan = spans.ToDictionary(s => (s.Run, s.Key));
        var rows = Keys(runs, r => r.Metrics.Keys).Select(k => Metric(runs, k, bySpan, of))
            .Concat(Keys(runs, r => r.Params.Keys).Select(k => Text("params", k, runs, r => r.Params.GetValueOrDefault(k))))
            .Concat(About(runs))
            .Concat(Keys(runs, r => r.Tags.Keys).Where(k => k != RunStore.NameTag && k != RunRow.ColourTag && !k.StartsWith(MetricInterval.TagStart, StringComparison.Ordinal)).Select(k => Text("tags", k, runs, r => r.Tags.GetValueOrDefault(k))))
            .Where(r => (same || runs.Count < 2 || r.Differs) && (key is null || r.Key.Contains(key, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        return new SideBySide(runs, [.. rows.Take(MostRows)], Math.Max(0, rows.Count - MostRows));
    }

    private static SortedSet<string> Keys(IReadOnlyList<RunRow> runs, Func<RunRow, IEnumerable<string>> of) => new(runs.SelectMany(of), StringComparer.Ordinal);

    private static SideBySideRow Metric(IReadOnlyList<RunRow> runs, string key, Dictionary<(long, string), MetricSpan> spans, string of)
    {
        var numbers = runs.Select(r => spans.TryGetValue((r.Info.No, key), out var span)
            ? of switch { "min" => span.Low, "max" => span.High, "mean" => span.Mean, _ => (double?)null }
            : null).Select((n, i) => n ?? (runs[i].Metrics.TryGetValue(key, out var latest) ? latest.Value : null)).ToList();
        var notes = runs.Select(r => spans.TryGetValue((r.Info.No, key), out var span)
            ? of switch { "min" => $"step {span.LowStep}", "max" => $"step {span.HighStep}", "mean" => $"of {span.Points:N0}", _ => null }
            : r.Metrics.TryGetValue(key, out var latest) && latest.Step != 0 ? $"step {latest.Step}" : null).ToList();
        return new SideBySideRow("metrics", key, [.. numbers.Select(n => n is { } number ? Shown.Number(number) : null)], numbers, notes,
            [.. runs.Select(r => of == "last" ? MetricInterval.Of(r, key) : null)]);
    }

    private static IEnumerable<SideBySideRow> About(IReadOnlyList<RunRow> runs) =>
    [
        Text("run", "status", runs, r => r.Info.Status.ToLowerInvariant()),
        Text("run", "started", runs, r => Shown.Time(r.Info.StartTime)),
        Text("run", "took", runs, r => r.Info.EndTime is { } end ? Shown.Duration(end - r.Info.StartTime) : null),
        Text("run", "user", runs, r => r.Info.UserId),
    ];

    private static SideBySideRow Text(string kind, string key, IReadOnlyList<RunRow> runs, Func<RunRow, string?> of)
    {
        var cells = runs.Select(of).ToList();
        return new SideBySideRow(kind, key, cells, [.. cells.Select(c => double.TryParse(c, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : (double?)null)], new string?[runs.Count], new MetricInterval?[runs.Count]);
    }
}
