using System.Globalization;

namespace Airworthy.Data;

/// <summary>A bin of a column as a condition that a contract can declare.</summary>
/// <param name="Says">In words, such as <c>distance in [100, 300)</c>.</param>
/// <param name="Where">As SQL over the table's columns.</param>
public sealed record SliceBin(string Says, string Where);

/// <summary>A column cut into at most 31 bins, so that groups of rows can be looked for.</summary>
/// <param name="Name">The column, or what is made of it (<c>hour of date</c>).</param>
/// <param name="Code">SQL that gives each row the number of its bin, from 0.</param>
public sealed record SliceColumn(string Name, string Code, IReadOnlyList<SliceBin> Bins)
{
    /// <summary>Columns that are looked at, so that pairs of them stay few.</summary>
    public const int Most = 40;

    private const int MostValues = 15;

    private static readonly double[] s_tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    private static readonly string[] s_days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>Cuts columns of a split: numbers by tenths, texts and few values by value, times by hour of day and by weekday. Missing values are a bin.</summary>
    public static async Task<IReadOnlyList<SliceColumn>> OfAsync(Table table, string split, IEnumerable<Column> columns, CancellationToken cancel)
    {
        var cut = new List<SliceColumn>();
        foreach (var column in columns.Take(Most))
        {
            if (column is { Kind: ColumnKind.Time, Type: not "TIME" })
            {
                cut.AddRange(OfTime(column));
                continue;
            }

            if (column.Kind == ColumnKind.Other || column.Type == "TIME")
            {
                continue;
            }

            var values = new List<string>();
            var all = 0L;
            var text = column.Kind == ColumnKind.Number ? Sql.CanonicalText(column) : $"cast({column.Quoted} as varchar)";
            await foreach (var row in table.ReadAsync($"select {text} as value, count(*), (select count(distinct {column.Quoted}) from {split}) from {split} where {column.Quoted} is not null group by 1 order by 2 desc, 1 limit {MostValues}", cancel))
            {
                values.Add(row.Text(0) ?? "");
                all = row.Count(2);
            }

            if (all < 2)
            {
                continue;
            }

            cut.Add(column.Kind == ColumnKind.Number && all > MostValues ? await OfNumberAsync(table, split, column, cancel) : OfValues(column, text, values, all));
        }

        return [.. cut.Where(c => c.Bins.Count > 1)];
    }

    private static async Task<SliceColumn> OfNumberAsync(Table table, string split, Column column, CancellationToken cancel)
    {
        IReadOnlyList<double> bounds = [];
        await foreach (var row in table.ReadAsync($"select {Sql.Quantiles(column.AsNumber, s_tenths)} from {split}", cancel))
        {
            bounds = [.. (row.Numbers(0) ?? []).Select(Rounded).Distinct().Order()];
        }

        var bins = new List<SliceBin>();
        for (var i = 0; i <= bounds.Count && bounds.Count > 0; i++)
        {
            var (from, to) = (i == 0 ? null : Sql.Of(bounds[i - 1]), i == bounds.Count ? null : Sql.Of(bounds[i]));
            bins.Add(from is null ? new SliceBin($"{column.Name} < {Shown(bounds[0])}", $"{column.Quoted} < {to}")
                : to is null ? new SliceBin($"{column.Name} >= {Shown(bounds[^1])}", $"{column.Quoted} >= {from}")
                : new SliceBin($"{column.Name} in [{Shown(bounds[i - 1])}, {Shown(bounds[i])})", $"{column.Quoted} >= {from} and {column.Quoted} < {to}"));
        }

        bins.Add(Missing(column));
        return new SliceColumn(column.Name, bounds.Count == 0 ? "0" : $"coalesce({Sql.Bin(column.AsNumber, bounds)}, {bins.Count - 1})", bounds.Count == 0 ? [] : bins);
    }

    private static SliceColumn OfValues(Column column, string text, List<string> values, long all)
    {
        string Literal(string value) => column.Kind == ColumnKind.Text ? value.Literal : value;
        var bins = values.Select(v => new SliceBin($"{column.Name} = {v}", $"{column.Quoted} = {Literal(v)}")).ToList();
        bins.Add(new SliceBin(all > values.Count ? $"{column.Name} is none of the {values.Count} most frequent" : $"{column.Name} is another value", $"{column.Quoted} not in ({string.Join(", ", values.Select(Literal))})"));
        bins.Add(Missing(column));
        var code = $"case {string.Concat(values.Select((v, i) => $"when {text} = {v.Literal} then {i} "))}when {column.Quoted} is null then {values.Count + 1} else {values.Count} end";
        return new SliceColumn(column.Name, code, bins);
    }

    private static IEnumerable<SliceColumn> OfTime(Column column)
    {
        var (hour, day) = ($"extract(hour from {column.Quoted})", $"extract(dow from {column.Quoted})");
        if (column.Type != "DATE")
        {
            yield return new SliceColumn($"hour of {column.Name}", $"coalesce(cast(floor({hour} / 3) as integer), 8)",
                [.. Enumerable.Range(0, 8).Select(i => new SliceBin($"{column.Name} from {3 * i:00}:00 to {(3 * i) + 3:00}:00", $"{hour} >= {3 * i} and {hour} < {(3 * i) + 3}")), Missing(column)]);
        }

        yield return new SliceColumn($"weekday of {column.Name}", $"coalesce(cast({day} as integer), 7)", [.. s_days.Select((name, i) => new SliceBin($"{column.Name} on a {name}", $"{day} = {i}")), Missing(column)]);
    }

    private static SliceBin Missing(Column column) => new($"{column.Name} is missing", $"{column.Quoted} is null");

    /// <summary>To four digits, so that a person can read and keep it.</summary>
    private static double Rounded(double bound) => double.Parse(bound.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Shown(double bound) => bound.ToString("G6", CultureInfo.InvariantCulture);
}
