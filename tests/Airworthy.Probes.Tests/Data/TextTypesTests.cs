using System.Globalization;
using System.Text;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Types of a text file are read from its first rows, and from all rows where those do not tell.</summary>
[Trait("Category", "slow")]
public sealed class TextTypesTests
{
    private const int Rows = 230_000;

    [Theory]
    [InlineData("a column that is empty at first holds numbers", 215_000, "12.5", "", "DOUBLE")]
    [InlineData("a column that is empty at first holds times", 215_000, "2001-02-03 04:05:06", "", "TIMESTAMP")]
    [InlineData("a word among numbers makes a text, however late it comes", 220_000, "about five", "5", "VARCHAR")]
    [InlineData("a column that stays empty is text", 220_000, "", "", "VARCHAR")]
    public async Task A_later_value_counts(string _, int at, string value, string otherwise, string type)
    {
        var text = new StringBuilder("number,late\n");
        for (var i = 0; i < Rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{(i == at ? value : otherwise)}\n");
        }

        await using var project = SmallProject.With("data: {files: [data.csv]}", ("data.csv", text.ToString()));
        var profiles = await project.SeeAsync(new Airworthy.Probes.Data.ColumnProfilesProbe());

        Assert.Equal(type, profiles.Columns.Single(c => c.Name == "late").Type);
        Assert.Equal(Rows, profiles.Rows);
    }

    [Fact]
    public async Task A_fraction_after_many_whole_numbers_is_kept()
    {
        var text = Lines("id,amount,on", i => $"{9_007_199_254_740_993 + i},{(i < 220_000 ? "2" : "0.5")},2001-02-03");
        await using var project = SmallProject.With("data: {files: [data.csv]}", ("data.csv", text));
        var profiles = await project.SeeAsync(new Airworthy.Probes.Data.ColumnProfilesProbe());

        var amount = profiles.Columns.Single(c => c.Name == "amount");
        Assert.Equal("DOUBLE", amount.Type);
        Assert.Equal(((220_000 * 2) + (30_000 * 0.5)) / 250_000, amount.Mean!.Value, 1e-12);

        // An id needs more digits than a fraction has, whatever its neighbour holds.
        var table = await project.TableAsync();
        Assert.Equal("BIGINT", table["id"]!.Type);
        Assert.Equal(250_000, await table.NumberAsync("select count(distinct id) from data where id between 9007199254740993 and 9007199255000000", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("15e-1", "DOUBLE")]
    [InlineData("7.0", "DOUBLE")]
    [InlineData("3", "BIGINT")]
    [InlineData("many", "VARCHAR")]
    public async Task Late_amounts_are_read_as_they_are_written(string late, string type)
    {
        await using var project = SmallProject.With("data: {files: [data.csv]}", ("data.csv", Lines("amount,on", i => $"{(i < 220_000 ? "2" : late)},x")));
        var table = await project.TableAsync();

        Assert.Equal(type, table["amount"]!.Type);
        Assert.Equal(30_000, await table.NumberAsync($"select count(*) from data where amount = {(type == "VARCHAR" ? $"'{late}'" : late)}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_time_of_day_after_many_dates_is_kept()
    {
        await using var project = SmallProject.With("data: {files: [data.csv]}", ("data.csv", Lines("on,n", i => $"2001-02-03{(i < 220_000 ? "" : " 12:30:00")},{i}")));
        var table = await project.TableAsync();

        Assert.Equal(30_000, await table.NumberAsync("select count(*) from data where \"on\" = timestamp '2001-02-03 12:30:00'", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lines_of_JSON_keep_a_late_fraction_as_well()
    {
        var text = string.Concat(Enumerable.Range(0, 250_000).Select(i => $"{{\"amount\":{(i < 220_000 ? "2" : "0.5")}}}\n"));
        await using var project = SmallProject.With("data: {files: [data.jsonl]}", ("data.jsonl", text));
        var table = await project.TableAsync();

        Assert.Equal(30_000, await table.NumberAsync("select count(*) from data where amount = 0.5", TestContext.Current.CancellationToken));
    }

    private static string Lines(string header, Func<int, string> line) => $"{header}\n{string.Concat(Enumerable.Range(0, 250_000).Select(i => line(i) + "\n"))}";
}
