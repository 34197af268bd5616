namespace Airworthy.Core.Statistics;

/// <summary>How many equal pairs of rows chance explains in a table whose columns are coarse.</summary>
public static class Collisions
{
    /// <summary>Pairs that would agree on two columns if agreeing on one said nothing about agreeing on the other.</summary>
    /// <remarks>
    /// Among the pairs of rows (one from each side) that agree on every other column: <paramref name="onlyFirst"/> · <paramref name="onlySecond"/>
    /// ⁄ (<paramref name="neither"/> + 1). None of these pairs is a copy, so copies cannot hide in the estimate; in a table of a few coarse
    /// columns they are many and explain the equal pairs, in a table with a fine column they are few and explain none.
    /// <para>Source: the estimator of Chapman (1951), Univ. Calif. Publ. Stat. 1, 131–160, for a closed population caught twice.</para>
    /// </remarks>
    /// <param name="onlyFirst">Pairs that agree on the first column and differ on the second.</param>
    /// <param name="onlySecond">Pairs that agree on the second column and differ on the first.</param>
    /// <param name="neither">Pairs that differ on both.</param>
    /// <returns>Pairs, ≥ 0.</returns>
    public static double ByChance(double onlyFirst, double onlySecond, double neither) =>
        Math.Max(0, onlyFirst) * Math.Max(0, onlySecond) / (Math.Max(0, neither) + 1);
}
