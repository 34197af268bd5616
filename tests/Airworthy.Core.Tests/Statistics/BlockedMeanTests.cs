using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class BlockedMeanTests
{
    [Fact]
    public void By_hand() // blocks {1, 2} and {3, 4}: between 4 with 1 degree, within 1 with 2 degrees
    {
        var mean = BlockedMean.Of([1, 2, 3, 4], [0, 0, 1, 1]);

        Assert.Equal((4 - 0.5) / (4 + 0.5), mean.Correlation, 1e-12);
        Assert.Equal(1 + mean.Correlation, mean.DesignEffect, 1e-12);
        Assert.Equal(1, mean.BlockError, 1e-12); // sums of deviations ±2: √(2 · 8) ⁄ 4
        Assert.Equal(Math.Sqrt(5 / 3.0 / 4), mean.RowError, 1e-12);
    }

    [Fact]
    public void The_order_of_rows_does_not_matter() => Gen.Select(Gen.Double[-5, 5], Gen.Int[0, 6]).Array[10, 60].Sample(rows =>
    {
        var (there, back) = (Of(rows), Of([.. rows.Reverse()]));
        Assert.Equal(there.BlockError, back.BlockError, 1e-9);
        Assert.Equal(there.Correlation, back.Correlation, 1e-9);
    });

    [Fact]
    public void Rows_that_are_copied_into_their_block_add_nothing()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 200).Select(_ => random.NextDouble()).ToArray();
        var once = BlockedMean.Of(values, [.. Enumerable.Range(0, 200)]);
        var ten = BlockedMean.Of([.. values.SelectMany(v => Enumerable.Repeat(v, 10))], [.. Enumerable.Range(0, 2_000).Select(i => i / 10)]);

        Assert.Equal(once.RowError, ten.BlockError, 1e-9);
        Assert.Equal(10, ten.DesignEffect, 1e-6);
    }

    [Fact]
    public void Blocks_of_independent_rows_are_seldom_taken_for_different()
    {
        var random = new Random(11);
        var alarms = Enumerable.Range(0, 500).Count(_ =>
            BlockedMean.Of([.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())], [.. Enumerable.Range(0, 400).Select(i => i % 8)]).P < 0.05);

        Assert.InRange(alarms, 10, 43); // 25 expected
    }

    [Fact]
    public void Drawing_blocks_again_gives_the_same_error()
    {
        var random = new Random(5);
        var block = Enumerable.Range(0, 3_000).Select(i => i / 30).ToArray();
        var level = Enumerable.Range(0, 100).Select(_ => random.NextDouble()).ToArray();
        var values = block.Select(b => level[b] + random.NextDouble()).ToArray();
        var error = BlockBootstrap.StandardError(block, 100, w => w.Zip(values, (a, v) => a * v).Sum() / w.Sum(), 500, seed: 1);

        Assert.Equal(1, error / BlockedMean.Of(values, block).BlockError, 0.12);
    }

    private static BlockedMean Of((double Value, int Block)[] rows) => BlockedMean.Of([.. rows.Select(r => r.Value)], [.. rows.Select(r => r.Block)]);
}
