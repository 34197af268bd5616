namespace Airworthy.Core.Statistics.Sequential;

/// <summary>How often candidate and live went wrong on the same or on paired requests, in one kind of event.</summary>
/// <remarks>
/// Sums, so that the counts of several replicas, or from before and after a restart, are added and nothing is lost: all that is computed from them
/// depends on the sums alone, never on the order of the pairs.
/// </remarks>
public sealed record PairCounts
{
    /// <param name="pairs">Requests that both arms have answered, at least 0.</param>
    /// <param name="candidateOnly">Pairs on which the candidate alone went wrong.</param>
    /// <param name="liveOnly">Pairs on which live alone went wrong; together with <paramref name="candidateOnly"/> at most <paramref name="pairs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more pairs differ than there are.</exception>
    public PairCounts(long pairs, long candidateOnly, long liveOnly)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(candidateOnly);
        ArgumentOutOfRangeException.ThrowIfNegative(liveOnly);
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, checked(candidateOnly + liveOnly));
        (Pairs, CandidateOnly, LiveOnly) = (pairs, candidateOnly, liveOnly);
    }

    /// <summary>Before the first pair.</summary>
    public static PairCounts None { get; } = new(0, 0, 0);

    /// <summary>Requests that both arms have answered.</summary>
    public long Pairs { get; }

    /// <summary>Pairs on which the candidate alone went wrong.</summary>
    public long CandidateOnly { get; }

    /// <summary>Pairs on which live alone went wrong.</summary>
    public long LiveOnly { get; }

    /// <summary>Pairs on which both arms did well, or both went wrong: they say nothing about which one is better.</summary>
    public long Alike => Pairs - CandidateOnly - LiveOnly;

    /// <summary>The rate of the candidate less that of live as counted, −1 to 1; 0 before the first pair.</summary>
    public double Difference => Pairs == 0 ? 0 : (double)(CandidateOnly - LiveOnly) / Pairs;

    /// <summary>The same counts with one more pair.</summary>
    public PairCounts With(bool candidateWrong, bool liveWrong) =>
        new(Pairs + 1, CandidateOnly + (candidateWrong && !liveWrong ? 1 : 0), LiveOnly + (liveWrong && !candidateWrong ? 1 : 0));

    /// <summary>The counts of both together.</summary>
    public static PairCounts operator +(PairCounts one, PairCounts other) => Add(one, other);

    /// <inheritdoc cref="op_Addition"/>
    public static PairCounts Add(PairCounts one, PairCounts other) =>
        checked(new(one.Pairs + other.Pairs, one.CandidateOnly + other.CandidateOnly, one.LiveOnly + other.LiveOnly));
}
