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

    /// <summary>Correlation in the drawn rows from which it is counted in all.</summary>
    private const double WorthCounting = 0.99;

    public static async Task<IReadOnlyList<SameColumns>> FindAsync(Table table, IReadOnlyList<Column> features, CancellationToken cancel)
    {
        var spreads = await table.SpreadsAsync(cancel);
        var part = $"(select {string.Join(", ", features.Select(f => f.Quoted).DefaultIfEmpty("1"))} from data where {Sql.RowHash(features)} % {Math.Max(1, table.Rows / Drawn)} = 0) as drawn";
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
        var near = (await CountAsync(table, part, pairs, Correlation, cancel)).Where(p => Math.Abs(p.Value) >= WorthCounting).Select(p => p.Pair).Take(MostPairs).ToList();
        return (await CountAsync(table, "data", near, Correlation, cancel)).Where(p => Math.Abs(p.Value) >= DataSchema.Forms.Same)
            .Select(p => new SameColumns(p.Pair.First.Name, p.Pair.Second.Name, true, p.Value));
    }

    private static async Task<List<SameColumns>> ToldAsync(Table table, string part, List<Column> columns, CancellationToken cancel)
    {
        var left = await ToldInAsync(table, part, Pairs(columns), cancel);
        left = await ToldInAsync(table, "data", [.. left.Select(l => l.Pair).Take(MostPairs)], cancel);
        return [.. left.Select(l => l.Forth && l.Back ? new SameColumns(l.Pair.First.Name, l.Pair.Second.Name, true)
            : l.Forth ? new SameColumns(l.Pair.First.Name, l.Pair.Second.Name, false)
            : new SameColumns(l.Pair.Second.Name, l.Pair.First.Name, false))];
    }

    /// <summary>Pairs of which one tells the other in a relation, null being a value like any other.</summary>
    private static async Task<List<((Column First, Column Second) Pair, bool Forth, bool Back)>> ToldInAsync(Table table, string relation, List<(Column First, Column Second)> pairs, CancellationToken cancel)
    {
        var columns = pairs.SelectMany(p => new[] { p.First, p.Second }).Distinct().ToList();
        var alone = (await CountAsync(table, relation, [.. columns.Select(c => (c, c))], p => $"count(distinct {Sql.RowHash([p.First])})", cancel)).ToDictionary(c => c.Pair.First, c => c.Value);
        return [.. (await CountAsync(table, relation, pairs, p => $"count(distinct {Sql.RowHash([p.First, p.Second])})", cancel))
            .Select(p => (p.Pair, Forth: p.Value == alone[p.Pair.First], Back: p.Value == alone[p.Pair.Second])).Where(p => p.Forth || p.Back)];
    }

    private static string Correlation((Column First, Column Second) pair) => $"corr({pair.First.AsNumber}, {pair.Second.AsNumber})";

    private static List<(Column First, Column Second)> Pairs(List<Column> columns) => [.. columns.SelectMany((a, i) => columns.Skip(i + 1).Select(b => (a, b)))];

    /// <summary>One number per pair, many pairs per pass.</summary>
    private static async Task<List<((Column First, Column Second) Pair, double Value)>> CountAsync(
        Table table, string relation, List<(Column First, Column Second)> pairs, Func<(Column First, Column Second), string> number, CancellationToken cancel)
    {
        var counted = new List<((Column, Column), double)>();
        foreach (var chunk in pairs.Chunk(100))
        {
            await foreach (var row in table.ReadAsync($"select {string.Join(", ", chunk.Select(number))} from {relation}", cancel))
            {
                counted.AddRange(chunk.Select((p, i) => (p, row.Number(i) ?? 0)));
            }
        }

        return counted;
    }
}
