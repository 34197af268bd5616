using Airworthy.Cli.Scoring;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Serving.Models;

using DuckDB.NET.Data;

namespace Airworthy.Cli.Tests.Scoring;

/// <summary><c>airworthy predict</c>: every row of a table through a real model.</summary>
public sealed class TableScoringTests : IDisposable
{
    private static readonly OnnxModel s_model = new(OnnxWriter.Write(
        new Encoder([new Encoding.AsItIs("age"), new Encoding.Rates("origin", new Dictionary<string, float[]> { ["ORD"] = [0.3f], ["DFW"] = [0.1f] }, [0.2f]), new Encoding.HourAndWeekday("at")]),
        new Formula.Linear([0, 0, 0, 0], [1, 1, 1, 1], [[0.03, 2, 0.05, 0.01]], [-2], Link.Sigmoid), 1, []), null);

    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-scoring-").FullName;

    [Theory]
    [InlineData("csv", "csv")]
    [InlineData("parquet", "parquet")]
    [InlineData("parquet", "csv")]
    public async Task Every_row_gets_what_the_model_says_of_it_in_the_order_of_the_table(string from, string to)
    {
        const int Rows = 9_000; // more than two batches
        var table = Path.Combine(_folder, $"rows.{from}");
        await RunAsync($"copy (select i as id, (i % 80)::float as age, case when i % 3 = 0 then 'ORD' else 'JFK' end as origin, timestamp '2001-06-01' + to_hours(i % 500) as at, 'x' as other from range({Rows}) r(i)) to '{table}' ({(from == "csv" ? "format csv, header" : "format parquet")})");

        var target = Path.Combine(_folder, $"answers.{to}");
        Assert.Equal(Rows, await new TableScoring(s_model, table, ["id"]).RunAsync(target, _folder, _ => { }, TestContext.Current.CancellationToken));

        var lines = await RunAsync($"select id, score from '{target}'");
        Assert.Equal(Rows, lines.Count);
        foreach (var i in (int[])[0, 1, 4095, 4096, 8999])
        {
            var hour = new DateTime(2001, 6, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i % 500);
            var said = await s_model.AnswerAsync([new Tensor("age", DataType.Fp32, [1, 1], new float[] { i % 80 }), new Tensor("origin", DataType.Bytes, [1, 1], new[] { i % 3 == 0 ? "ORD" : "JFK" }), new Tensor("at", DataType.Fp64, [1, 1], new[] { (hour - DateTime.UnixEpoch).TotalSeconds })], TestContext.Current.CancellationToken);
            Assert.Equal((i.ToString(System.Globalization.CultureInfo.InvariantCulture), Scores.At(said[0], 0)), (Convert.ToString(lines[i][0], System.Globalization.CultureInfo.InvariantCulture), Convert.ToDouble(lines[i][1], System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task What_is_wrong_with_a_table_is_told_with_its_rows_and_nothing_is_written()
    {
        var (table, target) = (Path.Combine(_folder, "rows.csv"), Path.Combine(_folder, "answers.parquet"));
        await File.WriteAllTextAsync(table, "age,origin,at\n31,ORD,2001-06-01T08:00:00\nold,ORD,2001-06-01T08:00:00\n32,DFW,noon\n", TestContext.Current.CancellationToken);
        var wrong = await Assert.ThrowsAsync<Refusal>(() => new TableScoring(s_model, table, []).RunAsync(target, _folder, _ => { }, TestContext.Current.CancellationToken));
        Assert.Contains("Row 2: age is not a number.", wrong.Lines[0], StringComparison.Ordinal);
        Assert.Contains("Row 3: at is not a time", wrong.Lines[0], StringComparison.Ordinal);

        await File.WriteAllTextAsync(table, "age,orign\n31,ORD\n", TestContext.Current.CancellationToken);
        var lacking = await Assert.ThrowsAsync<Refusal>(() => new TableScoring(s_model, table, ["id"]).RunAsync(target, _folder, _ => { }, TestContext.Current.CancellationToken));
        Assert.Equal(3, lacking.Lines.Count(l => l.Contains("has no column", StringComparison.Ordinal)));
        Assert.Contains("has no column origin. It has orign.", lacking.Lines[0], StringComparison.Ordinal);

        await Assert.ThrowsAsync<Refusal>(() => new TableScoring(s_model, Path.Combine(_folder, "none.csv"), []).RunAsync(target, _folder, _ => { }, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(target));
    }

    [Theory]
    [InlineData("rows.csv")]
    [InlineData("*.csv")]
    public async Task Answers_are_not_written_over_the_table_itself(string named)
    {
        var table = Path.Combine(_folder, "rows.csv");
        await File.WriteAllTextAsync(table, "age,origin,at\n31,ORD,2001-06-01T08:00:00\n", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<Refusal>(() => new TableScoring(s_model, Path.Combine(_folder, named), []).RunAsync(Path.Combine(_folder, "part.csv"), _folder, _ => { }, TestContext.Current.CancellationToken, over: table));

        Assert.Contains("which would be gone then", refused.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("age,", await File.ReadAllTextAsync(table, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(1, await new TableScoring(s_model, Path.Combine(_folder, named), []).RunAsync(Path.Combine(_folder, "part.parquet"), _folder, _ => { }, TestContext.Current.CancellationToken, over: Path.Combine(_folder, "other.csv")));
    }

    private static async Task<List<object[]>> RunAsync(string sql)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var all = new List<object[]>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            var values = new object[rows.FieldCount];
            rows.GetValues(values);
            all.Add(values);
        }

        return all;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
