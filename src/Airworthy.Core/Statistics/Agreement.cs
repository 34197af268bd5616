namespace Airworthy.Core.Statistics;

/// <summary>How far two people who labelled the same rows agree.</summary>
/// <param name="Rows">Rows labelled by both.</param>
/// <param name="Same">Rows with the same label.</param>
/// <param name="Kappa">Agreement beyond chance, in [−1, 1]; NaN when both gave one label only.</param>
/// <param name="KappaError">Its large-sample standard error.</param>
public sealed record Agreement(long Rows, long Same, double Kappa, double KappaError)
{
    /// <summary>Same ÷ Rows, in [0, 1]; 0 without rows.</summary>
    public double Share => Rows == 0 ? 0 : (double)Same / Rows;

    /// <summary>Computes it from a square table of counts: first person by second person.</summary>
    /// <remarks>
    /// κ = (p₀ − pₑ) ⁄ (1 − pₑ). Var κ = (Σp_ii(1 − (p_i. + p_.i)(1 − κ))² + (1 − κ)²Σ_{i≠j}p_ij(p_.i + p_j.)² − (κ − pₑ(1 − κ))²) ⁄ (n(1 − pₑ)²).
    /// <para>Sources: Cohen (1960), Educ. Psychol. Meas. 20(1), 37–46; Fleiss, Cohen and Everitt (1969), Psychol. Bull. 72(5), 323–327.</para>
    /// </remarks>
    public static Agreement Of(long[,] counts)
    {
        var k = counts.GetLength(0);
        var (n, same) = (0L, 0L);
        var (first, second) = (new double[k], new double[k]);
        for (var i = 0; i < k; i++)
        {
            same += counts[i, i];
            for (var j = 0; j < k; j++)
            {
                n += counts[i, j];
                first[i] += counts[i, j];
                second[j] += counts[i, j];
            }
        }

        if (n == 0)
        {
            return new Agreement(0, 0, double.NaN, double.NaN);
        }

        var expected = 0.0;
        for (var i = 0; i < k; i++)
        {
            (first[i], second[i]) = (first[i] / n, second[i] / n);
            expected += first[i] * second[i];
        }

        if (1 - expected < 1e-12)
        {
            return new Agreement(n, same, double.NaN, double.NaN);
        }

        var kappa = (((double)same / n) - expected) / (1 - expected);
        var (on, off) = (0.0, 0.0);
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                var share = (double)counts[i, j] / n;
                var weight = i == j ? 1 - ((first[i] + second[i]) * (1 - kappa)) : second[i] + first[j];
                (on, off) = i == j ? (on + (share * weight * weight), off) : (on, off + (share * weight * weight));
            }
        }

        var rest = kappa - (expected * (1 - kappa));
        var variance = (on + ((1 - kappa) * (1 - kappa) * off) - (rest * rest)) / (n * (1 - expected) * (1 - expected));
        return new Agreement(n, same, kappa, Math.Sqrt(Math.Max(0, variance)));
    }
}
