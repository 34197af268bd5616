using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>
/// Finds features that say the same: a column that another one tells (as many different pairs as values of the other), and numbers on one
/// straight line. A drawn part of the rows refutes nearly all pairs, because one counterexample is enough; what is left is counted in all rows.
/// </summary>
internal static class SameFeatures
{
    /// <summary>Features of each kind that are laid side by side at most, in the order of the table.</summary>
    private const int MostColumns = 40;

    /// <summary>Pairs that are counted in all rows at most.</summary>
    private const int MostPairs = 50;

    /// <summary>Rows in which pairs are refuted.</summary>
    private const long Drawn = 20_000;

    /// <summary>Different values of a column that is compared by value, at most.</summary>
    private const long MostValues = 10_000;

    /// <summary>Rows per value, so that one value seen with one other means something.</summary>
    private const double LeastRepeated = 5;

    private const string All = "true";

    /// <summary>Correlation in the drawn rows from which it is counted in all.</summary>
    private const double WorthCounting = 0.99;

    public static async Task<IReadOnlyList<SameColumns>> FindAsync(Table table, IReadOnlyList<Column> features, CancellationToken cancel)
    {
        var spreads = await table.SpreadsAsync(cancel);
        var part = Sql.Drawn(Sql.RowHash(features), Drawn, table.Rows);
        var same = new List<SameColumns>();
        var numbers = features.Where(c => c.Kind == ColumnKind.Number && spreads[c].Values > 2).Take(MostColumns).ToList();
        same.AddRange(await StraightAsync(table, part, numbers, cancel));
        var repeated = features.Where(c => c.Kind != ColumnKind.Other && spreads[c].Values is >= 2 and <= MostValues && spreads[c].RowsPerValue >= LeastRepeated).Take(MostColumns).ToList();
        same.AddRange((await ToldAsync(table, part, repeated, cancel)).Where(t => !same.Exists(s => (s.First, s.Second) == (t.First, t.Second) || (s.First, s.Second) == (t.Second, t.First))));
        return same;
    }

    private static async Task<IEnumerable<SameColumns>> StraightAsync(Table table, string part, List<Column> numbers, CancellationToken cancel)
    {
        var pairs = Pairs(numbers);
        var near = (await CountAsync(table, part, pairs, Correlations, cancel)).Where(p => Math.Abs(p.Value) >= WorthCounting).Select(p => p.Pair).Take(MostPairs).ToList();
        return (await CountAsync(table, All, near, Correlations, cancel)).Where(p => Math.Abs(p.Value) >= DataSchema.Forms.Same)
            .Select(p => new SameColumns(p.Pair.First.Name, p.Pair.Second.Name, true, p.Value));
    }

    private static async Task<List<SameColumns>> ToldAsync(Table table, string part, List<Column> columns, CancellationToken cancel)
    {
        var left = await ToldInAsync(table, part, Pairs(columns), cancel);
        left = await ToldInAsync(table, All, [.. left.Select(l => l.Pair).Take(MostPairs)], cancel);
        return [.. left.Select(l => l.Forth && l.Back ? new SameColumns(l.Pair.First.Name, l.Pair.Second.Name, true)
            : l.Forth ? new SameColumns(l.Pair.First.Name, l.Pair.Second.Name, false)
            : new SameColumns(l.Pair.Second.Name, l.Pair.First.Name, false))];
    }

    /// <summary>Pairs of which one tells the other, null being a value like any other.</summary>
    private static async Task<List<((Column First, Column Second) Pair, bool Forth, bool Back)>> ToldInAsync(Table table, string where, List<(Column First, Column Second)> pairs, CancellationToken cancel)
    {
        var columns = pairs.SelectMany(p => new[] { p.First, p.Second }).Distinct().ToList();
        var alone = (await CountAsync(table, where, [.. columns.Select(c => (c, c))], (some, part) => ValueCounts.Ask(some.Select(p => Sql.RowHash([p.First])), "data", part), cancel)).ToDictionary(c => c.Pair.First, c => c.Value);
        return [.. (await CountAsync(table, where, pairs, (some, part) => ValueCounts.Ask(some.Select(p => Sql.RowHash([p.First, p.Second])), "data", part), cancel))
            .Select(p => (p.Pair, Forth: p.Value == alone[p.Pair.First], Back: p.Value == alone[p.Pair.Second])).Where(p => p.Forth || p.Back)];
    }

    private static string Correlations(IEnumerable<(Column First, Column Second)> pairs, string where) => SqlText.Fill("Correlations",
        ("relation", "data"), ("where", where), ("pairs", Filling.Each(pairs, p => [("first", p.First.AsNumber), ("second", p.Second.AsNumber)])));

    private static List<(Column First, Column Second)> Pairs(List<Column> columns) => [.. columns.SelectMany((a, i) => columns.Skip(i + 1).Select(b => (a, b)))];

    /// <summary>One number per pair, many pairs per pass.</summary>
    private static async Task<List<((Column First, Column Second) Pair, double Value)>> CountAsync(
        Table table, string where, List<(Column First, Column Second)> pairs, Func<IEnumerable<(Column First, Column Second)>, string, string> ask, CancellationToken cancel)
    {
        var counted = new List<((Column, Column), double)>();
        foreach (var chunk in pairs.Chunk(100))
        {
            await foreach (var row in table.ReadAsync(ask(chunk, where), cancel))
            {
                counted.AddRange(chunk.Select((p, i) => (p, row.Number(i) ?? 0)));
            }
        }

        return counted;
    }
}
