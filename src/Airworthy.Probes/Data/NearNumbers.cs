using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Probes.Data;

/// <summary>
/// Counts held-out rows that lie close to a train row, with <c>NearRows.sql</c>: features that are numbers are cut into cells of 1/50 of their
/// interquartile range on two grids, one half a cell beside the other; all other features must be equal.
/// </summary>
internal static class NearNumbers
{
    /// <summary>Cells per interquartile range.</summary>
    private const double Cells = 50;

    /// <summary>Rows from which the ranges are taken: any grid is a grid.</summary>
    private const long Drawn = 50_000;

    /// <summary>Share of unique values from which a text is left out: hardly two rows share one.</summary>
    private const double Unique = 0.9;

    /// <summary>Features that are laid on the grid at most.</summary>
    private const int MostColumns = 250;

    private sealed record Grid(IReadOnlyList<(Column Column, double Width)> Columns)
    {
        /// <summary>A number for the cell of a row.</summary>
        /// <param name="wider">How many times wider than the finest the cells are.</param>
        /// <param name="shift">How far the grid is moved, in cells.</param>
        public string Cell(double wider, double shift) => Sql.RowHash(Columns.Select(c => IsExact(c.Column, wider * c.Width)
            ? c.Column.Quoted
            : $"floor(({c.Column.AsNumber}) / {Sql.Of(wider * c.Width)} + {Sql.Of(shift)})"));

        /// <summary>Whether any feature has several values in one cell.</summary>
        public bool IsCoarse => Columns.Any(c => !IsExact(c.Column, c.Width));

        private static bool IsExact(Column column, double width) => width <= 0 || (column.IsWhole && width <= 1);
    }

    /// <summary>Null when nothing can be near without being equal.</summary>
    public static async Task<IReadOnlyList<NearRows>> FindAsync(Table table, CancellationToken cancel)
    {
        if (await GridAsync(table, cancel) is not { IsCoarse: true } grid)
        {
            return [];
        }

        var row = Sql.RowHash(table.Features);
        var (first, second) = (grid.Cell(1, 0), grid.Cell(1, 0.5));
        var found = new List<NearRows>();
        await foreach (var counted in table.ReadAsync(SqlText.Fill("NearRows", ("row", row), ("first", first), ("second", second)), cancel))
        {
            found.AddRange(table.Splits.Where(s => s != "train").Select(s => new NearRows(s, counted.Count(s == "dev" ? 0 : 2), counted.Count(s == "dev" ? 1 : 3))));
        }

        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Near >= LeakageSafeSplit.Rows.NearConcern * found[i].Rows && found[i].Near > 0)
            {
                found[i] = found[i] with { ByChance = await ByChanceAsync(table, grid, row, found[i], cancel) };
            }
        }

        return found;
    }

    /// <summary>A few pairs: the row of the split, and below it the train row in its cell.</summary>
    public static async Task<Shown?> PairsAsync(Table table, string split, CancellationToken cancel)
    {
        if (await GridAsync(table, cancel) is not { IsCoarse: true } grid)
        {
            return null;
        }

        var row = Sql.RowHash(table.Features);
        foreach (var cell in new[] { grid.Cell(1, 0), grid.Cell(1, 0.5) })
        {
            var shown = await table.ShowAsync(SqlText.Fill("NearExamples", ("name", split.Literal), ("held", $"__{split}"), ("row", row), ("cell", cell),
                ("columns", Filling.Each("column", table.Features.Take(12).Select(c => c.Quoted))), ("most", "6")), cancel, most: 6);
            if (shown.Rows.Count > 0)
            {
                return shown;
            }
        }

        return null;
    }

    /// <summary>Of the near rows those that the density of the table explains; see <see cref="NearPairs"/>.</summary>
    private static async Task<double> ByChanceAsync(Table table, Grid grid, string row, NearRows near, CancellationToken cancel)
    {
        var held = $"__{near.Split}";
        var equal = 2 * await CountAsync(row);
        var close = await CountAsync(grid.Cell(1, 0)) + await CountAsync(grid.Cell(1, 0.5)) - equal;
        var wide = await CountAsync(grid.Cell(NearPairs.Wider, 0)) + await CountAsync(grid.Cell(NearPairs.Wider, 0.5)) - equal;
        return close <= 0 ? near.Near : near.Near * NearPairs.ByChance(close, Math.Max(0, wide)) / close;

        async Task<double> CountAsync(string key)
        {
            await foreach (var pairs in table.ReadAsync(SqlText.Fill("EqualPairs", ("row", key), ("held", held)), cancel))
            {
                return pairs.Number(0) ?? 0;
            }

            return 0;
        }
    }

    private static async Task<Grid?> GridAsync(Table table, CancellationToken cancel)
    {
        var spreads = await table.SpreadsAsync(cancel);
        // Two files of one size are no copies of each other; what looks or reads alike is found by itself.
        var measured = table.Contract.Data?.Media is { Kind: { } kind } ? MediaColumns.Prefix(kind) : null;
        var columns = table.Features.Where(c => (measured is null || !c.Name.StartsWith(measured, StringComparison.Ordinal)) && !(c.Kind == ColumnKind.Text && spreads[c].UniqueShare > Unique)).Take(MostColumns).ToList();
        var widths = new Dictionary<Column, double>();
        foreach (var chunk in columns.Where(c => c.IsOrdered).Chunk(50))
        {
            var every = Math.Max(1, table.Rows / Drawn).ToString(CultureInfo.InvariantCulture);
            var found = await ColumnBounds.ReadAsync(table, "data", [.. chunk.Select(c => Sql.Quantiles(c.AsNumber, 0, 0.25, 0.75, 1))], cancel, where: $"{Sql.RowHash(columns)} % {every} = 0");
            for (var i = 0; i < chunk.Length; i++)
            {
                // A number with fewer different values than cells comes in steps of its own, and is compared as it is.
                var (width, range) = found[i] is [var least, var low, var high, var most] ? ((high - low) / Cells, most - least) : (0, 0);
                widths[chunk[i]] = width > 0 && spreads[chunk[i]].Values > range / width ? width : 0;
            }
        }

        return columns.Count == 0 ? null : new Grid([.. columns.Select(c => (c, widths.GetValueOrDefault(c)))]);
    }
}
