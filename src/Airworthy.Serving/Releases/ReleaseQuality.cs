using Airworthy.Core.Statistics.Sequential;

namespace Airworthy.Serving.Releases;

/// <summary>Whether a candidate decides worse than the version in use, by rows that both have answered and whose truth came.</summary>
/// <remarks>
/// What a wrong decision costs follows from the threshold: where a yes is said from a probability of t on, a false alarm weighs t and a miss 1 − t (Elkan 2001, "The
/// foundations of cost-sensitive learning": t = C(false alarm) ⁄ (C(false alarm) + C(miss)), right decisions free). The candidate is worse where even the lower ends of both
/// differences of rates, true at all times together, weigh up to more than nothing. That it is not worse cannot be asked for: labels may come later than a release lasts, or never.
/// </remarks>
/// <param name="Labelled">Rows.</param>
/// <param name="Difference">Cost per row of the candidate less that of the version in use, in parts of the cost of both errors together.</param>
/// <param name="Low">Of the difference.</param>
internal sealed record ReleaseQuality(long Labelled, double Difference, double Low, string Says)
{
    public bool IsWorse => Low > 0;

    /// <returns>Null where no truth came.</returns>
    /// <param name="alpha">How probable a false alarm may be, however often one looks.</param>
    public static ReleaseQuality? Of(Evidence evidence, double threshold, double alpha)
    {
        var (missed, alarms) = (evidence.Missed, evidence.FalseAlarms);
        if (missed.Pairs == 0)
        {
            return null;
        }

        var weight = Math.Clamp(threshold, 0.01, 0.99);
        var difference = ((1 - weight) * missed.Difference) + (weight * alarms.Difference);
        var low = ((1 - weight) * DifferenceOfRates.Of(missed, alpha / 2).Low) + (weight * DifferenceOfRates.Of(alarms, alpha / 2).Low);
        return new ReleaseQuality(missed.Pairs, difference, low, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"of {missed.Pairs:N0} labelled rows the candidate alone missed {missed.CandidateOnly:N0} and alone raised {alarms.CandidateOnly:N0} false alarms, the version in use {missed.LiveOnly:N0} and {alarms.LiveOnly:N0}; at a threshold of {threshold:0.###} that is {(low > 0 ? "worse" : difference > 0 ? "more, and may be chance" : "no more")}."));
    }
}
