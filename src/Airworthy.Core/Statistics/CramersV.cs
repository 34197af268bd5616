namespace Airworthy.Core.Statistics;

/// <summary>How strongly two columns of categories go together, whatever their number of values.</summary>
public static class CramersV
{
    /// <summary>Cramér's V with the bias taken off: 0 for columns that have nothing to do with each other, 1 for a one-to-one mapping.</summary>
    /// <remarks>
    /// φ² = Σ n_ab² ⁄ (n_a·n_b) − 1; φ̃² = max(0, φ² − (r−1)(c−1) ⁄ (n−1)); r̃ = r − (r−1)² ⁄ (n−1), c̃ alike; V = √(φ̃² ⁄ min(r̃−1, c̃−1)).
    /// Two columns that are different in every row have φ² = n − 1 by construction and V = 0: nothing can be told from them.
    /// <para>Source: Bergsma (2013), Journal of the Korean Statistical Society 42(3), 323–328.</para>
    /// </remarks>
    /// <param name="phi2">φ², ≥ 0.</param>
    /// <param name="rows">Values of the first column, ≥ 1.</param>
    /// <param name="columns">Values of the second column, ≥ 1.</param>
    /// <param name="n">Rows of the table that have both.</param>
    /// <returns>In [0, 1].</returns>
    public static double Corrected(double phi2, long rows, long columns, long n)
    {
        if (n < 2 || rows < 2 || columns < 2)
        {
            return 0;
        }

        var excess = Math.Max(0, phi2 - ((rows - 1.0) * (columns - 1) / (n - 1)));
        var r = rows - ((rows - 1.0) * (rows - 1) / (n - 1));
        var c = columns - ((columns - 1.0) * (columns - 1) / (n - 1));
        var most = Math.Min(r, c) - 1;
        return most < 0.5 ? 0 : Math.Min(1, Math.Sqrt(excess / most));
    }
}
