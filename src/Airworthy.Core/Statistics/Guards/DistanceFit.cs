using MathNet.Numerics.LinearAlgebra;

namespace Airworthy.Core.Statistics.Guards;

/// <summary>Finds the profile of a distance: means, shares and the correlation on training rows, the threshold on rows held out.</summary>
/// <remarks>
/// The correlation S of the n standardised rows x is shrunk to (1 − λ)S + λI, so that columns that say the same, or are almost as many as rows, do no harm:
/// λ = min(b, d)⁄d with d = |S − I|² and b = Σ |xxᵀ − S|² ⁄ n².
/// <para>Source of the shrinkage: Ledoit and Wolf (2004), J. Multivar. Anal. 88(2), 365–411, section 3.2.</para>
/// </remarks>
public static class DistanceFit
{
    /// <summary>Added to the count of every name, seen or not, and of missing and present: half a row, Jeffreys' prior for shares.</summary>
    private const double Half = 0.5;

    /// <summary>The least that is shrunk: two columns that are equal in training else make any later difference endless.</summary>
    private const double LeastShrinkage = 1e-4;

    /// <param name="columns">In the order of the rows.</param>
    /// <param name="training">At least 2 rows; codes where the column holds names, NaN where a value is missing.</param>
    /// <param name="heldOut">Rows of the same kind that are not in <paramref name="training"/>.</param>
    /// <param name="falseAlarm">The share of ordinary rows that may be called out, between 0 and 1.</param>
    /// <exception cref="ArgumentException">Too few rows are held out for so few false alarms, or there are too many columns of numbers.</exception>
    public static DistanceProfile Fit(IReadOnlyList<DistanceColumn> columns, FloatMatrix training, FloatMatrix heldOut, double falseAlarm)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(training.Columns, columns.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(heldOut.Columns, columns.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(training.Rows, 2);
        _ = SplitConformal.Rank(heldOut.Rows, falseAlarm);

        ColumnProfile[] profiles = [.. columns.Select((column, c) => column.Categories is { } names ? Names(column.Name, names, training, c) : Numbers(column.Name, training, c))];
        int[] varying = [.. Enumerable.Range(0, profiles.Length).Where(c => profiles[c].Scale > 0)];
        if (varying.Length > RowDistance.MostNumbers)
        {
            throw new ArgumentException($"{varying.Length:N0} columns hold numbers; a distance is measured on {RowDistance.MostNumbers:N0} at most. Leave out those that matter least.", nameof(columns));
        }

        var profile = new DistanceProfile(profiles, Whitening(profiles, varying, training), double.PositiveInfinity, falseAlarm, training.Rows, heldOut.Rows);
        var distance = new RowDistance(profile);
        var distances = new double[heldOut.Rows];
        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] = distance.Of(heldOut.Row(i));
        }

        return profile with { Threshold = SplitConformal.Threshold(distances, falseAlarm) };
    }

    private static ColumnProfile Numbers(string name, FloatMatrix rows, int c)
    {
        var (n, mean, squares) = (0, 0.0, 0.0);
        for (var i = 0; i < rows.Rows; i++)
        {
            if (float.IsFinite(rows[i, c]))
            {
                // Welford's way: no difference of two large sums.
                n++;
                var step = rows[i, c] - mean;
                mean += step / n;
                squares += step * (rows[i, c] - mean);
            }
        }

        var deviation = n > 0 ? Math.Sqrt(squares / n) : 0;
        var varies = deviation > 1e-6 * Math.Abs(mean) && deviation > 0;
        var (missing, present) = Missing(rows, c);
        return new ColumnProfile(name, mean, varies ? 1 / deviation : 0, missing, present, null, [], 2 * Math.Log((n + Half) / Half), TrainingPlace.Percentiles(rows, c));
    }

    private static ColumnProfile Names(string name, IReadOnlyList<string> names, FloatMatrix rows, int c)
    {
        var counts = new double[names.Count];
        for (var i = 0; i < rows.Rows; i++)
        {
            if (rows[i, c] >= 0 && rows[i, c] < counts.Length)
            {
                counts[(int)rows[i, c]]++;
            }
        }

        var most = counts.Length == 0 ? Half : counts.Max() + Half;
        var (missing, present) = Missing(rows, c);
        return new ColumnProfile(name, 0, 0, missing, present, names, [.. counts.Select(n => 2 * Math.Log(most / (n + Half)))], 2 * Math.Log(most / Half));
    }

    /// <summary>What a missing value adds, and what one adds that is there: the rarer of the two.</summary>
    private static (double Missing, double Present) Missing(FloatMatrix rows, int c)
    {
        var missing = Enumerable.Range(0, rows.Rows).Count(i => float.IsNaN(rows[i, c]));
        var (gone, there) = (missing + Half, rows.Rows - missing + Half);
        var most = Math.Max(gone, there);
        return (2 * Math.Log(most / gone), 2 * Math.Log(most / there));
    }

    private static double[] Whitening(ColumnProfile[] profiles, int[] varying, FloatMatrix rows)
    {
        var k = varying.Length;
        if (k == 0)
        {
            return [];
        }

        var x = new double[k];
        var correlation = new double[k, k];
        for (var i = 0; i < rows.Rows; i++)
        {
            Standardise(profiles, varying, rows.Row(i), x);
            for (var a = 0; a < k; a++)
            {
                for (var b = 0; b <= a; b++)
                {
                    correlation[a, b] += x[a] * x[b] / rows.Rows;
                }
            }
        }

        var (whole, far) = (0.0, 0.0);
        for (var a = 0; a < k; a++)
        {
            for (var b = 0; b < k; b++)
            {
                var value = correlation[a, b] = correlation[Math.Max(a, b), Math.Min(a, b)];
                whole += value * value;
                far += (value - (a == b ? 1 : 0)) * (value - (a == b ? 1 : 0));
            }
        }

        var shrinkage = far > 0 ? Math.Clamp(Spread(profiles, varying, rows, correlation, whole) / far, LeastShrinkage, 1) : 1;
        var inverse = Matrix<double>.Build.Dense(k, k, (a, b) => ((1 - shrinkage) * correlation[a, b]) + (a == b ? shrinkage : 0)).Cholesky().Factor.Inverse();
        return [.. from a in Enumerable.Range(0, k) from b in Enumerable.Range(0, a + 1) select inverse[a, b]];
    }

    /// <summary>Σ |xxᵀ − S|² ⁄ n²: how much of S is chance.</summary>
    private static double Spread(ColumnProfile[] profiles, int[] varying, FloatMatrix rows, double[,] correlation, double whole)
    {
        var x = new double[varying.Length];
        var spread = 0.0;
        for (var i = 0; i < rows.Rows; i++)
        {
            Standardise(profiles, varying, rows.Row(i), x);
            var (length, turned) = (0.0, 0.0);
            for (var a = 0; a < x.Length; a++)
            {
                length += x[a] * x[a];
                turned += correlation[a, a] * x[a] * x[a];
                for (var b = 0; b < a; b++)
                {
                    turned += 2 * correlation[a, b] * x[a] * x[b];
                }
            }

            spread += (length * length) - (2 * turned) + whole;
        }

        return spread / rows.Rows / rows.Rows;
    }

    private static void Standardise(ColumnProfile[] profiles, int[] varying, ReadOnlySpan<float> row, double[] into)
    {
        for (var j = 0; j < varying.Length; j++)
        {
            var value = row[varying[j]];
            into[j] = float.IsFinite(value) ? (value - profiles[varying[j]].Mean) * profiles[varying[j]].Scale : 0;
        }
    }
}
