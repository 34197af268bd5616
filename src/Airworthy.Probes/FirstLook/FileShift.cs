using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.FirstLook;

/// <summary>A column whose values differ between train and test, beyond chance and by an amount that matters.</summary>
public sealed record ShiftedColumn(string Column, bool IsNumber, Shift Shift)
{
    /// <summary>Whether the difference is of the size from which a model meets another world: half a standard deviation, or 15 points of one category.</summary>
    public bool IsLarge => Shift.Psi > 0.25 || Shift.Distance >= (IsNumber ? 0.2 : 0.15);
}

/// <summary>Compares each column between train and test, with <c>BinnedRows.sql</c>.</summary>
public static class FileShift
{
    /// <summary>Share of false alarms that is accepted over all columns.</summary>
    private const double FalseAlarms = 0.01;

    private const int MostCategories = 50;

    /// <summary>The columns that differ, largest first; each alarm is both significant over all columns and large enough to matter.</summary>
    public static async Task<IReadOnlyList<ShiftedColumn>> OfAsync(Table table, IEnumerable<Column> columns, CancellationToken cancel)
    {
        var compared = new List<ShiftedColumn>();
        foreach (var column in columns.Where(c => c.Kind is ColumnKind.Number or ColumnKind.Text or ColumnKind.Truth))
        {
            var isNumber = column.Kind == ColumnKind.Number;
            var bin = isNumber ? await NumberBinAsync(table, column, cancel) : $"cast({column.Quoted} as varchar)";
            var (before, after) = await CountsAsync(table, bin, isNumber, cancel);
            if (before.Length > 1)
            {
                compared.Add(new ShiftedColumn(column.Name, isNumber, isNumber ? Shift.OfOrdered(before, after) : Shift.OfCategories(before, after)));
            }
        }

        var threshold = Shift.Threshold(compared.Select(c => c.Shift.P), FalseAlarms);
        return [.. compared.Where(c => c.Shift.P <= threshold && (c.Shift.Psi > 0.1 || c.Shift.Distance >= (c.IsNumber ? 0.1 : 0.05))).OrderByDescending(c => c.Shift.Distance)];
    }

    private static async Task<string> NumberBinAsync(Table table, Column column, CancellationToken cancel)
    {
        var bounds = ColumnBounds.Apart((await ColumnBounds.ReadAsync(table, "train", [Sql.Quantiles(column.AsNumber, Enumerable.Range(1, 19).Select(i => i / 20.0))], cancel))[0]);
        // A missing value is a bin of its own, before all others.
        return $"coalesce({Sql.Bin($"({column.AsNumber})", bounds)}, -1)";
    }

    private static async Task<(long[] Before, long[] After)> CountsAsync(Table table, string bin, bool inOrder, CancellationToken cancel)
    {
        var counts = new List<(double Order, long Before, long After)>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("BinnedRows", ("bin", bin)), cancel))
        {
            counts.Add((inOrder ? row.Number(0) ?? -1 : 0, row.Count(1), row.Count(2)));
        }

        if (inOrder)
        {
            counts = [.. counts.OrderBy(c => c.Order)];
        }
        else if (counts.Count > MostCategories)
        {
            var rest = counts.Skip(MostCategories).ToList();
            counts = [.. counts.Take(MostCategories), (0, rest.Sum(r => r.Before), rest.Sum(r => r.After))];
        }

        return ([.. counts.Select(c => c.Before)], [.. counts.Select(c => c.After)]);
    }
}
