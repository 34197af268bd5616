using Airworthy.Core.Contracts;

namespace Airworthy.Data;

/// <summary>How the label and the splits of a table are made from what the contract says.</summary>
public sealed partial class Table
{
    /// <summary>The engine's name of the label's type; empty without a label.</summary>
    public string LabelType { get; private set; } = "";

    /// <summary>Makes label and splits. What is drawn comes first, because it adds a column that every view shall have.</summary>
    private async Task PartAsync(DataPromise? data, bool hasSplitColumn, CancellationToken cancel)
    {
        LabelMustBeThere(data?.Label);
        await DrawAsync(hasSplitColumn ? null : data, cancel);
        await LabelAsync(data?.Label, cancel);
        await SplitAsync(data, hasSplitColumn, cancel);
    }

    private void LabelMustBeThere(Label? label)
    {
        if (label is { From: null } && this[label.Name] is null)
        {
            throw new TableException($"The table has no column {label.Name}; it has {string.Join(", ", Columns.Select(c => c.Name).Take(20))}.", "Correct data.label in airworthy.yaml.");
        }
    }

    private async Task LabelAsync(Label? label, CancellationToken cancel)
    {
        LabelType = "";
        if (label is null)
        {
            return;
        }

        HasLabel = true;
        await RunAsync($"create view labelled as select *{LabelColumn} from data", cancel);
        await foreach (var row in ReadAsync("select data_type from information_schema.columns where table_name = 'labelled' and column_name = '__label'", cancel))
        {
            LabelType = row.GetString(0);
        }

        LabelKind = new Column("__label", LabelType).Kind;
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
            return await InTimeAsync(data!, split, cancel);
        }
        else if (split is { IsDrawn: true })
        {
            where = name => WhyNoSplits is null ? Drawn(split, name) : null;
        }
        else
        {
            WhyNoSplits = split is null
                ? "The contract names no data.split."
                : $"A split that is {Core.Reading.WordAttribute.Of(split.Method ?? SplitMethod.Given)} needs data.split.column or data.split.files.";
            return [];
        }

        return s_splits.Where(n => where(n) is not null).ToDictionary(n => n, n => where(n)!);
    }
}
