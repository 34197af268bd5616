using Airworthy.Core.Contracts;

namespace Airworthy.Data;

/// <summary>How the label and the splits of a table are made from what the contract says.</summary>
public sealed partial class Table
{
    private async Task LabelAsync(Label? label, CancellationToken cancel)
    {
        if (label is null)
        {
            return;
        }

        if (label.From is null && this[label.Name] is null)
        {
            throw new TableException($"The table has no column {label.Name}; it has {string.Join(", ", Columns.Select(c => c.Name).Take(20))}.", "Correct data.label in airworthy.yaml.");
        }

        HasLabel = true;
        await RunAsync($"create view labelled as select *{LabelColumn} from data", cancel);
        var type = "";
        await foreach (var row in ReadAsync("select data_type from information_schema.columns where table_name = 'labelled' and column_name = '__label'", cancel))
        {
            type = row.GetString(0);
        }

        LabelKind = new Column("__label", type).Kind;
    }

    private async Task SplitAsync(DataPromise? data, bool hasSplitColumn, CancellationToken cancel)
    {
        var made = await PartsAsync(data, hasSplitColumn, cancel);
        foreach (var (name, condition) in made)
        {
            await RunAsync($"create view {name} as select *{LabelColumn} from data where {condition}", cancel);
            _conditions.Add((name, condition));
        }

        var flags = s_splits.Select(name => $"({made.GetValueOrDefault(name, "false")}) as __{name}");
        await RunAsync($"create view parted as select *{LabelColumn}, rowid as __row, {string.Join(", ", flags)} from data", cancel);
        Splits = [.. s_splits.Where(made.ContainsKey)];
        WhyNoSplits ??= made.Count == 0 ? "data.split names no window, column or file." : null;
    }

    /// <summary>The label's column behind all others; nothing without a label.</summary>
    private string LabelColumn => HasLabel ? $", ({Contract.Data!.Label!.From ?? Contract.Data.Label.Name.Quoted}) as __label" : "";

    /// <summary>The condition of each split that can be made.</summary>
    private async Task<Dictionary<string, string>> PartsAsync(DataPromise? data, bool hasSplitColumn, CancellationToken cancel)
    {
        var split = data?.Split;
        Func<string, string?> where;
        if (hasSplitColumn || split?.Column is not null)
        {
            var stored = hasSplitColumn ? "__split" : split!.Column!;
            if (!hasSplitColumn && this[stored] is null)
            {
                throw new TableException($"The table has no column {stored}, which data.split.column names.", "Correct data.split.column in airworthy.yaml.");
            }

            var found = new List<string>();
            await foreach (var row in ReadAsync($"select distinct cast({stored.Quoted} as varchar) from data order by 1 limit 20", cancel))
            {
                found.Add(row.Text(0) ?? "nothing");
            }

            if (found.Count > 0 && !found.Intersect(s_splits).Any())
            {
                WhyNoSplits = $"{stored} says {string.Join(", ", found.Take(5))}; a split is called train, dev or test.";
            }

            where = name => found.Contains(name) || (Rows == 0 && split?.Files?.ContainsKey(name) == true)
                ? $"coalesce(cast({stored.Quoted} as varchar), '') = {name.Literal}"
                : null;
        }
        else if (split is { Method: SplitMethod.ByTime })
        {
            if (data!.Time is not { } time || this[time] is not { } column)
            {
                WhyNoSplits = $"The splits are by time, and data.time {(data.Time is null ? "is not set" : $"names {data.Time}, which the table does not have")}.";
                return [];
            }

            if (column.Kind is not (ColumnKind.Time or ColumnKind.Text) || TimeOf(time) is not { } moment
                || (column.Kind == ColumnKind.Text && Rows > 0 && await NumberAsync($"select count({moment}) from data", cancel) == 0))
            {
                WhyNoSplits = $"The splits are windows of days, and {time} holds {(column.Kind == ColumnKind.Number ? "numbers" : "nothing that reads as a date")}.";
                return [];
            }

            where = name => Window(moment, name switch { "train" => split.Train, "dev" => split.Dev, _ => split.Test });
        }
        else if (split is { IsUnstoredDraw: true, Shares.Count: > 1 })
        {
            where = name => Drawn(split, name);
        }
        else
        {
            WhyNoSplits = split is null
                ? "The contract names no data.split."
                : $"A split that is {Core.Reading.WordAttribute.Of(split.Method ?? SplitMethod.Random)} cannot be made again from the contract; its rows must be stored (data.split.column or data.split.files).";
            return [];
        }

        return s_splits.Where(n => where(n) is not null).ToDictionary(n => n, n => where(n)!);
    }

    /// <summary>
    /// A split of the same shares where the project's own draw is not stored: a stand-in, in which what a random split does to these
    /// rows can be seen, though not to which of them it was done.
    /// </summary>
    private static string? Drawn(Split split, string name)
    {
        var from = split.Shares!.Keys.TakeWhile(k => k != name).Sum(k => split.Shares[k]);
        var place = $"hash(rowid + {split.Seed ?? 0} * 1000003) % 1000000 / 1e6";
        return split.Shares.TryGetValue(name, out var share)
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{place} >= {from:R} and {place} < {from + share:R}")
            : null;
    }

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
