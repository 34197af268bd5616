using Airworthy.Serving.Guards;

namespace Airworthy.Serving.Tests.Guards;

public sealed class SurenessTests
{
    [Theory]
    [InlineData(0.5, 0.5, 0.5)]
    [InlineData(0.8, 0.5, 0.8)]
    [InlineData(0.2, 0.5, 0.8)]
    [InlineData(0.22, 0.22, 0.5)]       // both answers cost the same there
    [InlineData(0.5, 0.2, 0.8)]         // 0.5·0.8 against 0.5·0.2
    public void By_hand(double score, double threshold, double sure) => Assert.Equal(sure, Sureness.Of(score, threshold), 9);

    [Fact]
    public void The_band_holds_exactly_the_scores_that_are_less_sure()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var (score, threshold, below) = (random.NextDouble(), 0.01 + (0.98 * random.NextDouble()), 0.51 + (0.48 * random.NextDouble()));
            var (from, to) = Sureness.Unsure(threshold, below);
            var sure = Sureness.Of(score, threshold);
            Assert.True(Math.Abs(sure - below) < 1e-9 || (score > from && score < to) == (sure < below), $"{score} {threshold} {below}");
        }
    }
}
