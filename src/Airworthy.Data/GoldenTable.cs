using Airworthy.Core.Observations;

using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Compares two tables of features of the same rows, value by value.</summary>
/// <remarks>Numbers are equal when they differ by at most 1e-6 of the larger one, or by 1e-9; no value equals no value, and NaN equals NaN.</remarks>
public static class GoldenTable
{
    private const int MostColumns = 2000;

    private static readonly string[] s_ids = ["id", "row", "row_id"];

    /// <param name="root">The folder that the paths are below.</param>
    /// <param name="id">The column that names a row, if its name is known.</param>
    /// <exception cref="TableException">A file cannot be read, nothing names its rows, or a row is there twice.</exception>
    public static async Task<GoldenRows> CompareAsync(string root, string training, string serving, string? id, CancellationToken cancel)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        await DoAsync("set autoinstall_known_extensions = false; set autoload_known_extensions = false; set memory_limit = '500MB';");
        var (first, second) = (await OpenAsync("training", training), await OpenAsync("serving", serving));
        await DoAsync("set enable_external_access = false;");
        var key = ((string?[])[id, .. s_ids]).FirstOrDefault(n => n is not null && first.ContainsKey(n) && second.ContainsKey(n))
            ?? throw new TableException($"No column names the rows in both {training} and {serving}.", $"Write the same column {id ?? "id"} into both.");
        await MustBeOnceAsync("training", training, key);
        await MustBeOnceAsync("serving", serving, key);

        var shared = first.Keys.Where(c => c != key && second.ContainsKey(c)).ToList();
        if (shared.Count > MostColumns)
        {
            throw new TableException($"{training} has {shared.Count:N0} features; at most {MostColumns:N0} are compared.", "Compare them in parts.");
        }

        var ids = $"cast(t.{key.Quoted} as varchar) = cast(s.{key.Quoted} as varchar)";
        var rows = await CountAsync($"select count(*) from training t join serving s on {ids}");
        var different = new List<GoldenDifference>();
        foreach (var column in shared)
        {
            var (a, b) = ($"t.{column.Quoted}", $"s.{column.Quoted}");
            command.CommandText = $"""
                select count(*), min_by(cast(t.{key.Quoted} as varchar), (length(cast(t.{key.Quoted} as varchar)), cast(t.{key.Quoted} as varchar))),
                    min_by(cast({a} as varchar), (length(cast(t.{key.Quoted} as varchar)), cast(t.{key.Quoted} as varchar))),
                    min_by(cast({b} as varchar), (length(cast(t.{key.Quoted} as varchar)), cast(t.{key.Quoted} as varchar)))
                from training t join serving s on {ids}
                where not ({Same(a, first[column], b, second[column])})
                """;
            await using var read = await command.ExecuteReaderAsync(cancel);
            await read.ReadAsync(cancel);
            if (read.Count(0) > 0)
            {
                different.Add(new GoldenDifference(column, read.Count(0), read.Text(1) ?? "without a name", read.Text(2), read.Text(3)));
            }
        }

        var made = ((string[])[training, serving]).SelectMany(p => DataFiles.Find(root, p)).Min(File.GetLastWriteTimeUtc);
        return new GoldenRows(training, serving, new DateTimeOffset(made, TimeSpan.Zero), rows,
            await CountAsync($"select count(*) from training t where not exists (select 1 from serving s where {ids})"), await CountAsync($"select count(*) from serving s where not exists (select 1 from training t where {ids})"),
            shared.Count, [.. first.Keys.Concat(second.Keys).Where(c => c != key && !(first.ContainsKey(c) && second.ContainsKey(c)))], [.. different.OrderByDescending(d => d.Rows)]);

        async Task DoAsync(string sql)
        {
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancel);
        }

        async Task<long> CountAsync(string sql)
        {
            command.CommandText = sql;
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancel), null);
        }

        async Task MustBeOnceAsync(string table, string path, string name)
        {
            if (await CountAsync($"select count(*) - count(distinct {name.Quoted}) from {table}") > 0)
            {
                throw new TableException($"{path} has rows with the same {name}, or with none.", $"Write each stored row once, and name it in {name}.");
            }
        }

        async Task<Dictionary<string, bool>> OpenAsync(string table, string path)
        {
            try
            {
                await DoAsync($"create table {table} as select * from {DataFiles.Relation(root, path)}");
                command.CommandText = $"select column_name, data_type in ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'FLOAT', 'DOUBLE') or starts_with(data_type, 'DECIMAL') from information_schema.columns where table_name = '{table}' order by ordinal_position";
                var columns = new Dictionary<string, bool>(StringComparer.Ordinal);
                await using var names = await command.ExecuteReaderAsync(cancel);
                while (await names.ReadAsync(cancel))
                {
                    columns[names.GetString(0)] = names.GetBoolean(1);
                }

                return columns;
            }
            catch (DuckDBException e)
            {
                throw DataFiles.Ragged(DataSource.Of(root, path)) ?? new TableException($"{path} cannot be read: {e.Message.Split('\n')[0]}", "Write it as a table with a column that names the row, and one per feature.");
            }
        }
    }

    private static string Same(string a, bool isNumber, string b, bool isOtherNumber)
    {
        if (!isNumber || !isOtherNumber)
        {
            return $"cast({a} as varchar) is not distinct from cast({b} as varchar)";
        }

        var (x, y) = ($"cast({a} as double)", $"cast({b} as double)");
        return $"({a} is null and {b} is null) or (coalesce({x} = {y}, false)) or (isnan({x}) and isnan({y})) or coalesce(isfinite({x}) and isfinite({y}) and abs({x} - {y}) <= greatest(1e-9, 1e-6 * greatest(abs({x}), abs({y}))), false)";
    }
}
