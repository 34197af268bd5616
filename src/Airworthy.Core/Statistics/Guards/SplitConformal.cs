namespace Airworthy.Core.Statistics.Guards;

/// <summary>Sets of classes and intervals of numbers that hold the truth with a declared probability, whatever the model.</summary>
/// <remarks>
/// On n rows that the model was not trained on, each gets a score that says how wrong the model was there: 1 − p of the true class, or |y − ŷ| ⁄ σ̂. The
/// threshold is the ⌈(n + 1)(1 − α)⌉-th smallest. A new row's set holds every answer whose score would be at most that; it holds the truth with probability
/// at least 1 − α, provided the new row is exchangeable with those n, and on average over the draw of them.
/// <para>Source: Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World; Angelopoulos and Bates (2023), Found. Trends Mach. Learn. 16(4), 494–591, section 1.</para>
/// </remarks>
public static class SplitConformal
{
    /// <summary>The score of a class: one less its probability.</summary>
    public static double ClassScore(float probability) => 1 - (double)probability;

    /// <summary>The score of a number: how far off it was, in units of the model's own spread where it gives one.</summary>
    /// <param name="spread">Above 0.</param>
    public static double NumberScore(double actual, double predicted, double spread = 1) => Math.Abs(actual - predicted) / spread;

    /// <summary>Which of n scores in order is the threshold: ⌈(n + 1)(1 − α)⌉, from 1 to n.</summary>
    /// <exception cref="ArgumentOutOfRangeException">α is below 1 ⁄ (n + 1): so few rows cannot promise so much.</exception>
    public static int Rank(int n, double alpha)
    {
        if (alpha is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The share of misses lies between 0 and 1.");
        }

        // The same number as in the remark, but a product such as 100 · 0.93 that comes out a hair above 93 is not rounded up.
        var left = (int)Math.Floor(((n + 1.0) * alpha) + 1e-9);
        return left >= 1
            ? n + 1 - left
            : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, $"{n:N0} rows cannot promise so few misses; at least {Math.Ceiling((1 / alpha) - 1 - 1e-9):N0} are needed.");
    }

    /// <summary>The threshold of some scores.</summary>
    /// <param name="scores">Of rows that were not trained on, in any order; NaN counts as the worst there is.</param>
    /// <param name="alpha">The share of misses, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is below 1 ⁄ (n + 1).</exception>
    public static double Threshold(ReadOnlySpan<double> scores, double alpha)
    {
        var rank = Rank(scores.Length, alpha);
        var sorted = scores.ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = double.IsNaN(sorted[i]) ? double.PositiveInfinity : sorted[i];
        }

        Array.Sort(sorted);
        return sorted[rank - 1];
    }

    /// <summary>Which classes are in the set of a row. Allocates nothing.</summary>
    /// <param name="probabilities">Of each class; one that is NaN is in no set.</param>
    /// <param name="holds">Written: one place for each class.</param>
    /// <returns>How many are in it. Other than 1 is a reason to abstain.</returns>
    public static int SetOf(ReadOnlySpan<float> probabilities, double threshold, Span<bool> holds)
    {
        var count = 0;
        for (var c = 0; c < probabilities.Length; c++)
        {
            holds[c] = ClassScore(probabilities[c]) <= threshold;
            count += holds[c] ? 1 : 0;
        }

        return count;
    }

    /// <summary>The interval of a row.</summary>
    /// <param name="spread">As in <see cref="NumberScore"/>.</param>
    public static Interval IntervalOf(double predicted, double threshold, double spread = 1) => new(predicted - (threshold * spread), predicted + (threshold * spread));
}
