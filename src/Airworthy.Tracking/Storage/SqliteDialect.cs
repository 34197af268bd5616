using System.Globalization;
using System.Text.Json;

using Airworthy.Tracking.Metrics;

namespace Airworthy.Tracking.Storage;

/// <summary>SQLite.</summary>
internal sealed class SqliteDialect : Dialect
{
    public override bool IsWrittenHereAlone => true;

    public override string Identity => "integer primary key autoincrement";

    public override string Double => "real";

    public override string InKeyOrder => "without rowid";

    // Left to itself it takes the index that holds more columns, and jumps about in everything else.
    public override string AlongRuns => "indexed by runs_in_order";

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

    internal override Task<int> InsertAsync(Session session, string table, string onConflict, IReadOnlyList<Column> columns)
    {
        var statement = session.Kept(
            $"insert into {table} ({string.Join(", ", columns.Select(c => c.Name))}) values ({string.Join(", ", columns.Select(c => "@" + c.Name))}) {onConflict}");
        var written = 0;
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                switch (columns[i].Values)
                {
                    case long[] values:
                        statement.Bind(i + 1, values[row]);
                        break;
                    case double[] values:
                        statement.Bind(i + 1, values[row]);
                        break;
                    case string[] values:
                        statement.Bind(i + 1, values[row]);
                        break;
                    default:
                        throw new System.Diagnostics.UnreachableException();
                }
            }

            statement.Step();
            statement.Reset();
            written += statement.Changed;
        }

        return Task.FromResult(written);
    }

    internal override Task<List<Point>> PointsAsync(Session session, string sql, params IReadOnlyList<(string Name, object Value)> values)
    {
        using var statement = new SqliteStatement(session.Sqlite, sql);
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Value is double real)
            {
                statement.Bind(i + 1, real);
            }
            else
            {
                statement.Bind(i + 1, (long)values[i].Value);
            }
        }

        var points = new List<Point>();
        while (statement.Step())
        {
            var value = statement.Real(2);
            points.Add(new Point(statement.Whole(0), statement.Whole(1), value == 0 && statement.Whole(3) != 0 ? double.NaN : value));
        }

        return Task.FromResult(points);
    }

    internal override Task<long?> NumberAsync(Session session, string sql, long no)
    {
        var statement = session.Kept(sql);
        statement.Bind(1, no);
        long? found = statement.Step() ? statement.Whole(0) : null;
        statement.Reset();
        return Task.FromResult(found);
    }
}
