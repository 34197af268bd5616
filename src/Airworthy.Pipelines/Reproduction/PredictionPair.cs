using System.Globalization;

using DuckDB.NET.Data;

namespace Airworthy.Pipelines.Reproduction;

/// <summary>How far two files of predictions lie apart, row by row by their ids.</summary>
/// <param name="Rows">Rows that both have.</param>
/// <param name="Alone">Rows that one has only.</param>
/// <param name="Agreement">Share of equal decisions among <paramref name="Rows"/>, 0 to 1: the same side of the threshold, the same highest class, the same rank, or values within a millionth of each other.</param>
/// <param name="Largest">The largest difference of any number in them.</param>
public sealed record PredictionPair(long Rows, long Alone, double Agreement, double Largest)
{
    /// <summary>Compares two files with the columns <c>id</c> and <c>score</c>, <c>score_…</c>, <c>value</c> or <c>rank</c>.</summary>
    /// <param name="threshold">From which score on the answer is yes.</param>
    /// <exception cref="FormatException">They cannot be read or have other columns; the message says what is there.</exception>
    public static async Task<PredictionPair> OfAsync(string first, string second, double threshold, CancellationToken cancel)
    {
        try
        {
            await using var duck = new DuckDBConnection("DataSource=:memory:");
            await duck.OpenAsync(cancel);
            var columns = await ColumnsAsync(duck, first, cancel);
            var both = columns.Intersect(await ColumnsAsync(duck, second, cancel), StringComparer.Ordinal).ToList();
            var scores = both.Where(c => c is "score" or "value" or "rank" || c.StartsWith("score_", StringComparison.Ordinal)).ToList();
            if (!both.Contains("id") || scores.Count == 0)
            {
                throw new FormatException($"both need the columns id and score, score_<class>, value or rank; they share {(both.Count == 0 ? "none" : string.Join(", ", both))}");
            }

            var classes = scores.Where(c => c.StartsWith("score_", StringComparison.Ordinal)).ToList();
            var decision = scores.Contains("score") ? string.Create(CultureInfo.InvariantCulture, $"(a.score >= {threshold:R}) = (b.score >= {threshold:R})")
                : classes.Count > 0 ? $"{Highest("a", classes)} = {Highest("b", classes)}"
                : scores.Contains("rank") ? "a.rank = b.rank" : "abs(a.value - b.value) <= 1e-6 * greatest(1, abs(a.value))";
            await using var command = duck.CreateCommand();
            command.CommandText = $"""
                with a as (select * from {From(first)}), b as (select * from {From(second)})
                select count(*) filter (where a.id is not null and b.id is not null), count(*) filter (where a.id is null or b.id is null),
                       coalesce(avg(case when {decision} then 1.0 else 0.0 end) filter (where a.id is not null and b.id is not null), 1), coalesce(max(greatest({string.Join(", ", scores.Select(c => $"abs(a.{Name(c)} - b.{Name(c)})"))})), 0)
                from a full join b on a.id = b.id
                """;
            await using var reader = await command.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            return new PredictionPair(reader.GetInt64(0), reader.GetInt64(1), reader.GetDouble(2), Convert.ToDouble(reader.GetValue(3), CultureInfo.InvariantCulture));
        }
        catch (DuckDBException e)
        {
            throw new FormatException(e.Message.Split('\n')[0], e);
        }
    }

    private static async Task<List<string>> ColumnsAsync(DuckDBConnection duck, string file, CancellationToken cancel)
    {
        await using var command = duck.CreateCommand();
        command.CommandText = $"select column_name from (describe select * from {From(file)})";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var columns = new List<string>();
        while (await reader.ReadAsync(cancel))
        {
            columns.Add(reader.GetString(0));
        }

        return columns;
    }

    // The files lie under names that were made here: there is nothing in them to escape but the temporary folder's own name.
    private static string From(string file) => $"{(file.EndsWith(".parquet", StringComparison.Ordinal) ? "read_parquet" : "read_csv")}('{file.Replace("'", "''", StringComparison.Ordinal)}')";

    private static string Highest(string side, List<string> classes) =>
        $"list_position([{string.Join(", ", classes.Select(c => $"{side}.{Name(c)}"))}], greatest({string.Join(", ", classes.Select(c => $"{side}.{Name(c)}"))}))";

    private static string Name(string column) => $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
