using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

/// <summary>What a draft of a schema reads from the rows of text files.</summary>
[Trait("Category", "slow")]
public sealed class SeenColumnsTests
{
    [Theory]
    [InlineData("3", "4", ColumnType.Integer)]
    [InlineData("3.5", "4", ColumnType.Number)]
    [InlineData("3.0", "4.0", ColumnType.Integer)]
    [InlineData("true", "false", ColumnType.Boolean)]
    [InlineData("2026-01-31", "2026-02-01", ColumnType.Date)]
    [InlineData("2026-01-31 10:00:00", "2026-02-01 00:00:00", ColumnType.Timestamp)]
    [InlineData("10:00:00", "11:30:00", ColumnType.Time)]
    [InlineData("a", "b", ColumnType.String)]
    public async Task Types(string one, string other, ColumnType expected) => Assert.Equal(expected, (await SeeAsync(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? one : other))).Type);

    [Theory]
    [InlineData("an e-mail address", "ana{0}@example.com")]
    [InlineData("a web address", "https://example.com/{0}?a=b")]
    [InlineData("a UUID", "123e4567-e89b-12d3-a456-4266{0:00000000}")]
    [InlineData("an IPv4 address", "10.0.{0}.1")]
    [InlineData("a code", "D{0:000000}")]
    [InlineData("a code", "AB-{0:00}/x")]
    [InlineData(null, "the {0} of many")]
    public async Task Classes_of_texts(string? expected, string format)
    {
        var seen = await SeeAsync(Enumerable.Range(0, 200).Select(i => format.Contains("many", StringComparison.Ordinal) && i % 2 == 0 ? $"some {i}, not all" : string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i)));

        Assert.Equal((ColumnType.String, expected), (seen.Type, seen.PatternIs));
    }

    [Fact]
    public async Task A_pattern_that_one_row_of_many_breaks_is_not_drafted() =>
        Assert.Null((await SeeAsync(Enumerable.Range(0, 3_000).Select(i => i == 2_718 ? "D12" : $"D{i:000000}"))).Pattern);

    [Fact]
    public async Task Missing_values_ends_and_a_closed_list()
    {
        var seen = await SeeAsync(Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? "" : $"{(i % 4) * 1.5}"));

        Assert.Equal((40L, 10L, 3L), (seen.Rows, seen.Missing, seen.Different));
        Assert.Equal((1.5, 4.5), seen.Ends);
        Assert.Equal(["1.5", "3", "4.5"], seen.Values!);
    }

    private static async Task<SeenColumn> SeeAsync(IEnumerable<string> values)
    {
        await using var project = SmallProject.With("data: {files: t.csv}", ("t.csv", $"v,i\n{string.Concat(values.Select((v, i) => $"\"{v}\",{i}\n"))}"));
        var contract = ContractReader.Read("airworthy: 1\nproject: small\ndata: {files: t.csv}", ContractReader.FileName).Contract!;
        await using var table = await Table.OpenAsync(contract, project.Folder, TestContext.Current.CancellationToken);
        return (await SeenColumns.ReadAsync(table, TestContext.Current.CancellationToken))[0];
    }
}
