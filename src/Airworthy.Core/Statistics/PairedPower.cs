using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics;

/// <summary>How small a difference between two models can be seen when both answer the same rows.</summary>
public static class PairedPower
{
    /// <summary>Probability of seeing a difference that is there: 0.8, by convention.</summary>
    public const double Power = 0.8;

    /// <summary>Rows that show a gain in accuracy, both models answering each row.</summary>
    /// <remarks>
    /// n = (z₁₋α⁄₂·√ψ + z₁₋β·√(ψ − δ²))² ⁄ δ², where ψ is the share of rows on which exactly one of the two is right.
    /// <para>Source: Connor (1987), Biometrics 43(1), 207–211.</para>
    /// </remarks>
    /// <param name="gain">δ, a share, 0 &lt; δ ≤ ψ.</param>
    /// <param name="discordance">ψ, a share in (0, 1].</param>
    /// <param name="confidence">1 − α, a share.</param>
    public static double Rows(double gain, double discordance, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gain);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(gain, discordance);
        var root = (Confident(confidence) * Math.Sqrt(discordance)) + (Normal.InvCDF(0, 1, Power) * Math.Sqrt(discordance - (gain * gain)));
        return root * root / (gain * gain);
    }

    /// <summary>The smallest difference of means that is seen with the power above.</summary>
    /// <remarks>
    /// MDE = (t₁₋α⁄₂ + t₁₋β)·se with as many degrees of freedom as units less one; for many units 2.80·se at 95 %. Of accuracy
    /// se = √(ψ⁄n) with ψ the share of rows on which exactly one of the two is right.
    /// <para>Source: Bloom (1995), Evaluation Review 19(5), 547–556, Minimum Detectable Effects.</para>
    /// </remarks>
    /// <param name="standardError">Of the paired difference, in units of the metric, ≥ 0.</param>
    /// <param name="units">Independent units: rows or blocks, at least 2.</param>
    /// <param name="confidence">1 − α, a share.</param>
    public static double Smallest(double standardError, double units, double confidence) => Multiple(units, confidence) * standardError;

    /// <summary>How many standard errors a difference must have to be seen.</summary>
    public static double Multiple(double units, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 2);
        return units > 10_000
            ? Confident(confidence) + Normal.InvCDF(0, 1, Power)
            : StudentT.InvCDF(0, 1, units - 1, (1 + confidence) / 2) + StudentT.InvCDF(0, 1, units - 1, Power);
    }

    /// <summary>How many times the units are needed to see <paramref name="gain"/> instead of <paramref name="smallest"/>: the error falls with their root.</summary>
    public static double Times(double smallest, double gain) => smallest * smallest / (gain * gain);

    private static double Confident(double confidence) => Normal.InvCDF(0, 1, (1 + confidence) / 2);
}
