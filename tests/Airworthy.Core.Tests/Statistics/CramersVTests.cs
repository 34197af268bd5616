using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class CramersVTests
{
    [Fact]
    public void By_hand() // 2 × 2 of [[8, 2], [2, 8]]: φ² = 0.36; φ̃² = 0.36 − 1/19; r̃ − 1 = 1 − 1/19
    {
        Assert.Equal(Math.Sqrt((0.36 - (1.0 / 19)) / (1 - (1.0 / 19))), Of([.. Cells((0, 0, 8), (0, 1, 2), (1, 0, 2), (1, 1, 8))]), 1e-12);
    }

    [Fact]
    public void A_mapping_is_1_and_independence_is_0_whatever_the_number_of_values() => Gen.Select(Gen.Int[2, 200], Gen.Int[0, int.MaxValue]).Sample((values, seed) =>
    {
        var random = new Random(seed);
        var a = Enumerable.Range(0, values * 6).Select(_ => random.Next(values)).ToArray();

        Assert.InRange(Of([.. a.Select(x => (x, (x * 7) + 3))]), 0.999, 1);
        Assert.InRange(Of([.. a.Select(x => (x, random.Next(values)))]), 0, 0.75);
    }, iter: 100);

    [Fact]
    public void Columns_that_are_different_in_every_row_tell_nothing() => Assert.Equal(0, Of([.. Enumerable.Range(0, 500).Select(i => (i, 500 - i))]));

    private static IEnumerable<(int, int)> Cells(params (int A, int B, int Times)[] cells) => cells.SelectMany(c => Enumerable.Repeat((c.A, c.B), c.Times));

    private static double Of((int A, int B)[] rows)
    {
        var (a, b) = (rows.CountBy(r => r.A).ToDictionary(), rows.CountBy(r => r.B).ToDictionary());
        var phi2 = rows.CountBy(r => r).Sum(c => (double)c.Value * c.Value / ((double)a[c.Key.A] * b[c.Key.B])) - 1;
        return CramersV.Corrected(phi2, a.Count, b.Count, rows.Length);
    }
}
