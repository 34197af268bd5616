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
    };

    /// <summary>The texts of a file for each column of a table that it is for.</summary>
    /// <exception cref="InvalidOperationException">A placeholder is neither usual nor the file's own.</exception>
    public static IEnumerable<(string Of, Func<Dialect, string> Filled)> Of(string stem, string sql, SmallTable table)
    {
        var (types, means) = s_own.GetValueOrDefault(stem, ([], []));
        var names = Placeholder().Matches(Comment().Replace(sql, "")).Select(m => m.Groups[1].Value).Distinct().ToList();
        if (names.Find(n => !means.ContainsKey(n) && !s_usual.ContainsKey(n)) is { } unknown)
        {
            throw new InvalidOperationException($"{stem}.sql has the placeholder ${unknown}, and nobody said what stands for it: add it to Fillings.");
        }

        return table.Columns.Where(c => types.Length == 0 || types.Contains(c.Type)).Select(c => (c.Name, (Func<Dialect, string>)(dialect => Sql.Fill(sql,
            [.. names.Select(n => (n, (means.GetValueOrDefault(n) ?? s_usual[n])(dialect, table, c)))])))).DistinctBy(f => f.Item2(Sql.Engine));
    }

    [GeneratedRegex(@"\$([a-z_]+)")]
    private static partial Regex Placeholder();

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();
}
