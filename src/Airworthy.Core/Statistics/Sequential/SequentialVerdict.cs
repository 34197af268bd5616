namespace Airworthy.Core.Statistics.Sequential;

/// <summary>What the pairs so far say about a release.</summary>
public enum ReleaseAdvice
{
    /// <summary>Neither is shown: traffic stays as it is.</summary>
    Undecided,

    /// <summary>The candidate is shown to be at most the margin worse than live.</summary>
    Promote,

    /// <summary>The candidate is shown to be worse than live.</summary>
    RollBack,
}

/// <summary>The verdict on one kind of event, with the numbers that decided; it may be asked for after every pair.</summary>
/// <remarks>
/// No alarm is not success: a promotion needs the upper end of the interval at or below the margin, and the least number of pairs. An alarm wins over
/// both, also when the candidate is worse by less than the margin: what is shown to be worse does not go on by itself.
/// </remarks>
/// <param name="LogE">ln E of <see cref="DiscordantPairs"/>.</param>
/// <param name="LogLimit">ln(1⁄α): the alarm fires where <paramref name="LogE"/> reaches it.</param>
/// <param name="Difference">Rate of the candidate − rate of live, true at all times together with probability 1 − α.</param>
/// <param name="Reason">One sentence that carries the number which decided.</param>
public sealed record SequentialVerdict(
    PairCounts Counts, SequentialPlan Plan, double LogE, double LogLimit, Interval Difference, ReleaseAdvice Advice, string Reason)
{
    /// <summary>Judges one kind of event.</summary>
    public static SequentialVerdict Of(PairCounts counts, SequentialPlan plan)
    {
        var logE = DiscordantPairs.LogE(counts.CandidateOnly, counts.LiveOnly);
        var limit = DiscordantPairs.LogLimit(plan.Alpha);
        var difference = DifferenceOfRates.Of(counts, plan.Alpha);
        var (advice, reason) = Judge(counts, plan, logE >= limit, difference.High);
        return new SequentialVerdict(counts, plan, logE, limit, difference, advice, reason);
    }

    /// <summary>The verdict on all kinds together: one alarm rolls back, and only when every kind promotes is it a promotion.</summary>
    /// <param name="kinds">At least one, judged with the plan <see cref="SequentialPlan.Among"/> them.</param>
    public static ReleaseAdvice OfAll(IReadOnlyCollection<SequentialVerdict> kinds) => kinds switch
    {
        { Count: 0 } => ReleaseAdvice.Undecided,
        _ when kinds.Any(k => k.Advice == ReleaseAdvice.RollBack) => ReleaseAdvice.RollBack,
        _ when kinds.All(k => k.Advice == ReleaseAdvice.Promote) => ReleaseAdvice.Promote,
        _ => ReleaseAdvice.Undecided,
    };

    private static (ReleaseAdvice Advice, string Reason) Judge(PairCounts counts, SequentialPlan plan, bool alarm, double high) => (alarm, counts.Pairs) switch
    {
        (true, _) => (ReleaseAdvice.RollBack,
            $"The candidate alone went wrong on {counts.CandidateOnly:N0} of {counts.Pairs:N0} pairs and live alone on {counts.LiveOnly:N0}: it is worse."),
        (_, var pairs) when pairs < plan.LeastPairs => (ReleaseAdvice.Undecided,
            $"{pairs:N0} of at least {plan.LeastPairs:N0} pairs were seen."),
        _ when high > plan.Margin => (ReleaseAdvice.Undecided,
            $"After {counts.Pairs:N0} pairs the candidate may still be up to {high:P2} worse; the margin is {plan.Margin:P2}."),
        _ => (ReleaseAdvice.Promote,
            $"After {counts.Pairs:N0} pairs the candidate is at most {Math.Max(high, 0):P2} worse; the margin is {plan.Margin:P2}."),
    };
}
