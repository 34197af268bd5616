using System.Text.Json;

using DuckDB.NET.Data;

namespace Airworthy.Cli.Tests;

/// <summary>Changes 50 rows and one number of the sample: exactly what they are about changes.</summary>
[Trait("Category", "slow")]
public sealed class FiftyRowsTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("airworthy-").FullName, "sample");

    private sealed record PartNow(string Verdict, string Standing, string Numbers);

    [Fact]
    public async Task Train_rows_copied_into_dev_and_a_looser_limit_change_their_own_numbers_and_nothing_else()
    {
        await SampleProject.CopyAsync(_folder, TestContext.Current.CancellationToken);
        var before = await PartsAsync();

        // January rows, set 92 days later into April: same flights, now counted in dev.
        var data = Path.Combine(_folder, "data", "flights.parquet");
        using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            duck.Open();
            using var command = duck.CreateCommand();
            command.CommandText = $"""
                create table flights as select * from read_parquet('{data}');
                insert into flights select date + interval 92 days, delay, distance, origin, destination from flights where date < '2001-01-02' limit 50;
                copy (select * from flights order by date) to '{data}' (format parquet, compression zstd);
                """;
            command.ExecuteNonQuery();
        }

        var added = await AirworthyProcess.RunAsync(_folder, "data", "add", "flights", "data/flights.parquet");
        Assert.True(added.ExitCode == 0, added.Errors);

        var contract = Path.Combine(_folder, "airworthy.yaml");
        var text = await File.ReadAllTextAsync(contract, TestContext.Current.CancellationToken);
        Assert.Contains("p99_ms: 80", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(contract, text.Replace("p99_ms: 80", "p99_ms: 90", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var after = await PartsAsync();

        var numbers = after.Where(p => before[p.Key].Numbers != p.Value.Numbers && !p.Key.EndsWith("/statement", StringComparison.Ordinal)).Select(p => p.Key).Order(StringComparer.Ordinal);
        var changed = string.Join(' ', numbers);
        Assert.True(changed ==
            "data-schema/forms data-schema/holds data-schema/label-noise data-schema/labels data-schema/missing dev-set-power/mde dev-set-power/slices"
            + " dev-test-same-distribution/classifier dev-test-same-distribution/columns dev-test-same-distribution/label freshness-need/curve latency-limit/contract leakage-safe-split/order"
            + " leakage-safe-split/proxy leakage-safe-split/rows leakage-safe-split/time privacy-controls/access privacy-controls/retention representative-dev-test/sizes"
            + " staleness-impact/curve versioned-storage/fetch versioned-storage/labels versioned-storage/manifest",
            changed);

        // Nobody's word about the old data counts for the new; everything else stands as it stood.
        var standing = after.Where(p => before[p.Key].Standing != p.Value.Standing).Select(p => p.Key).Order(StringComparer.Ordinal);
        string[] aboutTheData = ["freshness-need/statement", "leakage-safe-split/statement", "representative-dev-test/statement"];
        string[] noLongerFits = ["dev-set-power/slices", "versioned-storage/labels"]; // stored predictions lack the new rows; no log tells of their labels
        Assert.True(standing.SequenceEqual(aboutTheData.Concat(noLongerFits).Order(StringComparer.Ordinal)), string.Join(' ', after.Where(p => before[p.Key].Standing != p.Value.Standing).Select(p => $"{p.Key} {p.Value.Standing}")));
        Assert.All(aboutTheData, id => Assert.Equal("stale", after[id].Standing));
        Assert.Equal(RowsOf(before["representative-dev-test/sizes"], "dev_rows") + 50, RowsOf(after["representative-dev-test/sizes"], "dev_rows"));
    }

    private async Task<IReadOnlyDictionary<string, PartNow>> PartsAsync()
    {
        var run = await AirworthyProcess.RunAsync(null, "check", _folder, "--format", "json", "--now", "2026-01-05T10:00:00Z");
        using var report = JsonDocument.Parse(run.Output);
        return report.RootElement.GetProperty("items").EnumerateArray()
            .SelectMany(item => item.GetProperty("parts").EnumerateArray())
            .ToDictionary(p => p.GetProperty("id").ToString(), p => new PartNow(
                p.GetProperty("verdict").ToString(), p.GetProperty("standing").ToString(), p.GetProperty("numbers").ToString()));
    }

    private static double RowsOf(PartNow part, string number) => JsonDocument.Parse(part.Numbers).RootElement.GetProperty(number).GetDouble();

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
    }
}
