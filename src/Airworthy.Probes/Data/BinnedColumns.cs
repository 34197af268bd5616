using System.Globalization;

using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts columns in the same bins for two sets of rows: numbers and times in one pass over all of them, categories in one pass each.</summary>
internal static class BinnedColumns
{
    /// <summary>Bins that ordered values are counted in.</summary>
    public const int Bins = 200;

    /// <summary>Categories counted by name; all after them are one.</summary>
    public const int MostCategories = 50;

    /// <summary>Rows that a category needs in both samples together to be counted by name: χ² is no good for fewer.</summary>
    public const long FewestRows = 10;

    /// <summary>Rows whose values are looked at for bounds. Any bounds are true bounds, so few suffice.</summary>
    private const long Looked = 20_000;

    /// <summary>Columns whose values can be counted.</summary>
    public static bool Countable(Column column) => column.Kind != ColumnKind.Other;

    /// <param name="relation">Rows with the truths <paramref name="first"/> and <paramref name="second"/>, such as <c>parted</c>.</param>
    /// <param name="first">SQL that is true for rows of the first sample, and never null.</param>
    /// <param name="second">The same of the second.</param>
    public static async Task<IReadOnlyList<BinnedColumn>> CountAsync(Table table, IReadOnlyList<Column> columns, string relation, string first, string second, CancellationToken cancel)
    {
        var counted = new Dictionary<Column, BinnedColumn>();
        foreach (var ordered in columns.Where(c => c.IsOrdered).Chunk(50))
        {
            await OrderedAsync(table, ordered, relation, first, second, counted, cancel);
        }

        foreach (var column in columns.Where(c => !c.IsOrdered && Countable(c)))
        {
            counted[column] = await CategoriesAsync(table, column, relation, first, second, cancel);
        }

        return [.. columns.Where(counted.ContainsKey).Select(c => counted[c])];
    }

    private static async Task OrderedAsync(Table table, Column[] columns, string relation, string first, string second, Dictionary<Column, BinnedColumn> counted, CancellationToken cancel)
    {
        var there = await RowCounts.OfAsync(table, relation, cancel, $"{first} or {second}");
        var drawn = Sql.Drawn(Sql.RowHash(table.Columns), Looked, there);
        var shares = Enumerable.Range(1, Bins - 1).Select(i => i / (double)Bins).Append(1).ToList();
        var bounds = await ColumnBounds.ReadAsync(table, relation, [.. columns.Select(c => Sql.ValuesAt(c.AsNumber, shares))], cancel, $"({first} or {second}) and {drawn}");
        var known = columns.Zip(bounds.Select(ColumnBounds.Apart)).Where(c => c.Second.Count > 0).ToList();
        if (known.Count == 0)
        {
            return;
        }

        var sql = SqlText.Fill("SideHistograms", ("relation", relation), ("first", first), ("second", second),
            ("columns", Filling.Each(known, c => [("number", c.First.AsNumber), ("histogram", Sql.Histogram(c.First.AsNumber, c.Second))])));
        var sides = new Dictionary<bool, List<(long[] Rows, double Sd)>>();
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            sides[row.GetBoolean(0)] = [.. known.Select((c, i) => (Rows(row.Count(1 + (3 * i)), row.Bins(3 + (3 * i)), c.Second), row.Number(2 + (3 * i)) ?? 0))];
        }

        foreach (var ((column, of), i) in known.Select((c, i) => (c, i)))
        {
            var (dev, test) = (sides.GetValueOrDefault(true)?[i] ?? (new long[of.Count + 2], 0), sides.GetValueOrDefault(false)?[i] ?? (new long[of.Count + 2], 0));
            counted[column] = new BinnedColumn(column.Name, dev.Rows, test.Rows, of, DevSd: dev.Sd, TestSd: test.Sd);
        }
    }

    /// <summary>Missing, up to each bound, above the last.</summary>
    private static long[] Rows(long missing, IReadOnlyList<(double UpTo, long Rows)> bins, IReadOnlyList<double> bounds)
    {
        var rows = new long[bounds.Count + 2];
        rows[0] = missing;
        foreach (var (upTo, count) in bins)
        {
            var at = 0;
            while (at < bounds.Count && bounds[at] < upTo)
            {
                at++;
            }

            rows[at + 1] += count;
        }

        return rows;
    }

    private static async Task<BinnedColumn> CategoriesAsync(Table table, Column column, string relation, string first, string second, CancellationToken cancel)
    {
        var counts = new List<(string Value, long Dev, long Test)>();
        var sql = SqlText.Fill("PairedValues", ("relation", relation), ("value", $"cast({column.Quoted} as varchar)"), ("first", first), ("second", second),
            ("most", MostCategories.ToString(CultureInfo.InvariantCulture)), ("fewest", FewestRows.ToString(CultureInfo.InvariantCulture)));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            counts.Add((row.Text(0) ?? "empty", row.Count(1), row.Count(2)));
        }

        var all = (await ConditionRows.CountAsync(table, relation, [first, second], cancel)).Holding;
        var (dev, test) = (all[0] - counts.Sum(c => c.Dev), all[1] - counts.Sum(c => c.Test));
        if (dev + test > 0)
        {
            counts.Add(("any other", dev, test));
        }

        return new BinnedColumn(column.Name, [.. counts.Select(c => c.Dev)], [.. counts.Select(c => c.Test)], Values: [.. counts.Select(c => c.Value)]);
    }
}
