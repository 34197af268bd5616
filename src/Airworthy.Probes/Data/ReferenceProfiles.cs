using System.Globalization;

using Airworthy.Core.Datasets;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Makes profiles of rows by SQL: two passes for all numbers and times, one for each category, one for the sketch.</summary>
public static class ReferenceProfiles
{
    private const int MostValues = 50;

    /// <summary>Profiles the rows that a model learns from, or all where there are no splits.</summary>
    /// <param name="like">A profile whose bins are taken, so that the two can be compared; null to make them from these rows.</param>
    public static async Task<ReferenceProfile> MakeAsync(Table table, CancellationToken cancel, ReferenceProfile? like = null)
    {
        var relation = like is null && table.Splits.Contains("train") ? "train" : table.HasLabel ? "labelled" : "data";
        List<Column> columns = [.. table.Columns.Where(c => c.Kind != ColumnKind.Other && c.Name != table.Contract.Data?.Split?.Column && (like is null || like.Columns.Any(l => l.Name == c.Name)))];
        var made = await ColumnsAsync(table, columns, relation, name => like?.Columns.FirstOrDefault(c => c.Name == name), cancel);
        ProfiledColumn? label = null;
        if (table.HasLabel && (like is null || like.Label is not null))
        {
            var isNumber = like is null ? (await LabelValues.ReadAsync(table, cancel)).Scale == Core.Observations.LabelScale.Number : like.Label!.IsOrdered;
            var name = table.Contract.Data!.Label!.Name;
            label = (await ColumnsAsync(table, [new Column("__label", isNumber ? "DOUBLE" : "VARCHAR")], relation, _ => like?.Label, cancel))[0] with { Name = name };
        }

        return new ReferenceProfile(relation == "train" ? "train" : "data", await RowCounts.OfAsync(table, relation, cancel), made, label, await SketchAsync(table, columns, relation, cancel));
    }

    private static async Task<IReadOnlyList<ProfiledColumn>> ColumnsAsync(Table table, IReadOnlyList<Column> columns, string relation, Func<string, ProfiledColumn?> like, CancellationToken cancel)
    {
        var made = new Dictionary<Column, ProfiledColumn>();
        bool IsOrdered(Column column) => like(column.Name)?.IsOrdered ?? column.IsOrdered;
        foreach (var ordered in columns.Where(c => c.IsOrdered && IsOrdered(c)).Chunk(50))
        {
            await OrderedAsync(table, ordered, relation, like, made, cancel);
        }

        foreach (var column in columns.Where(c => !IsOrdered(c)))
        {
            made[column] = await CategoriesAsync(table, column, relation, like(column.Name), cancel);
        }

        return [.. columns.Where(made.ContainsKey).Select(c => made[c])];
    }

    private static async Task OrderedAsync(Table table, Column[] columns, string relation, Func<string, ProfiledColumn?> like, Dictionary<Column, ProfiledColumn> made, CancellationToken cancel)
    {
        var tenths = Enumerable.Range(1, 9).Select(i => i / 10.0).ToList();
        var bounds = columns.ToDictionary(c => c, c => like(c.Name)?.Bounds ?? []);
        if (columns.Any(c => like(c.Name) is null))
        {
            var values = await ColumnBounds.ReadAsync(table, relation, [.. columns.Select(c => Sql.ValuesAt(c.AsNumber, tenths))], cancel);
            foreach (var (column, i) in columns.Select((c, i) => (c, i)).Where(x => like(x.c.Name) is null))
            {
                bounds[column] = ColumnBounds.Apart(values[i]);
            }
        }

        // A column without any value has no tenths; a bound is needed all the same.
        var sql = SqlText.Fill("Histograms", ("relation", relation), ("columns", Filling.Each(columns, c =>
            [("infinite", Infinite(c, "true")), ("below", Infinite(c, $"{c.Quoted} < 0")), ("number", c.AsNumber), ("histogram", Sql.Histogram(c.AsNumber, bounds[c].DefaultIfEmpty(0)))])));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            for (var i = 0; i < columns.Length; i++)
            {
                var (at, column) = (7 * i, columns[i]);
                var (infinite, below) = (row.Count(at), row.Count(at + 1));
                made[column] = new ProfiledColumn(column.Name, row.Count(at + 2) - infinite, bounds[column], null, Counts(row.Bins(at + 6), bounds[column]),
                    BelowAll: below, AboveAll: infinite - below, Min: row.Number(at + 3), Max: row.Number(at + 4), Sd: Rounded(row.Number(at + 5)), IsTime: column.Kind == ColumnKind.Time);
            }
        }

        static string Infinite(Column column, string which) =>
            column.Type is "DOUBLE" or "FLOAT" && column.Name != "__label" ? $"{Sql.IsInfinite(column.Quoted)} and {which}" : "false";
    }

    /// <summary>To nine digits: the last ones hang on the order in which rows were summed.</summary>
    private static double? Rounded(double? number) => number is { } x ? double.Parse(x.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;

    private static long[] Counts(IReadOnlyList<(double UpTo, long Rows)> bins, IReadOnlyList<double> bounds)
    {
        var counts = new long[bounds.Count + 1];
        foreach (var (upTo, rows) in bins)
        {
            counts[bounds.TakeWhile(b => b < upTo).Count()] += rows;
        }

        return counts;
    }

    private static async Task<ProfiledColumn> CategoriesAsync(Table table, Column column, string relation, ProfiledColumn? like, CancellationToken cancel)
    {
        var values = new List<(string Value, long Rows)>();
        var text = $"cast({column.Quoted} as varchar)";
        var asked = like?.Values is not { } known
            ? SqlText.Fill("TopValues", ("relation", relation), ("column", text), ("most", MostValues.ToString(CultureInfo.InvariantCulture)))
            : SqlText.Fill("ValueRows", ("relation", relation), ("value", text), ("where", $"{text} in ({string.Join(", ", known.Append("").Select(v => v.Literal))})"), ("most", $"{known.Count + 1}"));
        await foreach (var row in table.ReadAsync(asked, cancel))
        {
            values.Add((row.Text(0) ?? "", row.Count(1)));
        }

        if (like?.Values is { } names)
        {
            var counted = values.ToDictionary(v => v.Value, v => v.Rows, StringComparer.Ordinal);
            values = [.. names.Select(n => (n, counted.GetValueOrDefault(n)))];
        }

        var (all, holding) = await ConditionRows.CountAsync(table, relation, [$"{column.Quoted} is not null"], cancel);
        var there = holding[0];
        return new ProfiledColumn(column.Name, all - there, null, [.. values.Select(v => v.Value)], [.. values.Select(v => v.Rows)], there - values.Sum(v => v.Rows));
    }

    /// <summary>The smallest hashes of the rows' texts, the id left out: the same on every engine.</summary>
    private static async Task<RowSketch> SketchAsync(Table table, List<Column> columns, string relation, CancellationToken cancel)
    {
        var texts = columns.Where(c => c.Name != table.Contract.Data?.Id).OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => $"coalesce(cast({c.Quoted} as varchar), '~')").ToList();
        var smallest = new List<long>();
        if (texts.Count > 0)
        {
            await foreach (var row in table.ReadAsync(SqlText.Fill("ValueList", ("relation", relation), ("value", Sql.StableHash(string.Join(" || '|' || ", texts))), ("where", "true"), ("order", "value"), ("most", $"{RowSketch.Size}")), cancel))
            {
                smallest.Add(row.Count(0));
            }
        }

        return new RowSketch(smallest);
    }
}
