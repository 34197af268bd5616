using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

using Airworthy.Data;

using DuckDB.NET.Data;

namespace Airworthy.Probes.Tests.Portability;

/// <summary>Every <c>.sql</c> file of the program says the same on the engine inside and on a real PostgreSQL, over three small tables.</summary>
[Trait("Category", "slow")]
public sealed partial class PortabilityTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private static readonly Assembly[] s_program = [typeof(Inspection).Assembly, typeof(Table).Assembly, typeof(Pipelines.Drills.Drill).Assembly];

    public static TheoryData<string> Files => [.. s_program.SelectMany(a => a.GetManifestResourceNames()).Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_answers_the_same_on_both_engines(string file)
    {
        var cancel = TestContext.Current.CancellationToken;
        var (stem, sql) = (Path.GetFileNameWithoutExtension(file), Load(file));
        var different = new List<string>();
        var asked = 0;
        foreach (var table in SmallTable.All)
        {
            var (inside, outside) = await server.HoldingAsync(table, cancel);
            foreach (var (of, filled) in Fillings.Of(stem, sql, table))
            {
                try
                {
                    different.AddRange(Differences(await RowsAsync(inside, filled(Sql.Engine)), await RowsAsync(outside, filled(PostgreSqlServer.Dialect)), isOrdered: Ordered().IsMatch(sql))
                        .Select(d => $"{table.Name}, {of}: {d}"));
                    asked++;
                }
                catch (DbException e)
                {
                    different.Add($"{table.Name}, {of}: {(e is DuckDBException ? "DuckDB" : "PostgreSQL")} refuses it: {e.Message}\n{filled(e is DuckDBException ? Sql.Engine : PostgreSqlServer.Dialect)}");
                }
            }
        }

        Assert.True(different.Count == 0, $"{file} is not portable:\n{string.Join("\n", different.Take(12))}");
        Assert.True(asked > 0, $"{file} was asked over no table: no column has a type it is for.");
    }

    [Fact]
    public async Task Hashes_part_rows_alike_and_the_stable_one_is_the_same_number()
    {
        var cancel = TestContext.Current.CancellationToken;
        foreach (var table in SmallTable.All)
        {
            var (inside, outside) = await server.HoldingAsync(table, cancel);
            var classes = new List<string>();
            foreach (var (connection, dialect) in new (DbConnection, Dialect)[] { (inside, Sql.Engine), (outside, PostgreSqlServer.Dialect) })
            {
                var hash = dialect.RowHash(table.Columns.Select(c => c.Quoted));
                var stable = dialect.StableHash($"cast({table.Columns[^1].Quoted} as varchar)");
                var rows = await RowsAsync(connection, $"select {hash} as row_hash, {stable} as stable_hash from parted order by __row");
                var first = rows.Select(r => rows.FindIndex(q => Equals(q[0], r[0])));
                classes.Add(string.Join(',', first) + "\n" + string.Join(',', rows.Select(r => r[1])));
            }

            Assert.True(classes[0] == classes[1], $"{table.Name}:\n{classes[0]}\n{classes[1]}");
        }
    }

    /// <summary>Where two engines' rows differ, in words. Whole numbers must be equal, floats to 1e-9 of their size.</summary>
    private static IEnumerable<string> Differences(List<object?[]> left, List<object?[]> right, bool isOrdered)
    {
        if (left.Count != right.Count)
        {
            return [$"{left.Count} rows inside, {right.Count} on PostgreSQL"];
        }

        if (!isOrdered)
        {
            // Floats that differ in their last digits must not change places.
            string Place(object?[] row) => string.Join('|', row.Select(v => v is double d ? d.ToString("E6", CultureInfo.InvariantCulture) : Told(v)));
            (left, right) = ([.. left.OrderBy(Place, StringComparer.Ordinal)], [.. right.OrderBy(Place, StringComparer.Ordinal)]);
        }

        return left.SelectMany((row, i) => row.Zip(right[i]).Select((pair, at) => (pair, at)).Where(x => !AreEqual(x.pair.First, x.pair.Second))
            .Select(x => $"row {i}, column {x.at}: {Told(x.pair.First)} inside, {Told(x.pair.Second)} on PostgreSQL"));
    }

    private static bool AreEqual(object? a, object? b) => (a, b) switch
    {
        (double[] x, double[] y) => x.Length == y.Length && x.Zip(y).All(p => AreEqual(p.First, p.Second)),
        (double or BigInteger, double or BigInteger) when a is double || b is double => Close(Double(a), Double(b)),
        // A number that is written out as text: 1.0 here, 1 there.
        (string x, string y) => x == y || (Written(x) is { } n && Written(y) is { } m && Close(n, m)),
        _ => Equals(a, b),
    };

    private static double? Written(string text) => text.ToLowerInvariant() switch
    {
        "nan" => double.MaxValue,
        "inf" or "infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static bool Close(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    private static double Double(object number) => number is BigInteger whole ? (double)whole : (double)number;

    /// <summary>A value whatever width an engine chose: a whole number, a float, a text, a list of floats; NaN and null are null.</summary>
    private static object? Plain(object value) => value switch
    {
        DBNull => null,
        sbyte or byte or short or ushort or int or uint or long or ulong => new BigInteger(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        decimal d => d == decimal.Truncate(d) ? new BigInteger(d) : (double)d,
        float or double => Convert.ToDouble(value, CultureInfo.InvariantCulture) is var d && double.IsNaN(d) ? null : d,
        DateTime t => (t - DateTime.UnixEpoch).TotalSeconds,
        DateOnly day => (day.ToDateTime(default) - DateTime.UnixEpoch).TotalSeconds,
        string text when text.StartsWith('{') && text.Contains("\"above\"", StringComparison.Ordinal) =>
            JsonDocument.Parse(text).RootElement.EnumerateObject().Select(p => p.Value.GetDouble()).Where((n, i) => n > 0).ToArray(),
        string or bool or BigInteger => value,
        System.Collections.IDictionary map => map.Keys.Cast<object>().Order().Select(k => Convert.ToDouble(map[k], CultureInfo.InvariantCulture)).Where(n => n > 0).ToArray(),
        System.Collections.IEnumerable list => list.Cast<object>().Select(v => v is DBNull ? double.NaN : Convert.ToDouble(v, CultureInfo.InvariantCulture)).ToArray(),
        _ => value.ToString(),
    };

    private static string Told(object? value) => value switch
    {
        null => "null",
        double[] list => $"[{string.Join(", ", list.Select(d => d.ToString("R", CultureInfo.InvariantCulture)))}]",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static async Task<List<object?[]>> RowsAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Plain(reader.GetValue(i)))]);
        }

        return rows;
    }

    private static string Load(string file)
    {
        var assembly = s_program.First(a => a.GetManifestResourceInfo(file) is not null);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd();
    }

    /// <summary>A file whose outermost query says in which order its rows come.</summary>
    [GeneratedRegex(@"order by [^()]*;\s*$")]
    private static partial Regex Ordered();
}
