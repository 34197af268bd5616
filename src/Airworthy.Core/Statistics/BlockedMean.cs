using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics;

/// <summary>The mean of a number over rows that belong together in blocks, and how far the blocks make its error larger.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Blocks">Blocks that have rows.</param>
/// <param name="Mean">Mean over rows.</param>
/// <param name="RowError">Standard error if every row stood for itself.</param>
/// <param name="BlockError">Standard error with whole blocks as units; NaN for fewer than two blocks.</param>
/// <param name="Correlation">Intraclass correlation, in [−1, 1]; 0 when it cannot be estimated.</param>
/// <param name="BlockSize">Rows in the block of an average row: Σn_k² ⁄ n.</param>
/// <param name="P">Probability of blocks so different among independent rows.</param>
public sealed record BlockedMean(long Rows, int Blocks, double Mean, double RowError, double BlockError, double Correlation, double BlockSize, double P)
{
    /// <summary>How many times larger the variance of the mean is than among independent rows: 1 + (b − 1)·ICC, at least 1.</summary>
    /// <remarks>Source: Kish (1965), Survey Sampling, section 5.4; for unequal blocks b = Σn_k² ⁄ n, Donner and Klar (2000).</remarks>
    public double DesignEffect => Math.Max(1, 1 + ((BlockSize - 1) * Correlation));

    /// <summary>Estimates both errors.</summary>
    /// <remarks>
    /// Between and within mean squares of a one-way analysis of variance: ICC = (B − W) ⁄ (B + (n₀ − 1)·W), n₀ = (n − Σn_k²⁄n) ⁄ (K − 1); p from
    /// F = B⁄W with K − 1 and n − K degrees. The error of blocks is √(K⁄(K − 1)·Σ_k(Σ_i(x_i − x̄))²) ⁄ n.
    /// <para>Sources: Donner (1986), Int. Stat. Rev. 54(1), 67–82; Liang and Zeger (1986), Biometrika 73(1), 13–22.</para>
    /// </remarks>
    /// <param name="values">One per row.</param>
    /// <param name="block">For each row the number of its block, from 0.</param>
    public static BlockedMean Of(ReadOnlySpan<double> values, ReadOnlySpan<int> block)
    {
        var n = values.Length;
        var all = 0.0;
        var last = -1;
        for (var i = 0; i < n; i++)
        {
            all += values[i];
            last = Math.Max(last, block[i]);
        }

        var mean = n == 0 ? 0 : all / n;
        var (sums, sizes, total) = (new double[last + 1], new long[last + 1], 0.0);
        for (var i = 0; i < n; i++)
        {
            var deviation = values[i] - mean;
            sums[block[i]] += deviation;
            sizes[block[i]]++;
            total += deviation * deviation;
        }

        var (blocks, between, squares, sizeSquares) = (0, 0.0, 0.0, 0.0);
        for (var k = 0; k < sums.Length; k++)
        {
            if (sizes[k] > 0)
            {
                blocks++;
                between += sums[k] * sums[k] / sizes[k];
                squares += sums[k] * sums[k];
                sizeSquares += (double)sizes[k] * sizes[k];
            }
        }

        var rowError = n < 2 ? double.NaN : Math.Sqrt(total / (n - 1) / n);
        if (blocks < 2 || n <= blocks)
        {
            var single = blocks < 2 ? double.NaN : rowError;
            return new BlockedMean(n, blocks, mean, rowError, single, 0, n == 0 ? 0 : sizeSquares / n, 1);
        }

        var b = between / (blocks - 1);
        var w = Math.Max(0, total - between) / (n - blocks);
        var n0 = (n - (sizeSquares / n)) / (blocks - 1);
        var spread = b + ((n0 - 1) * w);
        var correlation = spread > 0 ? Math.Clamp((b - w) / spread, -1, 1) : 0;
        var p = total == 0 ? 1 : w <= 0 ? 0 : 1 - FisherSnedecor.CDF(blocks - 1, n - blocks, b / w);
        return new BlockedMean(n, blocks, mean, rowError, Math.Sqrt((double)blocks / (blocks - 1) * squares) / n, correlation, sizeSquares / n, p);
    }
}
