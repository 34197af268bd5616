using Airworthy.Core.Statistics;

namespace Airworthy.Core.Tests.Statistics;

public sealed class ShiftTests
{
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Samples_of_one_distribution_raise_few_alarms_and_an_index_around_zero(bool ordered)
    {
        var random = new Random(5);
        var (alarms, sum) = (0, 0.0);
        for (var trial = 0; trial < 400; trial++)
        {
            long[] before = new long[20], after = new long[20];
            for (var i = 0; i < 3000; i++)
            {
                before[random.Next(20)]++;
                after[random.Next(20)]++;
            }

            var shift = ordered ? Shift.OfOrdered(before, after) : Shift.OfCategories(before, after);
            alarms += shift.P < 0.05 ? 1 : 0;
            sum += shift.Psi;
        }

        Assert.InRange(alarms, 0, 36);
        Assert.InRange(sum / 400, -0.002, 0.002);
    }

    [Fact]
    public void An_empty_sample_says_nothing() => Assert.Equal(new Shift(0, 0, 1), Shift.OfOrdered([0, 0], [5, 5]));

    [Fact]
    public void The_threshold_over_many_comparisons_is_worked_by_hand() =>
        Assert.Equal(0.01, Shift.Threshold([0.2, 0.001, 0.01, 0.03], 0.02), 12);
}
