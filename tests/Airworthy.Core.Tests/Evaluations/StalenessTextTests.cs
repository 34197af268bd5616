using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Tests.Evaluations;

public sealed class StalenessTextTests
{
    [Theory]
    [InlineData(0.010, 0.020, "Nowhere is more than 0.01 surely lost", null)]       // both may lose more, neither surely does
    [InlineData(0.011, 0.020, "More than 0.01 is surely lost at 25 days: train again at least every 20 days.", "freshness.retrain_every_days is 21: lower it to 20 days")]
    [InlineData(-0.02, 0.010, "No more than 0.01 is lost up to 25 days", null)]
    public void How_often_to_train_again(double low, double high, string says, string? also)
    {
        var text = string.Join('\n', StalenessText.Of(Measured([new StalenessAge(15, 2, 0, -0.01, 0.01), new StalenessAge(25, 1, 0.01, low, high)]), new Freshness { ToleratedLoss = 0.01, RetrainEveryDays = 21, MaxAgeDays = 20 }));

        Assert.Contains(says, text, StringComparison.Ordinal);
        Assert.Equal(also is not null, text.Contains(also ?? "lower it", StringComparison.Ordinal));
        Assert.DoesNotContain("freshness.max_age_days", text, StringComparison.Ordinal); // 20 days are allowed
    }

    [Fact]
    public void Without_a_tolerated_loss_nobody_knows_what_is_too_much() =>
        Assert.Contains("freshness.tolerated_loss is not set", string.Join('\n', StalenessText.Of(Measured([new StalenessAge(15, 2, 1, 0.9, 1.1)]), null)), StringComparison.Ordinal);

    [Fact]
    public void It_is_read_back_as_it_was_written()
    {
        var measured = Measured([new StalenessAge(15, 2, 1, 0.9, 1.1)]);
        Assert.Equal(EvaluationJson.Of(measured), EvaluationJson.Of(EvaluationJson.ReadStaleness(System.Text.Encoding.UTF8.GetBytes(EvaluationJson.Of(measured)))!));
    }

    [Fact]
    public void A_gap_worked_by_hand()
    {
        // Windows of four rows; the old model is off by 1 more in two of them, and by 4 more in an older one.
        var gaps = new AgeGaps(PredictionMetric.Of("mae")!, isLess: true, windowDays: 10);
        var truth = new Truth([0, 0, 0, 0]);
        gaps.Add(1, truth, new Answers([1, 1, 1, 1]), new Answers([0, 0, 0, 0]), RowUnits.None);
        gaps.Add(1, truth, new Answers([3, 3, 3, 3]), new Answers([2, 2, 2, 2]), RowUnits.None);
        gaps.Add(3, truth, new Answers([5, 5, 5, 5]), new Answers([1, 1, 1, 1]), RowUnits.None);

        var ages = gaps.Ages();

        Assert.Equal([(15, 2, 1), (35, 1, 4)], ages.Select(a => (a.Days, a.Pairs, a.Gap)));
        Assert.All(ages, a => Assert.Equal((a.Gap, a.Gap), (a.Low, a.High))); // every row says the same
        Assert.Equal(30 * 3 / 20.0, AgeGaps.Slope(ages), 12);
    }

    private static MeasuredStaleness Measured(IReadOnlyList<StalenessAge> ages) => new("it", "trees", "roc_auc", 10, 30, 900, ages, 0.001,
        [new PastTraining(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 30), "r1", 0.7, [new LaterWindow(new DateOnly(2026, 2, 10), new DateOnly(2026, 2, 19), 0.69, 0.7)]), new PastTraining(new DateOnly(2026, 1, 11), new DateOnly(2026, 2, 9), "r2", 0.7, [])],
        null, new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));
}
