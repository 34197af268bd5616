using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class ShiftTests
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") == "1";

    private static readonly Gen<(long[] Before, long[] After)> s_counts =
        from k in Gen.Int[2, 30]
        from before in Gen.Long[0, 500].Array[k]
        from after in Gen.Long[0, 500].Array[k]
        where before.Sum() > 0 && after.Sum() > 0
        select (before, after);

    [Fact]
    public void Equal_shares_have_no_distance_and_an_index_below_zero()
    {
        var shift = Shift.OfOrdered([100, 200, 300], [50, 100, 150]);

        Assert.Equal(0, shift.Distance, 12);
        Assert.InRange(shift.Psi, -0.04, 0);
        Assert.Equal(1, shift.P);
    }

    [Fact]
    public void Half_the_rows_moved_one_bin_up_is_a_distance_of_a_half_by_hand() =>
        Assert.Equal(0.5, Shift.OfOrdered([100, 0], [50, 50]).Distance, 12);

    [Fact]
    public void A_category_that_moved_ten_points_is_seen()
    {
        var shift = Shift.OfCategories([5000, 5000], [6000, 4000]);

        Assert.Equal(0.1, shift.Distance, 12);
        Assert.True(shift.P < 1e-20);
    }

    [Fact]
    public void The_measures_of_two_shares_are_worked_by_hand()
    {
        var shift = Shift.OfCategories([600, 400], [500, 500]);

        // χ² = 2000 (600·500 − 400·500)² ⁄ (1000·1000·1100·900) = 20.202, one degree of freedom: p = 6.96e-6 (any table of χ²).
        Assert.Equal(6.96e-6, shift.P, 2e-8);
        // 0.1 ln(0.6 ⁄ 0.5) + 0.1 ln(0.5 ⁄ 0.4) = 0.040547, less (2 − 1)(1⁄1000 + 1⁄1000); the half rows change the fifth digit.
        Assert.Equal(0.040547 - 0.002, shift.Psi, 1e-4);
        // ½(0.6 ln(0.6⁄0.55) + 0.4 ln(0.4⁄0.45)) + ½(0.5 ln(0.5⁄0.55) + 0.5 ln(0.5⁄0.45)) = 0.005060, less 0.002 ⁄ 8.
        Assert.Equal(0.005060 - 0.00025, shift.JensenShannon, 1e-5);
    }

    [Fact]
    public void The_published_critical_value_of_Kolmogorov_and_Smirnov_has_its_published_probability()
    {
        // D = 1.36 √(1⁄n + 1⁄m) is the 5 % point for large samples; Smirnov (1948).
        const long Half = 500_000;
        var d = (long)(1.358 * Math.Sqrt(2.0 / (2 * Half)) * 2 * Half);

        Assert.Equal(0.05, Shift.OfOrdered([Half, Half], [Half + d, Half - d]).P, 0.001);
    }

    [Fact]
    public void Which_sample_comes_first_makes_no_difference() => s_counts.Sample(c =>
    {
        foreach (var (one, other) in new[] { (Shift.OfOrdered(c.Before, c.After), Shift.OfOrdered(c.After, c.Before)), (Shift.OfCategories(c.Before, c.After), Shift.OfCategories(c.After, c.Before)) })
        {
            Assert.Equal(one.Distance, other.Distance, 12);
            Assert.Equal(one.Psi, other.Psi, 9);
            Assert.Equal(one.JensenShannon, other.JensenShannon, 9);
            Assert.Equal(one.P, other.P, 9);
        }
    });

    [Fact]
    public void The_order_of_categories_makes_no_difference_and_every_measure_stays_in_its_range() => s_counts.Sample(c =>
    {
        var (one, other) = (Shift.OfCategories(c.Before, c.After), Shift.OfCategories([.. c.Before.Reverse()], [.. c.After.Reverse()]));
        Assert.Equal(one.Psi, other.Psi, 9);
        Assert.Equal(one.P, other.P, 9);
        Assert.InRange(one.Distance, 0, 1);
        Assert.InRange(one.P, 0, 1);
        Assert.True(one.JensenShannon <= Math.Log(2) + 1e-9);
    });

    [Theory]
    [InlineData(true, 20)]
    [InlineData(false, 20)]
    [InlineData(false, 50)]
    [InlineData(true, 200)]
    public void Samples_of_one_distribution_raise_few_alarms_and_indices_around_zero(bool ordered, int bins)
    {
        var random = new Random(5);
        var trials = s_long ? 4_000 : 400;
        var (alarms, psi, js) = (0, 0.0, 0.0);
        for (var trial = 0; trial < trials; trial++)
        {
            long[] before = new long[bins], after = new long[bins];
            for (var i = 0; i < 3000; i++)
            {
                before[random.Next(bins)]++;
                after[random.Next(bins)]++;
            }

            var shift = ordered ? Shift.OfOrdered(before, after) : Shift.OfCategories(before, after);
            alarms += shift.P < 0.05 ? 1 : 0;
            psi += shift.Psi;
            js += shift.JensenShannon;
        }

        // The raw means are (k − 1) ⁄ 1500 for the index and an eighth of that for the divergence: 0.033 and 0.004 for 50 categories.
        Assert.InRange(alarms, 0, trials * 0.09);
        Assert.InRange(psi / trials, -0.002, 0.002);
        Assert.InRange(js / trials, -0.0003, 0.0003);
    }

    [Fact]
    public void An_empty_sample_says_nothing() => Assert.Equal(new Shift(0, 0, 1), Shift.OfOrdered([0, 0], [5, 5]));

    [Fact]
    public void The_threshold_over_many_comparisons_is_worked_by_hand() =>
        Assert.Equal(0.01, Shift.Threshold([0.2, 0.001, 0.01, 0.03], 0.02), 12);

    [Fact]
    public void Adjusted_values_stand_out_exactly_where_the_threshold_says() => Gen.Double[0.01, 1].Select(x => x * x * x).Array[1, 40].Select(Gen.Double[0.001, 0.5]).Sample((p, q) =>
    {
        var threshold = Shift.Threshold(p, q);
        Assert.Equal(p.Select(x => x <= threshold && threshold > 0), Shift.Adjusted(p).Select(a => a <= q + 1e-12));
    });

    [Fact]
    public void Values_that_move_by_one_move_by_one()
    {
        // 0 → 1 in half of the rows: the mean distance is a half, whatever the unit.
        Assert.Equal(0.5, Wasserstein.OfBins([0, 1], [100, 0, 0], [50, 50, 0]), 12);
        Assert.Equal(500, Wasserstein.OfBins([0, 1000], [100, 0, 0], [50, 50, 0]), 9);
    }

    [Fact]
    public void The_size_of_a_shift_does_not_depend_on_the_unit_of_the_column() => s_counts.Select(Gen.Double[0.001, 1000]).Sample((c, scale) =>
    {
        double[] bounds = [.. Enumerable.Range(0, c.Before.Length).Select(i => (double)(i * i))];
        BinnedColumn Column(double by) => new("x", [0, .. c.Before, 0], [0, .. c.After, 0], [.. bounds.Select(b => b * by)], DevSd: 7 * by, TestSd: 9 * by);
        var (one, other) = (Moved.Of([Column(1)])[0], Moved.Of([Column(scale)])[0]);
        Assert.Equal(one.Wasserstein!.Value, other.Wasserstein!.Value, 6);
        Assert.Equal(one.Shift, other.Shift);
    });

    [Fact]
    public void A_quarter_of_a_standard_deviation_stands_at_the_gate()
    {
        // Two normal distributions a quarter of a standard deviation apart, counted in 400 bins: D = 2Φ(0.125) − 1 = 0.0995, W₁ = 0.25.
        double[] bounds = [.. Enumerable.Range(0, 400).Select(i => -5 + (i * 10 / 399.0))];
        long[] Rows(double mean) => [0, .. bounds.Select((b, i) => (long)Math.Round(1e7 * (Normal(b - mean) - (i == 0 ? 0 : Normal(bounds[i - 1] - mean))))), 0];
        var moved = Moved.Of([new BinnedColumn("x", Rows(0), Rows(0.25), bounds, DevSd: 1, TestSd: 1)])[0];

        Assert.Equal(0.0995, moved.Shift.Distance, 1e-4);
        Assert.Equal(0.25, moved.Wasserstein!.Value, 0.005);
    }

    private static double Normal(double x) => MathNet.Numerics.SpecialFunctions.Erfc(-x / Math.Sqrt(2)) / 2;
}
