namespace Airworthy.Core.Statistics.Metrics;

/// <summary>What the rows of a split belong to: rows of one entity or of one day may resemble each other, and then they count for less than as many of their own.</summary>
/// <param name="Entity">For each row the number of its entity, from 0; null without one.</param>
/// <param name="Day">For each row the number of its day, from 0; null without a time in days.</param>
public sealed record RowUnits(int[]? Entity = null, int[]? Day = null)
{
    /// <summary>Below this probability of so different days among independent rows, days are the units.</summary>
    private const double DaysDiffer = 0.05;

    /// <summary>Every row stands for itself.</summary>
    public static readonly RowUnits None = new();

    /// <summary>What the units of a metric are: entities, because they are declared to belong together; else days, where its influences show that rows of a day do; else rows.</summary>
    /// <param name="influence">Per row, or per query of a ranking, which then is the unit.</param>
    public UnitError Of(double[] influence)
    {
        if (Entity is { } entities && entities.Length == influence.Length)
        {
            return UnitError.Of("entity", entities, BlockedMean.Of(influence, entities));
        }

        if (Day is { } days && days.Length == influence.Length && BlockedMean.Of(influence, days) is { Blocks: > 1, P: < DaysDiffer } byDay && byDay.Rows > byDay.Blocks)
        {
            return UnitError.Of("day", days, byDay);
        }

        var (n, squares, sum) = (influence.Length, 0.0, 0.0);
        foreach (var x in influence)
        {
            sum += x;
        }

        var mean = n == 0 ? 0 : sum / n;
        foreach (var x in influence)
        {
            squares += (x - mean) * (x - mean);
        }

        return new UnitError(null, null, n < 2 ? double.NaN : Math.Sqrt(squares / (n - 1) / n), n);
    }

    /// <summary>The units of some of the rows, numbered anew.</summary>
    public RowUnits Only(int[] kept) => new(Of(Entity, kept), Of(Day, kept));

    private static int[]? Of(int[]? numbers, int[] kept)
    {
        if (numbers is null)
        {
            return null;
        }

        var known = new Dictionary<int, int>();
        var dense = new int[kept.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            var number = numbers[kept[i]];
            if (!known.TryGetValue(number, out dense[i]))
            {
                known[number] = dense[i] = known.Count;
            }
        }

        return dense;
    }
}

/// <summary>The standard error of a metric, and what it rests on.</summary>
/// <param name="Block">What a unit is: <c>entity</c> or <c>day</c>; null when rows (or queries) stand for themselves.</param>
/// <param name="Blocks">For each row the number of its unit; null when rows are the units.</param>
/// <param name="Error">In units of the metric; NaN for fewer than two units.</param>
/// <param name="Units">How many there are.</param>
/// <param name="Mean">Between and within blocks; null when rows are the units.</param>
public sealed record UnitError(string? Block, int[]? Blocks, double Error, double Units, BlockedMean? Mean = null)
{
    internal static UnitError Of(string name, int[] blocks, BlockedMean mean) => new(name, blocks, mean.BlockError, mean.Blocks, mean);
}
