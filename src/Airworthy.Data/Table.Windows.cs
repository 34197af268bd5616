using System.Globalization;

using Airworthy.Core.Contracts;

namespace Airworthy.Data;

/// <summary>How rows are parted by time: in windows of days, or at the moments that cut off given shares.</summary>
public sealed partial class Table
{
    /// <summary>The conditions of splits by time; none, with the reason in <see cref="WhyNoSplits"/>, when they cannot be made.</summary>
    private async Task<Dictionary<string, string>> InTimeAsync(DataPromise data, Split split, CancellationToken cancel)
    {
        if (data.Time is not { } time || this[time] is not { } column)
        {
            WhyNoSplits = $"The splits are by time, and data.time {(data.Time is null ? "is not set" : $"names {data.Time}, which the table does not have")}.";
            return [];
        }

        var isCut = split.Nested is not null || (split is { Train: null, Dev: null, Test: null, Shares.Count: > 1 });
        if (TimeOf(time) is not { } moment || (column.Kind == ColumnKind.Number && !isCut)
            || (column.Kind == ColumnKind.Text && Rows > 0 && await NumberAsync($"select count({moment}) from data", cancel) == 0))
        {
            WhyNoSplits = $"The splits are windows of days, and {time} holds {(column.Kind == ColumnKind.Number ? "numbers" : "nothing that reads as a date")}.";
            return [];
        }

        if (column.Kind == ColumnKind.Number && split.GapDays > 0)
        {
            WhyNoSplits = $"A gap of {split.GapDays:0.##} days cannot be left in {time}, which holds numbers.";
            return [];
        }

        return isCut
            ? await CutAsync(data, split, moment, cancel)
            : s_splits.Select(n => (n, Window(moment, n switch { "train" => split.Train, "dev" => split.Dev, _ => split.Test })))
                .Where(w => w.Item2 is not null).ToDictionary(w => w.n, w => w.Item2!);
    }

    /// <summary>
    /// Cuts time so that each stretch has its share of the rows, and lets each begin a gap after the cut. Fold f of k learns from the first f of
    /// k + 2 equal stretches, takes the next for dev and the one behind it for test.
    /// </summary>
    private async Task<Dictionary<string, string>> CutAsync(DataPromise data, Split split, string moment, CancellationToken cancel)
    {
        var names = split.Nested is null ? [.. Shared(split)] : s_splits.ToList();
        double[] shares = split.Nested is { } folds
            ? [(double)split.Fold / (folds + 2), (split.Fold + 1.0) / (folds + 2), (split.Fold + 2.0) / (folds + 2)]
            : [.. Draw.Ends([.. names.Select(n => split.Shares![n])])];
        var inner = shares.Where(s => s < 1).ToList();
        var cuts = new List<string>();
        await foreach (var row in ReadAsync($"select {Sql.ValuesAt(moment, inner)} from data", cancel))
        {
            cuts = row.GetValue(0) is System.Collections.IEnumerable values and not string ? [.. values.Cast<object>().Select(Literal)] : [];
        }

        if (cuts.Count < inner.Count)
        {
            WhyNoSplits = $"No row has a {data.Time} that can be read, so time cannot be cut.";
            return [];
        }

        var gap = split.GapDays is > 0 and { } days ? string.Create(CultureInfo.InvariantCulture, $" + interval {(long)Math.Ceiling(days * 86_400)} second") : "";
        var conditions = new Dictionary<string, string>();
        for (var i = 0; i < names.Count; i++)
        {
            var from = i == 0 ? $"{moment} is not null" : $"{moment} >= {cuts[i - 1]}{gap}";
            conditions[names[i]] = i < cuts.Count ? $"{from} and {moment} < {cuts[i]}" : from;
        }

        return conditions;
    }

    private static string Literal(object moment) => moment is DateTime at
        ? $"cast('{at.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}' as timestamp)"
        : $"cast({Sql.Of(Convert.ToDouble(moment, CultureInfo.InvariantCulture))} as double)";

    private static string? Window(string column, Window? window)
    {
        if (window is null or { From: null, Until: null })
        {
            return null;
        }

        var from = window.From is { } f ? $"{column} >= cast('{f:yyyy-MM-dd}' as timestamp)" : "true";
        var until = window.Until is { } u ? $"{column} < cast('{u.AddDays(1):yyyy-MM-dd}' as timestamp)" : "true";
        return $"{from} and {until}";
    }
}
