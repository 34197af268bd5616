namespace Airworthy.Core.Statistics;

/// <summary>How many rows a sample is worth when it must stand for another one.</summary>
public static class DensityRatio
{
    /// <summary>
    /// The effective share of a sample whose rows are weighted by w = s ⁄ (1 − s) · n₀ ⁄ n₁, the odds that a row comes from the other sample: (Σw)² ⁄ (m Σw²).
    /// </summary>
    /// <remarks>
    /// Kish (1965), Survey Sampling, for the effective size; Bickel, Brückner and Scheffer (2007), ICML, for the weights. The factor n₀ ⁄ n₁ cancels.
    /// </remarks>
    /// <param name="scores">For each row of the sample, the probability in [0, 1] that it comes from the other one.</param>
    /// <returns>In (0, 1]; 1 for no rows, for which nothing is lost.</returns>
    public static double EffectiveShare(IReadOnlyCollection<double> scores)
    {
        if (scores.Count == 0)
        {
            return 1;
        }

        var (sum, squares) = (0.0, 0.0);
        foreach (var score in scores)
        {
            var s = Math.Clamp(score, 1e-6, 1 - 1e-6);
            var w = s / (1 - s);
            (sum, squares) = (sum + w, squares + (w * w));
        }

        return sum * sum / (scores.Count * squares);
    }
}
