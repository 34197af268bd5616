namespace Airworthy.Core.Statistics.Sequential;

/// <summary>What was declared before the first pair: how sure, how much worse is still as good, and how many pairs at least.</summary>
public sealed record SequentialPlan
{
    /// <param name="alpha">Between 0 and 1: how probable a false alarm may be over the whole release, and each wrong promotion.</param>
    /// <param name="margin">By how much the candidate's rate may be above that of live, 0 to below 1.</param>
    /// <param name="leastPairs">Pairs before a promotion, at least 1. An alarm waits for nothing.</param>
    public SequentialPlan(double alpha, double margin, long leastPairs)
    {
        _ = DiscordantPairs.LogLimit(alpha);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(margin, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(leastPairs, 1);
        (Alpha, Margin, LeastPairs) = (alpha, margin, leastPairs);
    }

    public double Alpha { get; }

    /// <summary>By how much the candidate's rate may be above that of live; a share.</summary>
    public double Margin { get; }

    public long LeastPairs { get; }

    /// <summary>The plan for each kind of event when <paramref name="kinds"/> are watched side by side, so that all together alarm falsely with probability α.</summary>
    public SequentialPlan Among(int kinds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kinds, 1);
        return new SequentialPlan(Alpha / kinds, Margin, LeastPairs);
    }
}
