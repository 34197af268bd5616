using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class PairedPowerTests
{
    [Theory] // Connor's formula at α = 0.05 and power 0.8, rounded up
    [InlineData(0.01, 0.05, 3_923)]
    [InlineData(0.005, 0.05, 15_696)]
    [InlineData(0.002, 0.02, 39_243)]
    [InlineData(0.001, 0.01, 78_487)]
    public void Rows_for_a_gain(double gain, double discordance, int rows) =>
        Assert.Equal(rows, (int)Math.Ceiling(PairedPower.Rows(gain, discordance, 0.95)));

    [Theory]
    [InlineData(500, 0.028)]
    [InlineData(1_000, 0.020)]
    [InlineData(5_000, 0.0089)]
    [InlineData(10_000, 0.0063)]
    [InlineData(50_000, 0.0028)]
    public void Smallest_gain_when_one_row_in_twenty_tells_them_apart(int rows, double smallest) =>
        Assert.Equal(smallest, PairedPower.Smallest(Math.Sqrt(0.05 / rows), rows, 0.95), 0.0005 * Math.Max(1, smallest / 0.01));

    [Fact]
    public void A_gain_as_large_as_the_smallest_one_is_seen_four_times_in_five()
    {
        // 3,923 rows, 5 % of them tell the two apart, the second is better by 1 point: 3 % of rows it alone answers right, 2 % the first alone.
        const int Runs = 4_000;
        const int Rows = 3_923;
        var random = new Random(16);
        var seen = 0;
        for (var run = 0; run < Runs; run++)
        {
            var (won, lost) = (0, 0);
            for (var i = 0; i < Rows; i++)
            {
                var u = random.NextDouble();
                won += u < 0.03 ? 1 : 0;
                lost += u is >= 0.03 and < 0.05 ? 1 : 0;
            }

            seen += Math.Abs(won - lost) / Math.Sqrt(won + lost) > 1.959964 ? 1 : 0;
        }

        // Four standard errors of a share of 0.8 in 4,000 runs are 0.025.
        Assert.Equal(PairedPower.Power, (double)seen / Runs, 0.025);
    }

    [Fact]
    public void With_seven_blocks_the_promise_is_kept_as_well()
    {
        const int Runs = 20_000;
        var random = new Random(7);
        var gain = PairedPower.Smallest(1 / Math.Sqrt(7), 7, 0.95);
        var seen = 0;
        for (var run = 0; run < Runs; run++)
        {
            var x = Enumerable.Range(0, 7).Select(_ => gain + Gauss(random)).ToList();
            var mean = x.Average();
            var error = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / 6 / 7);
            seen += Math.Abs(mean) / error > 2.446912 ? 1 : 0; // t of 6 degrees
        }

        // The sum of two quantiles of t stands for the noncentral one, which costs a point or two for so few blocks.
        Assert.Equal(PairedPower.Power, (double)seen / Runs, 0.03);
    }

    [Fact]
    public void Four_times_the_rows_halve_it() => Gen.Select(Gen.Double[0.001, 1], Gen.Double[0.8, 0.999]).Sample((error, confidence) =>
    {
        var (once, fourfold) = (PairedPower.Smallest(error, 1e7, confidence), PairedPower.Smallest(error / 2, 4e7, confidence));
        Assert.Equal(4, PairedPower.Times(once, fourfold), 1e-9);
    });

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
