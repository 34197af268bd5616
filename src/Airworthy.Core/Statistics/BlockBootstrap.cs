namespace Airworthy.Core.Statistics;

/// <summary>The spread of a number when whole blocks of rows are drawn again.</summary>
public static class BlockBootstrap
{
    /// <summary>The standard deviation of a number over draws in which each block counts as often as a Poisson number of mean 1 says.</summary>
    /// <remarks>
    /// For many blocks the same as drawing as many blocks with replacement.
    /// <para>Sources: Efron and Tibshirani (1993), An Introduction to the Bootstrap; Chamandy et al. (2012), Estimating Uncertainty for Massive Data Streams.</para>
    /// </remarks>
    /// <param name="block">For each row the number of its block, from 0.</param>
    /// <param name="blocks">How many there are.</param>
    /// <param name="number">The number for a weight per row; NaN where it does not exist, and such a draw does not count.</param>
    /// <param name="draws">At least 2.</param>
    public static double StandardError(int[] block, int blocks, Func<double[], double> number, int draws, int seed)
    {
        var random = new Random(seed);
        var (often, weights) = (new double[blocks], new double[block.Length]);
        var (n, mean, squares) = (0, 0.0, 0.0);
        for (var draw = 0; draw < draws; draw++)
        {
            for (var k = 0; k < blocks; k++)
            {
                often[k] = Poisson(random);
            }

            for (var i = 0; i < block.Length; i++)
            {
                weights[i] = often[block[i]];
            }

            var value = number(weights);
            if (double.IsFinite(value))
            {
                n++;
                var step = value - mean;
                mean += step / n;
                squares += step * (value - mean);
            }
        }

        return n < 2 ? double.NaN : Math.Sqrt(squares / (n - 1));
    }

    /// <summary>A Poisson number of mean 1, by multiplying uniform numbers: Knuth (1969), section 3.4.1.</summary>
    private static int Poisson(Random random)
    {
        var (count, product) = (-1, 1.0);
        do
        {
            count++;
            product *= random.NextDouble();
        }
        while (product > 0.36787944117144233);

        return count;
    }
}
