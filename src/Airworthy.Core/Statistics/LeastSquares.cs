using MathNet.Numerics.LinearAlgebra;

namespace Airworthy.Core.Statistics;

/// <summary>What a straight-line combination of columns explains of a number.</summary>
/// <param name="R2">Share of the variance explained, in [0, 1].</param>
/// <param name="Weights">For each column its coefficient times its standard deviation over that of the number.</param>
public sealed record LinearFit(double R2, IReadOnlyList<double> Weights);

/// <summary>Ordinary least squares from a covariance matrix.</summary>
public static class LeastSquares
{
    /// <summary>Fits y on all columns; columns that others already determine get no weight.</summary>
    /// <param name="covariance">Covariances of the columns with one another, k × k.</param>
    /// <param name="withY">Covariance of each column with y.</param>
    /// <param name="varianceOfY">Variance of y; 0 gives a fit of 0.</param>
    public static LinearFit Fit(double[,] covariance, double[] withY, double varianceOfY)
    {
        var k = withY.Length;
        var sd = Enumerable.Range(0, k).Select(i => Math.Sqrt(Math.Max(0, covariance[i, i]))).ToArray();
        var sdOfY = Math.Sqrt(Math.Max(0, varianceOfY));
        var weights = new double[k];
        if (sdOfY == 0)
        {
            return new LinearFit(0, weights);
        }

        // On correlations, so that units do not matter; columns are taken one by one while they add something new (Cholesky with a floor).
        var kept = new List<int>();
        for (var j = 0; j < k; j++)
        {
            if (sd[j] > 0 && IsNew(covariance, sd, kept, j))
            {
                kept.Add(j);
            }
        }

        if (kept.Count == 0)
        {
            return new LinearFit(0, weights);
        }

        var r = Vector<double>.Build.DenseOfEnumerable(kept.Select(j => withY[j] / (sd[j] * sdOfY)));
        var beta = Correlations(covariance, sd, kept).Cholesky().Solve(r);
        for (var i = 0; i < kept.Count; i++)
        {
            weights[kept[i]] = beta[i];
        }

        return new LinearFit(Math.Clamp(beta.DotProduct(r), 0, 1), weights);
    }

    /// <summary>A column whose variance is explained to more than this by those before it is left out.</summary>
    private const double Redundant = 1 - 1e-9;

    private static bool IsNew(double[,] covariance, double[] sd, List<int> kept, int column)
    {
        if (kept.Count == 0)
        {
            return true;
        }

        var r = Vector<double>.Build.DenseOfEnumerable(kept.Select(i => covariance[i, column] / (sd[i] * sd[column])));
        return Correlations(covariance, sd, kept).Cholesky().Solve(r).DotProduct(r) < Redundant;
    }

    private static Matrix<double> Correlations(double[,] covariance, double[] sd, List<int> kept) =>
        Matrix<double>.Build.Dense(kept.Count, kept.Count, (i, j) => i == j ? 1 : covariance[kept[i], kept[j]] / (sd[kept[i]] * sd[kept[j]]));
}
