using Airworthy.Core.Statistics;

namespace Airworthy.Core.Tests.Statistics;

public sealed class MedianIntervalTests
{
    // Of 15 values 3 or fewer lie below the median with 0.0176 on each side; of 6 none with 1 ⁄ 64; of 5 none with 1 ⁄ 32.
    [Theory]
    [InlineData(15, 0.95, 4, 12)]
    [InlineData(15, 0.99, 3, 13)]
    [InlineData(6, 0.95, 1, 6)]
    [InlineData(100, 0.95, 40, 61)]
    public void The_kth_smallest_and_largest_by_the_binomial_of_a_half(int n, double confidence, double low, double high) =>
        Assert.Equal(new Interval(low, high), MedianInterval.Of([.. Enumerable.Range(1, n).Reverse().Select(i => (double)i)], confidence));

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    public void Too_few_values_tell_nothing(int n) =>
        Assert.Equal(new Interval(double.NegativeInfinity, double.PositiveInfinity), MedianInterval.Of([.. Enumerable.Range(1, n).Select(i => (double)i)], 0.95));
}
