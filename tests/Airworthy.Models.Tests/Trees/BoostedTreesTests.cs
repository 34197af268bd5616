using Airworthy.Core.Statistics;
using Airworthy.Models.Trees;

namespace Airworthy.Models.Tests.Trees;

/// <summary>Trees learn what is there, ignore what is not, and learn it the same way every time.</summary>
public sealed class BoostedTreesTests
{
    private static readonly TreeSettings s_settings = new(Trees: 50, Leaves: 15, Seed: 7);

    [Fact]
    public void A_truth_that_two_columns_give_together_is_learnt()
    {
        var (rows, x) = Draw(2_000, 4, seed: 1);
        bool[] truths = [.. x.Select(r => r[0] > 0 != r[1] > 0)];

        var trees = BoostedTrees.OfTruths(rows, truths, s_settings);
        var (fresh, y) = Draw(1_000, 4, seed: 2);
        var scores = trees.Predict(fresh);

        Assert.All(scores.Values, p => Assert.InRange(p, 0f, 1f));
        Assert.True(Enumerable.Range(0, 1_000).Count(i => scores[i, 0] > 0.5 == (y[i][0] > 0 != y[i][1] > 0)) > 900);
        Assert.True(trees.Gains[0] + trees.Gains[1] > 10 * (trees.Gains[2] + trees.Gains[3]), string.Join(' ', trees.Gains));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-3, 3)]
    [InlineData(-9, -8)]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(-3e38, 3e38)]
    public void A_missing_value_is_a_value_of_its_own(double low, double high)
    {
        var random = new Random(3);
        float At(double share) => (float)(low + (share * (high - low)));
        bool[] truths = [.. Enumerable.Range(0, 1_000).Select(_ => random.Next(3) == 0)];
        var rows = new FloatMatrix(1_000, 1, [.. truths.Select(t => t ? float.NaN : At(random.NextDouble()))]);

        var scores = BoostedTrees.OfTruths(rows, truths, s_settings).Predict(new FloatMatrix(3, 1, [float.NaN, At(0.1), At(0.9)]));

        Assert.True(scores[0, 0] > 0.95 && scores[1, 0] < 0.05 && scores[2, 0] < 0.05, string.Join(' ', scores.Values));
    }

    [Fact]
    public void Values_that_are_missing_at_random_do_not_hide_the_others()
    {
        var (rows, x) = Draw(2_000, 2, seed: 9);
        bool[] truths = [.. x.Select(r => r[0] > 0)];
        var some = rows with { Values = [.. rows.Values.Select((v, i) => i % 10 == 0 ? float.NaN : v)] };

        var scores = BoostedTrees.OfTruths(some, truths, s_settings).Predict(some);

        Assert.All(Enumerable.Range(0, rows.Rows).Where(i => !float.IsNaN(some[i, 0]) && Math.Abs(some[i, 0]) > 0.05), i => Assert.Equal(truths[i], scores[i, 0] > 0.5));
        Assert.All(Enumerable.Range(0, rows.Rows).Where(i => float.IsNaN(some[i, 0])), i => Assert.InRange(scores[i, 0], 0.1, 0.9));
    }

    [Fact]
    public void Classes_get_probabilities_that_sum_to_one()
    {
        var (rows, x) = Draw(1_500, 2, seed: 4);
        int[] labels = [.. x.Select(r => r[0] < -0.4 ? 0 : r[0] < 0.4 ? 1 : 2)];

        var trees = BoostedTrees.OfClasses(rows, labels, 3, s_settings);
        var scores = trees.Predict(rows);

        Assert.Equal(3, scores.Columns);
        Assert.All(Enumerable.Range(0, rows.Rows), i => Assert.Equal(1, scores[i, 0] + scores[i, 1] + scores[i, 2], 1e-5));
        Assert.True(Enumerable.Range(0, rows.Rows).Count(i => scores.Row(i).IndexOf(Math.Max(scores[i, 0], Math.Max(scores[i, 1], scores[i, 2]))) == labels[i]) > 1_470);
        Assert.True(trees.Gains[0] > trees.Gains[1]);
    }

    [Fact]
    public void A_number_is_learnt()
    {
        var (rows, x) = Draw(2_000, 2, seed: 5);
        float[] labels = [.. x.Select(r => (float)(100 + (10 * r[0])))];

        var scores = BoostedTrees.OfNumbers(rows, labels, s_settings).Predict(rows);

        Assert.True(Enumerable.Range(0, rows.Rows).Average(i => Math.Abs(scores[i, 0] - labels[i])) < 0.5);
    }

    [Fact]
    public void Equal_rows_and_seeds_give_equal_trees()
    {
        var (rows, x) = Draw(1_000, 5, seed: 6);
        bool[] truths = [.. x.Select((r, i) => r[0] + (((i * 7919) % 101) / 101.0) > 0.5)];

        var one = BoostedTrees.OfTruths(rows, truths, s_settings);
        var other = BoostedTrees.OfTruths(rows, truths, s_settings);

        Assert.Equal(one.Predict(rows).Values, other.Predict(rows).Values);
        Assert.Equal(one.Gains, other.Gains);
    }

    [Fact]
    public void Nothing_to_predict_gives_nothing()
    {
        var (rows, x) = Draw(200, 2, seed: 8);

        Assert.Equal(0, BoostedTrees.OfTruths(rows, [.. x.Select(r => r[0] > 0)], s_settings).Predict(new FloatMatrix(0, 2, [])).Rows);
    }

    [Fact]
    public void A_library_that_is_not_there_is_named_with_what_to_do()
    {
        var e = new TreesUnavailableException(new DllNotFoundException("Unable to load shared library 'lib_lightgbm': libgomp.so.1: cannot open shared object file\nmore"));

        Assert.Contains("libgomp.so.1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("more", e.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install libgomp1", e.Next, StringComparison.Ordinal);
    }

    private static (FloatMatrix Rows, double[][] X) Draw(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        double[][] x = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => (2 * random.NextDouble()) - 1).ToArray())];
        return (new FloatMatrix(rows, columns, [.. x.SelectMany(r => r).Select(v => (float)v)]), x);
    }
}
