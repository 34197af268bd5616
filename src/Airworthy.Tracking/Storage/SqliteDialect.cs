using System.Globalization;
using System.Text.Json;

using Microsoft.Data.Sqlite;

namespace Airworthy.Tracking.Storage;

/// <summary>SQLite.</summary>
internal sealed class SqliteDialect : Dialect
{
    public override string Identity => "integer primary key autoincrement";

    public override string Double => "real";

    public override string InKeyOrder => "without rowid";

    public override string IsIn(string column, string parameter) => $"{column} in (select value from json_each({parameter}))";

    public override object List(IReadOnlyCollection<long> values) => $"[{string.Join(',', values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]";

    public override object List(IReadOnlyCollection<string> values)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartArray();
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    // Connections are opened with case_sensitive_like, so plain LIKE regards case.
    public override string Like(string column, string parameter, bool anyCase) =>
        anyCase ? $"lower({column}) like lower({parameter})" : $"{column} like {parameter}";

    internal override async Task<int> InsertAsync(Session session, string table, string onConflict, IReadOnlyList<Column> columns)
    {
        var command = (SqliteCommand)session.Prepared(
            $"insert into {table} ({string.Join(", ", columns.Select(c => c.Name))}) values ({string.Join(", ", columns.Select(c => "@" + c.Name))}) {onConflict}",
            c =>
            {
                foreach (var column in columns)
                {
                    c.Parameters.Add(new SqliteParameter("@" + column.Name, column.Values switch
                    {
                        long[] => SqliteType.Integer,
                        double[] => SqliteType.Real,
                        _ => SqliteType.Text,
                    }));
                }
            });
        var written = 0;
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                command.Parameters[i].Value = columns[i].Values.GetValue(row);
            }

            written += await command.ExecuteNonQueryAsync();
        }

        return written;
    }
}
