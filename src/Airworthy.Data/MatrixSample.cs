using System.Data.Common;
using System.Runtime.InteropServices;

using Airworthy.Core.Statistics;

namespace Airworthy.Data;

/// <summary>Rows to draw from: a relation that has the table's columns and the row's position <c>__row</c>, such as <c>parted</c>.</summary>
/// <param name="Where">SQL that is true for the rows meant.</param>
public sealed record SamplePart(string Name, string Relation = "parted", string Where = "true")
{
    /// <summary>A split of the table.</summary>
    public static SamplePart Split(string name) => new(name, Where: $"__{name}");
}

/// <summary>What is known of a drawn row besides its columns.</summary>
/// <param name="Part">Position of its part among those asked for.</param>
/// <param name="Position">Its <c>__row</c>.</param>
/// <param name="Label">Null where there is no label.</param>
/// <param name="Time">Its <c>data.time</c> in seconds since 1970, or the number that stands for it; NaN without.</param>
/// <param name="Group">Its <c>data.entity</c>; null without.</param>
public readonly record struct SampledRow(int Part, long Position, string? Label, double Time, string? Group);

/// <summary>
/// A bounded draw of rows as a matrix of numbers, for what no query can do. Numbers stand as they are, times in days since the first one drawn,
/// truths as 0 and 1, categories by rank (0 is the most frequent, <see cref="Other"/> all after the first 50); what is missing or infinite is NaN.
/// </summary>
/// <param name="Columns">One per column of the matrix, in the order of their names, so that nothing learnt from it depends on the order in a file; columns that are no numbers, times, truths or texts are left out.</param>
/// <param name="Rows">One per row of the matrix.</param>
/// <param name="There">Rows that each part has, of which those in <paramref name="Rows"/> were drawn.</param>
public sealed record MatrixSample(FloatMatrix Matrix, IReadOnlyList<Column> Columns, IReadOnlyList<SampledRow> Rows, IReadOnlyList<long> There)
{
    /// <summary>Categories that keep a rank of their own.</summary>
    public const int Other = 50;

    /// <summary>Rows drawn from a part.</summary>
    public int Drawn(int part) => Rows.Count(r => r.Part == part);

    /// <summary>Draws rows. Equal tables and seeds give equal draws; where a table has no id, rows are told apart by their position.</summary>
    /// <param name="most">Rows drawn from each part at most.</param>
    public static async Task<MatrixSample> DrawAsync(Table table, IReadOnlyList<Column> columns, IReadOnlyList<SamplePart> parts, int most, int seed, CancellationToken cancel)
    {
        List<Column> read = [.. columns.Where(c => c.Kind != ColumnKind.Other).OrderBy(c => c.Name, StringComparer.Ordinal)];
        var data = table.Contract.Data;
        var id = table[data?.Id] is { } named ? $"coalesce(cast({named.Quoted} as varchar), cast(__row as varchar))" : "__row";
        var key = Sql.RowHash([id, seed.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var time = table[data?.Time] is not { } timed || table.TimeOf(timed.Name) is not { } moment ? "null" : timed.Kind == ColumnKind.Number ? moment : Sql.Seconds(moment);
        string[] about = ["__row", table.HasLabel ? "cast(__label as varchar)" : "null", time, table[data?.Entity] is { } entity ? $"cast({entity.Quoted} as varchar)" : "null"];
        var selected = string.Join(", ", [.. about, .. read.Select(Expression)]);
        var rows = new List<SampledRow>();
        var there = new List<long>();
        var texts = read.Select(c => IsText(c) ? new List<string?>() : null).ToList();
        var numbers = read.Select(c => IsText(c) ? null : new List<double>()).ToList();
        foreach (var (part, at) in parts.Select((p, i) => (p, i)))
        {
            there.Add(await table.NumberAsync($"select count(*) from {part.Relation} where {part.Where}", cancel));
            // Found by the key alone first: sorting whole rows for a small part of them takes longer than reading the table twice.
            var bounded = there[at] <= most ? "" : $" and {key} <= (select max(drawn_key) from (select {key} as drawn_key from {part.Relation} where {part.Where} order by drawn_key limit {most}) as keys) order by {key}, __row limit {most}";
            var drawn = $"(select * from {part.Relation} where {part.Where}{bounded}) as drawn";
            await foreach (var row in table.ReadAsync($"select {selected} from {drawn} order by {Sql.RowHash(table.Columns)}, {key}", cancel))
            {
                rows.Add(new SampledRow(at, row.Count(0), row.Text(1), row.Number(2) ?? double.NaN, row.Text(3)));
                Read(row, about.Length, texts, numbers);
            }
        }

        var values = new float[rows.Count * read.Count];
        for (var c = 0; c < read.Count; c++)
        {
            var encoded = texts[c] is { } words ? Ranks(words) : read[c].Kind == ColumnKind.Time ? Days(numbers[c]!) : numbers[c]!;
            for (var r = 0; r < rows.Count; r++)
            {
                values[(r * read.Count) + c] = (float)encoded[r];
            }
        }

        return new MatrixSample(new FloatMatrix(rows.Count, read.Count, values), read, rows, there);
    }

    private static bool IsText(Column column) => column.Kind == ColumnKind.Text || column.Type == "TIME";

    private static string Expression(Column column) => IsText(column) ? $"cast({column.Quoted} as varchar)"
        : column.Kind == ColumnKind.Truth ? $"cast({column.Quoted} as integer)"
        : column.AsNumber;

    private static void Read(DbDataReader row, int from, List<List<string?>?> texts, List<List<double>?> numbers)
    {
        for (var c = 0; c < texts.Count; c++)
        {
            texts[c]?.Add(row.Text(from + c));
            numbers[c]?.Add(row.Number(from + c) ?? double.NaN);
        }
    }

    private static List<double> Ranks(List<string?> words)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in words.OfType<string>())
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
        }

        var ranks = counts.OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal).Take(Other).Select((w, rank) => (w.Key, rank)).ToDictionary(w => w.Key, w => w.rank, StringComparer.Ordinal);
        return [.. words.Select(w => w is null ? double.NaN : ranks.GetValueOrDefault(w, Other))];
    }

    private static List<double> Days(List<double> seconds)
    {
        var first = seconds.Where(double.IsFinite).DefaultIfEmpty().Min();
        return [.. seconds.Select(s => (s - first) / 86_400)];
    }
}
