using Airworthy.Tracking.Metrics;

using CsCheck;

namespace Airworthy.Tracking.Tests;

public sealed class SamplingTests
{
    private static readonly Gen<List<Point>> s_histories =
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[-500, 5_000], Gen.OneOf(Gen.Double[-1e6, 1e6], Gen.Const(double.NaN)), (t, s, v) => new Point(t, s, v)).List[0, 3000];

    [Fact]
    public void Few_points_keep_the_true_smallest_and_largest_value_and_both_ends() => Gen.Select(s_histories, Gen.Int[4, 500]).Sample((points, most) =>
    {
        var sampled = Sampling.Of([.. points], long.MinValue, long.MaxValue, most);
        var numbers = points.Where(p => !double.IsNaN(p.Value)).Select(p => p.Value).ToList();

        return sampled.Count <= Math.Max(most, 0)
            && sampled.All(points.Contains)
            && sampled.Zip(sampled.Skip(1)).All(pair => pair.First.Step <= pair.Second.Step)
            && (numbers.Count == 0 || (sampled.Any(p => p.Value == numbers.Min()) && sampled.Any(p => p.Value == numbers.Max())))
            && (points.Count == 0 || (sampled[0].Step == points.Min(p => p.Step) && sampled[^1].Step == points.Max(p => p.Step)));
    }, iter: 300);

    [Fact]
    public void A_short_history_comes_whole_and_a_stretch_comes_alone()
    {
        List<Point> points = [.. Enumerable.Range(0, 100).Select(i => new Point(i, i, i))];

        Assert.Equal(100, Sampling.Of([.. points], long.MinValue, long.MaxValue, 100).Count);
        Assert.Equal([10L, 11, 12], Sampling.Of([.. points], 10, 12, 50).Select(p => p.Step));
    }
}
