using System.Text.RegularExpressions;

using Airworthy.Data;

namespace Airworthy.Probes.Tests.Portability;

/// <summary>
/// What stands for the placeholders of a <c>.sql</c> file, said once for all engines. A placeholder with a conventional name needs no entry; another
/// one, or a meaning of its own, gets one in <see cref="s_own"/>.
/// </summary>
internal static partial class Fillings
{
    private static readonly double[] s_shares = [0.001, 0.25, 0.5, 0.999];

    private static readonly string[] s_ordered = ["double", "bigint", "timestamp"];

    /// <summary>What placeholders mean wherever they occur. The column is one of the table's; a file that has no <c>$column</c> is filled once.</summary>
    private static readonly Dictionary<string, Func<Dialect, SmallTable, SmallColumn, string>> s_usual = new()
    {
        ["relation"] = (_, _, _) => "labelled",
        ["column"] = (_, _, c) => c.Quoted,
        ["key"] = (d, t, _) => d.RowHash(t.Columns.Select(c => c.Quoted)),
        ["row"] = (d, t, _) => d.RowHash(t.Columns.Select(c => c.Quoted)),
        ["held"] = (_, _, _) => "__dev",
        ["where"] = (_, _, c) => $"{c.Quoted} is not null",
        ["nan"] = (d, _, _) => d.IsNaN("x"),
        ["infinite"] = (d, _, _) => d.IsInfinite("x"),
        ["quantiles"] = (d, _, _) => d.Quantiles("x", s_shares),
        ["time"] = (d, _, c) => c.Type == "timestamp" ? c.Quoted : c.Type == "varchar" ? d.Try(c.Quoted, "timestamp") : $"cast({c.Quoted} as double)",
        ["most"] = (_, _, _) => "20",
        ["least"] = (_, _, _) => "2",
        ["bin"] = (d, _, c) => c.Type is "double" or "bigint" ? Sql.Bin(c.Quoted, [0.5, 2, 7.25]) : c.Quoted,
        ["split"] = (_, _, _) => "train",
        ["number"] = Number,
        ["histogram"] = (d, t, c) => d.Histogram(Number(d, t, c), [0.5, 2, 7.25]),
        ["condition"] = (_, _, c) => $"{c.Quoted} is not null",
        ["value"] = (_, _, c) => c.Quoted,
        ["there"] = (_, _, c) => c.Quoted,
        ["label"] = (_, _, _) => "__label",
    };

    private static string Number(Dialect dialect, SmallTable table, SmallColumn column) => column.Type switch
    {
        "double" => $"case when {dialect.IsFinite(column.Quoted)} then cast({column.Quoted} as double) end",
        "timestamp" => dialect.Seconds(column.Quoted),
        _ => $"cast({column.Quoted} as double)",
    };

    /// <summary>What a file's own placeholders mean, and which types of columns it is for (all when it is not said).</summary>
    private static readonly Dictionary<string, (string[] Types, Dictionary<string, Func<Dialect, SmallTable, SmallColumn, string>> Means)> s_own = new()
    {
        ["NumberProfile"] = (["double", "bigint"], new() { ["quantiles"] = (d, _, _) => d.Quantiles("finite", s_shares) }),
        ["TimeProfile"] = (["timestamp"], new() { ["quantiles"] = (d, _, _) => d.Quantiles(d.Seconds("x"), s_shares) }),
        ["OddNumbers"] = (["double", "bigint"], new() { ["usual"] = (_, _, _) => "0, -1, 9", ["smallest"] = (_, _, _) => "0", ["largest"] = (_, _, _) => "11" }),
        ["OddTexts"] = (["varchar"], new() { ["usual"] = (_, _, _) => "'?', 'unknown', 'n/a', ''" }),
        ["NeighbourNumbers"] = (["double", "bigint"], new() { ["value"] = (_, _, _) => "(3)", ["bin"] = (_, _, _) => "(1.5)" }),
        ["SplitTimes"] = (["timestamp", "double", "bigint"], []),
        ["PairedValues"] = (["varchar", "bigint"], new()
        {
            ["relation"] = (_, _, _) => "parted",
            ["value"] = (_, _, c) => $"cast({c.Quoted} as varchar)",
            ["first"] = (_, _, _) => "__dev",
            ["second"] = (_, _, _) => "__train",
            ["fewest"] = (_, _, _) => "1",
            ["most"] = (_, _, _) => "500",
        }),
        ["NearRows"] = ([], new() { ["first"] = (d, _, c) => d.RowHash([c.Quoted]), ["second"] = (d, t, _) => d.RowHash([t.Columns[0].Quoted]) }),
        ["NearExamples"] = ([], new() { ["name"] = (_, _, _) => "'dev'", ["cell"] = (_, _, c) => c.Quoted, ["most"] = (_, _, _) => "500" }),
        ["NamedValues"] = ([], new() { ["name"] = (_, t, _) => $"cast({t.Columns[0].Quoted} as varchar)", ["order"] = (_, _, _) => "value" }),
        ["TextForms"] = (["varchar"], new() { ["form"] = (d, _, _) => $"case when {d.Matches("v", "^[a-z]+$")} then 1 else -1 end", ["order"] = (_, _, _) => "v", ["most"] = (_, _, _) => "500" }),
        ["WordForms"] = (["varchar"], new() { ["plain"] = (_, _, _) => "replace(lower(trim(v)), '  ', ' ')" }),
        ["LabelDifference"] = ([], new() { ["before"] = (_, _, _) => "(select __row as id, __label from parted where __train)", ["after"] = (_, _, _) => "(select __row - 2 as id, __label from parted where __dev)" }),
        ["KeyedRows"] = (["varchar", "bigint"], new()
        {
            ["digest"] = (d, _, c) => $"substr({d.Sha256($"'secret:' || cast({c.Quoted} as varchar)")}, 1, 32)",
            ["wanted"] = (d, _, c) => $"select substr({d.Sha256($"'secret:' || cast({c.Quoted} as varchar)")}, 1, 32) from train where {c.Quoted} is not null",
        }),
        ["RowDifference"] = (["bigint", "varchar"], new() { ["id"] = (_, _, c) => c.Quoted, ["hash"] = (d, t, _) => d.RowHash(t.Columns.Select(c => c.Quoted)) }),
        ["BagDifference"] = ([], new() { ["hash"] = (d, _, c) => d.RowHash([c.Quoted]) }),
        ["UnseenValues"] = (["varchar", "bigint"], new() { ["recent"] = (_, _, _) => "test" }),
        ["PersonalValues"] = (["varchar", "bigint"], new() { ["value"] = (_, _, c) => $"cast({c.Quoted} as varchar)", ["number"] = (d, _, _) => d.RowHash(["text_value"]), ["every"] = (_, _, _) => "1" }),
        ["GroupSizes"] = ([], new() { ["columns"] = (_, t, c) => c == t.Columns[0] ? c.Quoted : $"{t.Columns[0].Quoted}, {c.Quoted}" }),
        ["Contingency"] = ([], new() { ["a"] = (_, t, _) => t.Columns[0].Quoted, ["b"] = (_, _, c) => c.Quoted }),
        ["PairSums"] = (["bigint"], new() { ["a"] = (_, _, c) => $"cast({c.Quoted} as float8)", ["b"] = (_, _, c) => $"(cast({c.Quoted} as float8) + 3)" }),
        ["SharedValues"] = ([], new() { ["key"] = (_, _, c) => c.Quoted }),
        ["ValueList"] = (["varchar", "bigint", "timestamp"], new() { ["order"] = (_, _, _) => "value" }),
        ["ColumnBounds"] = (s_ordered, new() { ["bounds"] = (d, t, c) => d.ValuesAt(Number(d, t, c), s_shares) }),
        ["ColumnMeans"] = (s_ordered, []),
        ["CentredSums"] = (s_ordered, new() { ["where"] = (d, t, c) => $"({Number(d, t, c)}) is not null", ["mean"] = (_, _, _) => "2.5", ["name"] = (_, _, c) => $"centred {c.Name}".Quoted }),
        ["ValueEnds"] = (["bigint", "varchar", "timestamp"], new() { ["marked"] = (_, _, c) => $"value > {(c.Type == "bigint" ? "3" : c.Type == "varchar" ? "'N/A'" : "cast('2001-01-20' as timestamp)")}" }),
        // An estimate is never equal on two engines.
        ["NumberEnds"] = (s_ordered, new() { ["different"] = (d, t, c) => $"count(distinct {Number(d, t, c)})" }),
        ["Correlations"] = (s_ordered, []),
        ["CodeTexts"] = (["varchar"], []),
        ["CodeNumbers"] = (["bigint"], []),
        ["LateValues"] = (["timestamp"], new() { ["needed"] = (d, t, _) => $"({d.Seconds(t.Columns[0].Quoted)} + 3600)", ["known"] = (d, _, c) => d.Seconds(c.Quoted) }),
        ["SideHistograms"] = (s_ordered, new() { ["relation"] = (_, _, _) => "parted", ["first"] = (_, _, _) => "__dev", ["second"] = (_, _, _) => "__test" }),
        ["LabelHistograms"] = (s_ordered, []),
        ["Histograms"] = (s_ordered, new()
        {
            ["infinite"] = (d, _, c) => c.Type == "double" ? d.IsInfinite(c.Quoted) : "false",
            ["below"] = (d, _, c) => c.Type == "double" ? $"{d.IsInfinite(c.Quoted)} and {c.Quoted} < 0" : "false",
        }),
        ["LabelsByValue"] = ([], new() { ["order"] = (_, _, _) => "holding desc, value", ["most"] = (_, _, _) => "500" }),
        ["MomentsByValue"] = (s_ordered, new() { ["value"] = Number, ["order"] = (_, _, _) => "value", ["most"] = (_, _, _) => "500" }),
        ["EqualTexts"] = (["varchar", "bigint"], new() { ["a"] = (_, t, _) => t.Columns[1].Quoted, ["b"] = (_, _, c) => c.Quoted }),
        ["PairedRows"] = ([], new()
        {
            ["joined"] = (_, _, c) => $"(select *, 0 as __entity, 0 as __day, case when {c.Quoted} is null then 1 else 0 end as __marked from parted) as t",
            ["label"] = (_, _, _) => "t.__label",
            ["query"] = (_, _, _) => "0",
            ["where"] = (_, _, _) => "t.__dev",
            ["marked"] = (_, _, _) => "__marked",
            ["score"] = (_, _, _) => "t.__row / 2.0",
            ["answer"] = (_, _, _) => "0",
            ["of_label"] = (_, _, _) => "0",
            ["square"] = (_, _, _) => "t.__row * 1.0",
        }),
        ["RowsAt"] = ([], new() { ["relation"] = (_, _, _) => "parted", ["positions"] = (_, _, _) => "3, 17, 100" }),
        ["ShownRows"] = ([], new() { ["most"] = (_, _, _) => "500" }),
        ["ConflictingRows"] = ([], new() { ["key"] = (d, _, c) => d.RowHash([c.Quoted]), ["label"] = (_, _, _) => "the \"label\"".Quoted, ["most"] = (_, _, _) => "500" }),
        ["SharedKeys"] = (["varchar", "bigint"], new() { ["key"] = (_, _, c) => c.Quoted, ["most"] = (_, _, _) => "500" }),
        ["FormExamples"] = (["varchar"], new() { ["text"] = (_, _, c) => c.Quoted, ["form"] = (d, _, c) => $"case when {d.Matches(c.Quoted, "^[a-z]+$")} then 1 else -1 end" }),
        ["RecentRows"] = (["timestamp"], new() { ["seconds"] = (d, _, c) => d.Seconds(c.Quoted), ["days"] = (_, _, _) => "5" }),
        ["TestAndRecent"] = ([], new() { ["recent"] = (_, _, _) => "dev" }),
    };

    /// <summary>Entries of a block that are not one per column.</summary>
    private static readonly Dictionary<(string Stem, string Block), Func<Dialect, SmallTable, List<SmallColumn>, IEnumerable<(string, string)[]>>> s_entries = new()
    {
        [("Correlations", "pairs")] = (d, t, columns) => Pairs(columns).Select(p => (ValueTuple<string, string>[])[("first", Number(d, t, p.First)), ("second", Number(d, t, p.Second))]),
        [("CentredSums", "pairs")] = (_, _, columns) => Pairs(columns).Select(p => (ValueTuple<string, string>[])[("first", $"centred {p.First.Name}".Quoted), ("second", $"centred {p.Second.Name}".Quoted)]),
    };

    private static IEnumerable<(SmallColumn First, SmallColumn Second)> Pairs(List<SmallColumn> columns) => columns.SelectMany((a, i) => columns.Skip(i).Select(b => (a, b)));

    /// <summary>The texts of a file for each column of a table that it is for; blocks are filled with all those columns.</summary>
    /// <exception cref="InvalidOperationException">A placeholder is neither usual nor the file's own.</exception>
    public static IEnumerable<(string Of, Func<Dialect, string> Filled)> Of(string stem, string text, SmallTable table)
    {
        var sql = Comment().Replace(text, "");
        var (types, means) = s_own.GetValueOrDefault(stem, ([], []));
        var columns = table.Columns.Where(c => types.Length == 0 || types.Contains(c.Type)).ToList();
        return columns.Select(c => (c.Name, (Func<Dialect, string>)(dialect => Sql.Fill(sql,
        [
            .. Placeholder().Matches(Block().Replace(sql, "")).Select(m => m.Groups[1].Value).Distinct().Select(n => (n, (Filling)Mean(dialect, n, c))),
            .. Block().Matches(sql).DistinctBy(b => b.Groups[1].Value).Select(b => (b.Groups[1].Value, Filling.Each(Entries(dialect, b.Groups[1].Value, b.Groups[2].Value), e => e))),
        ])))).DistinctBy(f => f.Item2(Sql.Engine));

        IEnumerable<(string, string)[]> Entries(Dialect dialect, string name, string block) => s_entries.TryGetValue((stem, name), out var own)
            ? own(dialect, table, columns)
            : columns.Select(c => (ValueTuple<string, string>[])[.. Placeholder().Matches(block).Select(m => m.Groups[1].Value).Distinct().Select(n => (n, Mean(dialect, n, c)))]);

        string Mean(Dialect dialect, string name, SmallColumn column) => (means.GetValueOrDefault(name) ?? s_usual.GetValueOrDefault(name))?.Invoke(dialect, table, column)
            ?? throw new InvalidOperationException($"{stem}.sql has the placeholder ${name}, and nobody said what stands for it: add it to Fillings.");
    }

    [GeneratedRegex(@"\$([a-z_]+)")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\$([a-z_]+)\{([^{}]*)\}")]
    private static partial Regex Block();

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();
}
