using Airworthy.Web.Compare;

using CsCheck;

namespace Airworthy.Web.Tests;

public sealed class ParameterImportanceTests
{
    private static string?[] Texts(IEnumerable<double> values) => [.. values.Select(v => v.ToString("R"))];

    [Fact]
    public void Worked_by_hand()
    {
        // Ranks 1…6, groups of two: sums from the mean 3.5 are −4, 0, 4, so SSB = 8 + 0 + 8 = 16, SST = 17.5, MSW = 1.5 ⁄ 3; ε² = (16 − 2 · 0.5) ⁄ 17.5.
        var one = Assert.Single(ParameterImportance.Of(new Dictionary<string, IReadOnlyList<string?>> { ["p"] = ["a", "a", "b", "b", "c", "c"] }, [10, 20, 30, 40, 50, 60], seed: 1));

        Assert.Equal(15 / 17.5, one.Explained, 12);
        Assert.Equal((6, 3), (one.Runs, one.Groups));
        Assert.Null(one.Correlation);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, 3, 4 }, new[] { 10.0, 20, 30, 40 }, 1)]
    [InlineData(new[] { 1.0, 2, 3, 4 }, new[] { 4.0, 3, 2, 1 }, -1)]
    [InlineData(new[] { 1.0, 2, 3, 4, 5 }, new[] { 5.0, 6, 7, 8, 7 }, 0.8207826816681233)] // ties: the worked example of scipy.stats.spearmanr
    public void Spearman_is_known(double[] a, double[] b, double expected) => Assert.Equal(expected, ParameterImportance.Spearman(a, b)!.Value, 12);

    [Fact]
    public void An_optimum_in_the_middle_is_seen_where_a_correlation_sees_nothing()
    {
        double[] rate = [.. Enumerable.Range(0, 101).Select(i => (i - 50) / 50.0)];
        var one = Assert.Single(ParameterImportance.Of(new Dictionary<string, IReadOnlyList<string?>> { ["rate"] = Texts(rate) }, [.. rate.Select(r => -r * r)], seed: 1));

        Assert.True(one.Explained > 0.8, $"{one}");
        Assert.True(Math.Abs(one.Correlation!.Value) < 0.05, $"{one}");
        Assert.True(one.Chance <= 0.005, $"{one}");
    }

    [Fact]
    public void What_does_not_matter_explains_nothing_on_the_average_and_is_rarely_called_important()
    {
        var random = new Random(3);
        var parameters = Enumerable.Range(0, 200).ToDictionary(i => $"p{i}", _ => (IReadOnlyList<string?>)Texts(Enumerable.Range(0, 40).Select(_ => (double)random.Next(8))));
        var found = ParameterImportance.Of(parameters, [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble())], seed: 1);

        Assert.True(found.Average(i => i.Explained) < 0.06, $"{found.Average(i => i.Explained)}"); // what is below 0 is shown as 0, so not quite 0
        Assert.InRange(found.Count(i => i.Chance <= 0.05), 2, 20); // 10 of 200 expected
    }

    [Fact]
    public void Too_few_runs_one_value_and_a_name_of_its_own_for_each_run_say_nothing()
    {
        Assert.Empty(ParameterImportance.Of(new Dictionary<string, IReadOnlyList<string?>> { ["p"] = ["a", "a", "b", "b", "c"] }, [1, 2, 3, 4, 5], seed: 1));
        Assert.Empty(ParameterImportance.Of(new Dictionary<string, IReadOnlyList<string?>> { ["p"] = ["a", "a", "a", "a", "a", "a"], ["q"] = ["a", "b", "c", "d", "e", "f"] }, [1, 2, 3, 4, 5, 6], seed: 1));
        Assert.Empty(ParameterImportance.Of(new Dictionary<string, IReadOnlyList<string?>> { ["p"] = ["a", "a", "a", "b", "b", null] }, [1, 2, 3, 4, double.NaN, 6], seed: 1));
    }

    [Fact]
    public void Neither_order_of_runs_nor_scale_of_the_metric_matters() => Gen.Double[-100, 100].Array[8, 40].Sample(values =>
    {
        var groups = values.Select((_, i) => (string?)$"g{i % 3}").ToArray();
        double Explained(IReadOnlyList<string?> g, IReadOnlyList<double> v) => ParameterImportance.Of(new Dictionary<string, IReadOnlyList<string?>> { ["g"] = g }, v, seed: 1)[0].Explained;
        var plain = Explained(groups, values);

        Assert.InRange(plain, 0, 1);
        Assert.Equal(plain, Explained([.. groups.Reverse()], [.. values.Reverse()]), 9);
        Assert.Equal(plain, Explained(groups, [.. values.Select(v => v * 4)]), 9);
    });
}
