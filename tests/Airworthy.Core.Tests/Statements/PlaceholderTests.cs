using Airworthy.Core.Contracts;
using Airworthy.Core.Statements;

using CsCheck;

namespace Airworthy.Core.Tests.Statements;

/// <summary>Texts that fill a field without saying anything do not count.</summary>
public sealed class PlaceholderTests
{
    [Theory]
    [InlineData("TBD"), InlineData("tbd."), InlineData("todo"), InlineData("TODO!"), InlineData("n/a"), InlineData("N/A."), InlineData("none"), InlineData("-"), InlineData("?"),
     InlineData("???"), InlineData("..."), InlineData("…"), InlineData("xxx"), InlineData("<todo>"), InlineData("[TBD]"), InlineData("lorem ipsum"), InlineData("  tbd  "), InlineData("tbd tbd"),
     InlineData("tbd, todo"), InlineData("To be defined"), InlineData("fill me"), InlineData("___"), InlineData("see above")]
    public void A_placeholder_is_told(string text)
    {
        Assert.StartsWith("is the placeholder", Placeholder.WhyNot(text, 0, Policy.Standard), StringComparison.Ordinal);
        Assert.StartsWith("is the placeholder", Placeholder.WhyNot(text, 40, Policy.Light), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""), InlineData(" "), InlineData("\n\t ")]
    public void Nothing_is_told(string text) => Assert.Equal("is empty", Placeholder.WhyNot(text, 0, Policy.Standard));

    [Theory]
    [InlineData("roc_auc"), InlineData("test"), InlineData("a"), InlineData("#flight-delay"), InlineData("nonesuch"), InlineData("The test set"), InlineData("same-day delivery"),
     InlineData("done by the call centre"), InlineData("later arrivals of parcels"), InlineData("unknown origin of the label noise")]
    public void A_text_that_says_something_is_let_through(string text)
    {
        var why = Placeholder.WhyNot(text, 0, Policy.Standard);

        Assert.True(why is null == (text != "test"), $"{text} {why}");
    }

    [Theory]
    [InlineData(19, Policy.Standard, 40, "has 19 characters, and at least 40 are asked")]
    [InlineData(39, Policy.Standard, 40, "has 39 characters, and at least 40 are asked")]
    [InlineData(40, Policy.Standard, 40, null)]
    [InlineData(39, Policy.Strict, 40, "has 39 characters, and at least 40 are asked")]
    [InlineData(19, Policy.Light, 40, "has 19 characters, and at least 20 are asked")]
    [InlineData(20, Policy.Light, 40, null)]     // the light policy never asks for more than 20
    [InlineData(9, Policy.Light, 10, "has 9 characters, and at least 10 are asked")]
    [InlineData(10, Policy.Light, 10, null)]     // nor for more than the field itself does
    public void Length_is_counted_after_trimming(int length, Policy policy, int minimum, string? why) =>
        Assert.Equal(why, Placeholder.WhyNot($"  {Words(length)}\n", minimum, policy));

    [Fact]
    public void Two_texts_share_all_none_or_some_of_their_words()
    {
        Assert.Equal(1, Placeholder.Overlap("Late parcels, again", "again: LATE parcels"));
        Assert.Equal(0, Placeholder.Overlap("late parcels", "early birds"));
        Assert.Equal(0.5, Placeholder.Overlap("a b c", "b c d"));    // 2 of 4 words
        Assert.Equal(0, Placeholder.Overlap("", ""));
    }

    [Fact]
    public void Overlap_is_symmetric_and_between_0_and_1() =>
        Gen.Select(Gen.String[Gen.Char['a', 'e'], 0, 30], Gen.String[Gen.Char['a', 'e'], 0, 30]).Sample((a, b) =>
        {
            var (x, y) = (string.Join(' ', a.ToCharArray()), string.Join(' ', b.ToCharArray()));
            Assert.Equal(Placeholder.Overlap(x, y), Placeholder.Overlap(y, x));
            Assert.InRange(Placeholder.Overlap(x, y), 0, 1);
        });

    private static string Words(int length) => string.Concat(Enumerable.Repeat("warn early ", length))[..length].TrimEnd().PadRight(length, 'x');
}
