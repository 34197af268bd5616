using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class AgreementTests
{
    [Fact]
    public void A_table_of_a_hundred_diagnoses() // Fleiss (1981), Statistical Methods for Rates and Proportions, table 13.1
    {
        var agreement = Agreement.Of(new long[,] { { 75, 1, 4 }, { 5, 4, 1 }, { 0, 0, 10 } });

        Assert.Equal(0.89, agreement.Share, 1e-12);
        Assert.Equal(0.68, agreement.Kappa, 0.005);
        Assert.Equal(0.087, agreement.KappaError, 0.001);
    }

    [Fact]
    public void Exchanging_the_two_people_changes_nothing() => Gen.Long[0, 50].Array[9].Where(c => c.Sum() > 0).Sample(c =>
    {
        var (there, back) = (new long[3, 3], new long[3, 3]);
        for (var i = 0; i < 9; i++)
        {
            there[i / 3, i % 3] = back[i % 3, i / 3] = c[i];
        }

        var (a, b) = (Agreement.Of(there), Agreement.Of(back));
        Assert.Equal(a.Kappa, b.Kappa, 1e-9);
        Assert.Equal(a.KappaError, b.KappaError, 1e-9);
    });

    [Fact]
    public void The_error_is_the_spread_of_tables_drawn_again()
    {
        var random = new Random(6);
        var kappas = Enumerable.Range(0, 2_000).Select(_ =>
        {
            var counts = new long[2, 2];
            for (var i = 0; i < 400; i++)
            {
                var first = random.NextDouble() < 0.3 ? 1 : 0;
                counts[first, random.NextDouble() < 0.1 ? 1 - first : first]++;
            }

            return Agreement.Of(counts);
        }).ToList();
        var mean = kappas.Average(k => k.Kappa);
        var spread = Math.Sqrt(kappas.Average(k => (k.Kappa - mean) * (k.Kappa - mean)));

        Assert.Equal(1, kappas.Average(k => k.KappaError) / spread, 0.08);
    }

    [Fact]
    public void With_one_label_only_there_is_no_kappa() => Assert.True(double.IsNaN(Agreement.Of(new long[,] { { 40, 0 }, { 0, 0 } }).Kappa));
}
