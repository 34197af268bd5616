using Airworthy.Core.Statistics.Sequential;

namespace Airworthy.Serving.Releases;

/// <summary>What was seen of a candidate during one step of its release: sums.</summary>
/// <param name="Seen">Requests of the endpoint while the step lasted.</param>
/// <param name="Answered">Requests that the candidate answered.</param>
/// <param name="Failed">Of those, the ones without an answer that counts.</param>
/// <param name="Dropped">Copies that were not handed to a shadow because it was behind.</param>
/// <param name="Compared">Rows decided by both.</param>
/// <param name="Disagreed">Rows decided differently.</param>
/// <param name="Differences">Sum of the differences of scores, without sign.</param>
/// <param name="LargestDifference">The largest of them.</param>
/// <param name="Errors">No answer, or one that is not finite.</param>
/// <param name="Slow">Answers that took longer than promised; in a canary only, because a shadow runs on other terms.</param>
/// <param name="Missed">Labelled rows decided by both: a no of what was a yes.</param>
/// <param name="FalseAlarms">Labelled rows decided by both: a yes of what was a no.</param>
/// <param name="Abstained">Requests of which the guards left a row to something else; in a canary only, where each arm has its own guards.</param>
/// <param name="Alarm">What ends a release at once; null where nothing happened.</param>
public sealed record Evidence(long Seen = 0, long Answered = 0, long Failed = 0, long Dropped = 0, long Compared = 0, long Disagreed = 0, double Differences = 0, double LargestDifference = 0,
    PairCounts? Errors = null, PairCounts? Slow = null, string? Alarm = null, PairCounts? Missed = null, PairCounts? FalseAlarms = null, PairCounts? Abstained = null)
{
    public PairCounts Errors { get; init; } = Errors ?? PairCounts.None;

    public PairCounts Slow { get; init; } = Slow ?? PairCounts.None;

    public PairCounts Missed { get; init; } = Missed ?? PairCounts.None;

    public PairCounts FalseAlarms { get; init; } = FalseAlarms ?? PairCounts.None;

    public PairCounts Abstained { get; init; } = Abstained ?? PairCounts.None;

    public static Evidence operator +(Evidence a, Evidence b) => new(a.Seen + b.Seen, a.Answered + b.Answered, a.Failed + b.Failed, a.Dropped + b.Dropped, a.Compared + b.Compared, a.Disagreed + b.Disagreed,
        a.Differences + b.Differences, Math.Max(a.LargestDifference, b.LargestDifference), a.Errors + b.Errors, a.Slow + b.Slow, a.Alarm ?? b.Alarm, a.Missed + b.Missed, a.FalseAlarms + b.FalseAlarms, a.Abstained + b.Abstained);

    /// <summary>Share of compared rows that were decided differently; null where none were compared.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? Disagreement => Compared == 0 ? null : (double)Disagreed / Compared;
}
