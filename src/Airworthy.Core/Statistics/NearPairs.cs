namespace Airworthy.Core.Statistics;

/// <summary>How many of the pairs of rows that lie close together are there because points are dense, and not because one was made from the other.</summary>
public static class NearPairs
{
    /// <summary>How many times wider the second look is.</summary>
    public const int Wider = 4;

    /// <summary>How many times more than the formula says is granted to chance: cells at the edge of the values are only partly filled.</summary>
    private const double Edges = 1.1;

    /// <summary>Standard deviations of the counted pairs that are granted to chance.</summary>
    private const double Granted = 3;

    /// <summary>The most pairs that density explains.</summary>
    /// <remarks>
    /// Pairs of independent points within a distance r number about c · rᵛ, where v is the dimension the points fill; pairs of copies are there at every
    /// r. With N(r) = D + S and N(4r) = D + 4ᵛ S and v ≥ 1 the pairs by chance are S ≤ (N(4r) − N(r)) ⁄ 3. Equality holds on a curve, as for readings that
    /// follow each other in time; points that fill more dimensions have fewer. A tenth and three standard deviations of N(4r) are added, so that edges and
    /// few pairs prove nothing.
    /// <para>Source: the correlation integral of Grassberger and Procaccia (1983), Physica D 9, 189–208.</para>
    /// </remarks>
    /// <param name="near">Pairs within r, ≥ 0.</param>
    /// <param name="wide">Pairs within 4r, of the same points; at least about <paramref name="near"/>.</param>
    /// <returns>Pairs, in [0, <paramref name="near"/>].</returns>
    public static double ByChance(double near, double wide)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(near);
        ArgumentOutOfRangeException.ThrowIfNegative(wide);
        return Math.Min(near, ((Edges * Math.Max(0, wide - near)) + (Granted * Math.Sqrt(wide))) / (Wider - 1));
    }
}
