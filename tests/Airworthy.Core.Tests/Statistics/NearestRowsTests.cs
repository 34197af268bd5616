using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class NearestRowsTests
{
    [Fact]
    public void The_tenth_neighbour_counts_by_hand()
    {
        // 0, 1, …, 19 have a standard deviation of √35; from 0 the tenth nearest is 9, from 100 it is 10.
        var nearest = new NearestRows(new FloatMatrix(20, 1, [.. Enumerable.Range(0, 20).Select(i => (float)i)]), [false]);

        var distances = nearest.Distances(new FloatMatrix(2, 1, [0, 100]));

        Assert.Equal(9 / Math.Sqrt(35), distances[0], 5);
        Assert.Equal(90 / Math.Sqrt(35), distances[1], 4);
    }

    [Fact]
    public void Another_category_and_a_missing_value_are_one_apart()
    {
        var nearest = new NearestRows(new FloatMatrix(10, 2, [.. Enumerable.Repeat(new[] { 3f, float.NaN }, 10).SelectMany(r => r)]), [true, false]);

        var distances = nearest.Distances(new FloatMatrix(4, 2, [3, float.NaN, 4, float.NaN, 3, 7, 4, 7]));

        Assert.All(distances.Zip([0, 1, 1, Math.Sqrt(2)]), d => Assert.Equal(d.Second, d.First, 5));
    }

    [Fact]
    public void The_unit_of_a_column_makes_no_difference() => Gen.Float[-10, 10].Array[30].Select(Gen.Float[0.1f, 100]).Sample((values, scale) =>
    {
        FloatMatrix Of(float by) => new(15, 2, [.. values.Select(v => v * by)]);
        var (one, other) = (new NearestRows(Of(1), [false, false]).Distances(Of(1)), new NearestRows(Of(scale), [false, false]).Distances(Of(scale)));
        Assert.All(one.Zip(other), d => Assert.Equal(d.First, d.Second, 0.01));
    });

    [Fact]
    public void The_nearest_are_named_in_order()
    {
        float[] values = [.. Enumerable.Range(0, 40).Select(i => (float)(i % 2 == 0 ? i : 100 - i))];
        var nearest = new NearestRows(new FloatMatrix(40, 1, values), [false]).To([10.4f], 4);

        Assert.Equal([10, 12, 8, 14], nearest.Select(n => n.Row));
        Assert.Equal(nearest[1].Distance, 1.6 / 0.4 * nearest[0].Distance, 4);
    }
}
