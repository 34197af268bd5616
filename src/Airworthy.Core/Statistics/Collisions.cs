namespace Airworthy.Core.Statistics;

/// <summary>How many equal pairs of rows chance explains in a table whose columns are coarse.</summary>
public static class Collisions
{
    /// <summary>Pairs that would agree on two columns, at least, if agreeing on one said nothing about agreeing on the other.</summary>
    /// <remarks>
    /// Among the pairs of rows (one from each side) that agree on every other column, with a = <paramref name="onlyFirst"/>, b = <paramref name="onlySecond"/>
    /// and c = <paramref name="neither"/> + 1: ab⁄c · exp(−1.96 √(1⁄a + 1⁄b + 1⁄c)), the lower end of a 95 % interval, since a handful of pairs tells
    /// little. None of these pairs is a copy, so copies cannot hide in the estimate; in a table of a few coarse columns they are many and
    /// explain the equal pairs, in a table with a fine column they are few and explain none.
    /// <para>Sources: the estimator of Chapman (1951), Univ. Calif. Publ. Stat. 1, 131–160, for a closed population caught twice; the variance of the logarithm
    /// of a ratio of counts as in Woolf (1955), Ann. Hum. Genet. 19, 251–253.</para>
    /// </remarks>
    /// <param name="onlyFirst">Pairs that agree on the first column and differ on the second.</param>
    /// <param name="onlySecond">Pairs that agree on the second column and differ on the first.</param>
    /// <param name="neither">Pairs that differ on both.</param>
    /// <returns>Pairs, ≥ 0.</returns>
    public static double ByChance(double onlyFirst, double onlySecond, double neither)
    {
        if (onlyFirst <= 0 || onlySecond <= 0)
        {
            return 0;
        }

        var rest = Math.Max(0, neither) + 1;
        return onlyFirst * onlySecond / rest * Math.Exp(-1.959964 * Math.Sqrt((1 / onlyFirst) + (1 / onlySecond) + (1 / rest)));
    }
}
