using Airworthy.Web.Projects;

namespace Airworthy.Web.Tests.Projects;

public sealed class MainNumberTests
{
    [Theory]
    [InlineData("812 of 24,311 dev rows are copies; the limit is 0.001.", "copied")] // first in the sentence, last in the map
    [InlineData("24,311 rows were looked at, 812 are copies.", "rows")]
    [InlineData("No row is a copy.", "limit")] // none stands there: the first that was measured
    [InlineData("1812 and 812.5 and 0.812 are other numbers, 24,311 is it.", "rows")]
    public void It_is_the_one_the_sentence_begins_with(string says, string expected) =>
        Assert.Equal(expected, MainNumber.Of(new Dictionary<string, double> { ["limit"] = .001, ["rows"] = 24_311, ["copied"] = 812 }, says)!.Value.Name);

    [Fact]
    public void What_is_no_number_is_none() =>
        Assert.Null(MainNumber.Of(new Dictionary<string, double> { ["share"] = double.NaN }, "NaN"));
}
