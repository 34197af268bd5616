using Airworthy.Core.Checklist;
using Airworthy.Data;

using DuckDB.NET.Data;

namespace Airworthy.Probes.Tests;

/// <summary>The sample's stored predictions are what its own SQL makes of its table, and they show how little seven days of April can tell apart.</summary>
public sealed class SampleBaselinesTests
{
    [Theory]
    [InlineData("hour-of-day")]
    [InlineData("airport-hour")]
    public async Task Stored_predictions_are_those_of_the_baseline(string name)
    {
        var made = Path.Combine(Directory.CreateTempSubdirectory("airworthy-").FullName, "made.parquet");
        var stored = Path.Combine(Sample, "predictions", $"{name}.parquet");
        var sql = (await File.ReadAllTextAsync(Path.Combine(Sample, "src", "baselines", $"{name}.sql"), TestContext.Current.CancellationToken))
            .Replace("'data/flights.parquet'", Path.Combine(Sample, "data", "flights.parquet").Literal, StringComparison.Ordinal)
            .Replace($"'predictions/{name}.parquet'", made.Literal, StringComparison.Ordinal);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        if (Environment.GetEnvironmentVariable("AIRWORTHY_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(stored)!);
            File.Copy(made, stored, overwrite: true);
        }

        command.CommandText = $"select count(*), sum(case when s.label = m.label and abs(s.score - m.score) < 0.00011 and s.split = m.split then 1 else 0 end) from read_parquet({stored.Literal}) s full join read_parquet({made.Literal}) m using (id)";
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await row.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(116_057 + 135_343, row.GetInt64(0));
        Assert.Equal(row.GetInt64(0), (long)(System.Numerics.BigInteger)row.GetValue(1));
        Assert.InRange(new FileInfo(stored).Length, 1, 1_000_000);
        Directory.Delete(Path.GetDirectoryName(made)!, recursive: true);
    }

    [Fact]
    public async Task Seven_days_of_April_do_not_show_the_gain_that_is_wanted()
    {
        var contract = ProjectFolder.ReadContract(Sample).Contract!;
        await using var around = new Surroundings { Root = Sample, Contract = contract, Clock = TimeProvider.System };
        var power = Pages.Find("dev-set-power")!;
        var seen = await new Inspection(around, new Subjects(contract, new Dictionary<Bound, string>())).RunAsync([(power, power["mde"]!)], TestContext.Current.CancellationToken);

        var verdict = Assert.Single(seen).Value.Verdict;
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Equal(7, verdict.Numbers["units"]);
        Assert.InRange(verdict.Numbers["smallest_difference"], 0.02, 0.04);
    }

    private static string Sample => Path.Combine(Repository(AppContext.BaseDirectory), "samples", "flight-delays");

    private static string Repository(string folder) =>
        File.Exists(Path.Combine(folder, "Airworthy.slnx")) ? folder : Repository(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
