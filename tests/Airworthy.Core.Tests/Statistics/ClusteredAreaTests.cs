using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class ClusteredAreaTests
{
    [Fact]
    public void Four_rows_are_worked_by_hand()
    {
        // Positives 0.4 and 0.8 against negatives 0.1 and 0.4: 1 + ½ + 1 + 1 of four pairs are right.
        var area = ClusteredArea.Of([new(0.4, true, 0), new(0.8, true, 1), new(0.1, false, 2), new(0.4, false, 3)]);

        Assert.Equal(3.5 / 4, area.Area, 12);
        Assert.Equal(Math.Sqrt(5.0 / 48), ClusteredArea.NullError(2, 2), 12);
    }

    [Fact]
    public void One_kind_of_row_says_nothing() => Assert.True(double.IsNaN(ClusteredArea.Of([new(0.4, true, 0)]).Area));

    [Fact]
    public void The_bound_holds_where_blocks_resemble_each_other()
    {
        // Blocks of 50 rows share most of their score, and there is nothing to tell: the bound lies above a half about once in a hundred times.
        var random = new Random(3);
        var (blocked, ignorant) = (0, 0);
        for (var trial = 0; trial < 300; trial++)
        {
            List<ScoredRow> rows = [];
            for (var block = 0; block < 40; block++)
            {
                var shared = random.NextDouble();
                rows.AddRange(Enumerable.Range(0, 50).Select(_ => new ScoredRow(shared + (0.1 * random.NextDouble()), block % 2 == 0, block)));
            }

            blocked += ClusteredArea.Of(rows).Lower99 > 0.5 ? 1 : 0;
            ignorant += ClusteredArea.Of([.. rows.Select((r, i) => r with { Block = i })]).Lower99 > 0.5 ? 1 : 0;
        }

        Assert.InRange(blocked, 0, 15);
        Assert.True(ignorant > 75, $"{ignorant} of 300 when rows count as independent");
    }

    [Fact]
    public void Any_growing_change_of_the_scores_and_any_order_of_rows_leave_the_area() =>
        Gen.Select(Gen.Int[0, 9], Gen.Bool, Gen.Int[0, 5]).Array[2, 60].Where(r => r.Any(x => x.Item2) && r.Any(x => !x.Item2)).Sample(rows =>
        {
            ScoredRow[] scored = [.. rows.Select(r => new ScoredRow(r.Item1, r.Item2, r.Item3))];
            var (one, other) = (ClusteredArea.Of(scored), ClusteredArea.Of([.. scored.Reverse().Select(r => r with { Score = Math.Exp(r.Score) })]));
            Assert.Equal(one.Area, other.Area, 9);
            Assert.Equal(one.Error, other.Error, 9);
            Assert.Equal(1 - one.Area, ClusteredArea.Of([.. scored.Select(r => r with { Score = -r.Score })]).Area, 9);
        });

    [Fact]
    public void The_curve_goes_from_nothing_to_everything()
    {
        var curve = ClusteredArea.Curve([new(3, true, 0), new(2, false, 0), new(1, true, 0), new(0, false, 0)], 4);

        Assert.Equal([0.5, 0.5, 1, 1, 1], curve);
    }

    [Fact]
    public void A_sample_of_even_odds_is_worth_all_its_rows_and_one_heavy_row_is_worth_one()
    {
        Assert.Equal(1, DensityRatio.EffectiveShare([0.5, 0.5, 0.5]), 12);
        Assert.Equal(1, DensityRatio.EffectiveShare([]), 12);
        // Weights 1 and 3: (1 + 3)² ⁄ (2 · (1 + 9)) = 0.8.
        Assert.Equal(0.8, DensityRatio.EffectiveShare([0.5, 0.75]), 12);
        Assert.Equal(0.1, DensityRatio.EffectiveShare([.. Enumerable.Repeat(0.000002, 9), 0.999]), 2);
    }
}
