using System.Globalization;
using System.Text;

using Airworthy.Serving.Models;

namespace Airworthy.Serving.Tests.Models;

public sealed class ShortDecimalTests
{
    [Theory]
    [InlineData("0"), InlineData("-0"), InlineData("-0.0"), InlineData("1"), InlineData("-1035"), InlineData("0.7421"), InlineData("0.10608086"), InlineData("123456789012345"), InlineData("0.00000000000001"), InlineData("-99999999999999.9")]
    public void A_short_number_is_read_as_any_other_reader_does(string text)
    {
        Assert.True(ShortDecimal.TryRead(Encoding.ASCII.GetBytes(text), out double wide));
        Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(wide));
        Assert.True(ShortDecimal.TryRead(Encoding.ASCII.GetBytes(text), out float narrow));
        Assert.Equal(BitConverter.SingleToInt32Bits(float.Parse(text, CultureInfo.InvariantCulture)), BitConverter.SingleToInt32Bits(narrow));
    }

    [Theory]
    [InlineData("1234567890123456")] // sixteen digits: a double does not hold them all
    [InlineData("0.1234567890123456")]
    [InlineData("1e3"), InlineData("1.5E-7")]
    [InlineData("-")]
    public void What_is_long_or_has_an_exponent_is_left_to_others(string text) => Assert.False(ShortDecimal.TryRead(Encoding.ASCII.GetBytes(text), out double _));

    [Fact]
    public void In_the_middle_between_two_floats_the_double_does_not_decide() => Assert.False(ShortDecimal.TryRead("16777217"u8, out float _));

    [Fact]
    public void Any_short_number_is_the_nearest_double_and_float()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var digits = random.NextInt64(1, (long)Math.Pow(10, random.Next(1, 16))).ToString(CultureInfo.InvariantCulture);
            var point = random.Next(0, digits.Length + 1);
            var text = (random.Next(2) == 0 ? "-" : "") + (point == 0 ? digits : point == digits.Length ? "0." + digits[..Math.Min(digits.Length, 14)] : $"{digits[..point]}.{digits[point..]}");
            var bytes = Encoding.ASCII.GetBytes(text);
            Assert.True(ShortDecimal.TryRead(bytes, out double wide), text);
            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), wide);
            if (ShortDecimal.TryRead(bytes, out float narrow))
            {
                Assert.Equal(float.Parse(text, CultureInfo.InvariantCulture), narrow);
            }
        }
    }
}
