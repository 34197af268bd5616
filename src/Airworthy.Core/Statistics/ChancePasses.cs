using MathNet.Numerics;

namespace Airworthy.Core.Statistics;

/// <summary>How many of the values that pass a check digit are more than chance lets pass.</summary>
public static class ChancePasses
{
    /// <summary>The number of values that pass because they are what the check digit was made for, at least 0.</summary>
    /// <remarks>Of n values of the form, r are real and all pass; of the others a share c passes: passed = r + c·(n − r), so r = (passed − c·n) ⁄ (1 − c).</remarks>
    /// <param name="formed">Values of the form, ≥ 0.</param>
    /// <param name="passed">Those that pass, in [0, formed].</param>
    /// <param name="chance">Share of random values of the form that pass, in [0, 1]; 1 says that there is no check digit, and then all count.</param>
    public static double Excess(double formed, double passed, double chance) =>
        chance >= 1 ? passed : Math.Max(0, (passed - (chance * formed)) / (1 - chance));

    /// <summary>The probability that at least <paramref name="passed"/> of <paramref name="formed"/> random values pass: the upper tail of the binomial, by the incomplete beta function.</summary>
    /// <remarks>P(X ≥ k) = I_c(k, n − k + 1).
    /// <para>Source: Abramowitz and Stegun (1964), 26.5.24.</para></remarks>
    public static double Tail(long formed, long passed, double chance) =>
        passed <= 0 || chance >= 1 ? 1 : SpecialFunctions.BetaRegularized(passed, formed - passed + 1, chance);
}
