using DuckDB.NET.Data;

namespace Airworthy.Data.Trials;

/// <summary>What differs between the features of the same rows, made twice.</summary>
/// <param name="Rows">Rows that were compared.</param>
/// <param name="Columns">Columns that were compared.</param>
/// <param name="Differing">By column the rows on which it differs; a column that only one of the two has differs on all.</param>
public sealed record FeatureDifferences(long Rows, int Columns, IReadOnlyDictionary<string, long> Differing);

/// <summary>Compares files of features.</summary>
public static class FeatureComparison
{
    /// <summary>Numbers are the same when they differ by no more than this share of them.</summary>
    private const string Tolerance = "1e-9";

    /// <summary>Compares the rows of one file with the same ones of another, by the id where both have it, else by their position.</summary>
    /// <param name="some">CSV or Parquet.</param>
    /// <param name="more">With the same rows first, and perhaps others behind them.</param>
    /// <param name="id">The column that names a row; null where rows have none.</param>
    /// <exception cref="TableException">A file is no table, or the rows of the first are not in the second.</exception>
    public static async Task<FeatureDifferences> OfAsync(string some, string more, string? id, CancellationToken cancel)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        try
        {
            var first = await ReadAsync(connection, "a", some, cancel);
            var second = await ReadAsync(connection, "b", more, cancel);
            var key = id is not null && first.Contains(id) && second.Contains(id) ? $"cast({id.Quoted} as varchar)" : "cast(__row as varchar)";
            var shared = first.Intersect(second).ToList();
            var counts = shared.Select(c => $"count(*) filter (where {Differs($"a.{c.Quoted}", $"b.{c.Quoted}")})");
            await using var command = connection.CreateCommand();
            command.CommandText = $"""
                select (select count(*) from a), count(*), count(distinct a.__key){string.Concat(counts.Select(c => ", " + c))}
                from (select *, {key} as __key from a) as a join (select *, {key} as __key from b) as b on a.__key = b.__key
                """;
            await using var row = await command.ExecuteReaderAsync(cancel);
            await row.ReadAsync(cancel);
            var (all, joined, keys) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
            if (all == 0 || joined != all || keys != all)
            {
                throw new TableException($"Of {all:N0} rows of features, {keys:N0} were found again when other rows were beside them.", $"Let commands.features keep every row in its order, and the column {id ?? "that names it"}.");
            }

            var differing = shared.Select((c, i) => (Name: c, Rows: row.GetInt64(3 + i))).Concat(first.Except(second).Concat(second.Except(first)).Select(c => (Name: c, Rows: all)))
                .Where(c => c.Rows > 0).ToDictionary(c => c.Name, c => c.Rows);
            return new FeatureDifferences(all, first.Union(second).Count(), differing);
        }
        catch (DuckDBException e)
        {
            throw new TableException($"The features cannot be read: {e.Message.Split('\n')[0]}", "Let commands.features write a table with a head, in the form of the data.");
        }
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(DuckDBConnection connection, string name, string file, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"create table {name} as select *, row_number() over () as __row from {DataFiles.Relation(Path.GetDirectoryName(file)!, Path.GetFileName(file), DataFiles.AllRows)}; select column_name from (describe {name})";
        var columns = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            columns.Add(rows.GetString(0));
        }

        return [.. columns.Where(c => c != "__row")];
    }

    /// <summary>Two files may write a number in two ways.</summary>
    private static string Differs(string a, string b)
    {
        var (x, y) = ($"try_cast(cast({a} as varchar) as double)", $"try_cast(cast({b} as varchar) as double)");
        return $"cast({a} as varchar) is distinct from cast({b} as varchar) and not coalesce(abs({x} - {y}) <= {Tolerance} * greatest(1, abs({x})), false)";
    }
}
