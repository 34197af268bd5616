using Airworthy.Core.Reading;

using CsCheck;

namespace Airworthy.Core.Tests.Reading;

public sealed class NearestTests
{
    private static readonly string[] s_known = ["latency_ms", "label", "memory_mb", "by"];

    [Theory]
    [InlineData("latencey_ms", "latency_ms")]     // one letter too many
    [InlineData("latncy_ms", "latency_ms")]       // one missing
    [InlineData("lable", "label")]                // two exchanged
    [InlineData("LABEL", "label")]                // only the case
    [InlineData("latency", "latency_ms")]         // three of ten: a third is still near
    [InlineData("lat", null)]                     // seven of ten is not
    [InlineData("bx", "by")]                      // one letter of a short word
    [InlineData("xx", null)]                      // two letters of a short word
    [InlineData("quarterly", null)]
    [InlineData("", null)]
    public void A_slip_finds_the_word_that_was_meant(string written, string? meant) => Assert.Equal(meant, Nearest.To(written, s_known));

    [Fact]
    public void Nothing_is_near_where_nothing_is_known() => Assert.Null(Nearest.To("label", []));

    [Fact]
    public void A_known_word_is_nearest_to_itself() =>
        Gen.String[Gen.Char['a', 'z'], 1, 20].Sample(word => Assert.Equal(word, Nearest.To(word, [.. s_known, word])));

    [Fact]
    public void One_slip_in_a_word_of_three_letters_or_more_is_always_found() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 3, 20], Gen.Int[0, 19], Gen.Char['a', 'z']).Sample((word, at, letter) =>
        {
            var slip = word.Insert(at % word.Length, letter.ToString());
            Assert.Equal(word, Nearest.To(slip, [word]));
            Assert.Equal(word, Nearest.To(word.Remove(at % word.Length, 1), [word]));
        });

    [Fact]
    public void A_very_long_word_takes_no_time() => Assert.Null(Nearest.To(new string('a', 1_000_000), s_known));
}
