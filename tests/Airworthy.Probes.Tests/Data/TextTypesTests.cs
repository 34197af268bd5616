using System.Globalization;
using System.Text;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Types of a text file are read from its first rows, and from all rows where those do not tell.</summary>
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
}
