using Airworthy.Core.Reading;

using CsCheck;

namespace Airworthy.Core.Tests.Reading;

public sealed class DurationTests
{
    [Theory]
    [InlineData("12h", 12 * 60), InlineData("-2h", -2 * 60), InlineData("0h", 0), InlineData("30m", 30), InlineData("2d", 2 * 24 * 60), InlineData("1w", 7 * 24 * 60),
     InlineData("90s", 1.5), InlineData("1.5h", 90), InlineData(".5h", 30), InlineData("+3d", 3 * 24 * 60)]
    public void A_length_of_time_reads_as_people_write_it(string text, double minutes)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMinutes(minutes), duration.Span);
    }

    [Theory]
    [InlineData(""), InlineData("h"), InlineData("12"), InlineData("12 hours"), InlineData("12H"), InlineData("1h30m"), InlineData("NaNh"), InlineData("1e9d"), InlineData("36501d"),
     InlineData("--2h"), InlineData("12y"), InlineData("infinityd"), InlineData("1,5h")]
    public void What_is_no_length_of_time_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void A_length_of_time_reads_back_as_it_was_printed() =>
        Gen.Select(Gen.Int[-1_000, 1_000], Gen.Int[0, 3].Select(i => "mhdw"[i])).Sample((amount, unit) =>
        {
            Assert.True(Duration.TryParse($"{amount}{unit}", out var written));
            Assert.True(Duration.TryParse(written.ToString(), out var again), written.ToString());
            Assert.Equal(written, again);
        });

    [Fact]
    public void Even_seconds_read_back_as_they_were_printed()
    {
        Assert.True(Duration.TryParse("20s", out var written));
        Assert.True(Duration.TryParse(written.ToString(), out var again));
        Assert.Equal(written, again);
    }
}
