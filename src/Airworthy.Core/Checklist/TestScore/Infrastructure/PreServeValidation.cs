using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class PreServeValidation
{
    /// <summary>The item's id: its fields are what a report of the gate is bound to.</summary>
    public const string Id = "pre-serve-validation";

    /// <summary>The checks without which no model serves, as a report of the gate names them.</summary>
    public static readonly IReadOnlyList<string> Needed = ["bar", "limits", "champion", "slices", "slice drops", "functionality cases"];

    /// <summary>
    /// Whether a candidate may follow the champion: better by at least <c>release.beat_champion_by</c>, and with the lower end of the interval not worse by more than
    /// <c>metric.minimum_improvement</c>.
    /// </summary>
    public static Verdict Follows(ProjectContract contract, AgainstChampion seen)
    {
        if (Promised.Lacks(contract, "release.beat_champion_by", "metric.minimum_improvement") is { } lacks)
        {
            return lacks;
        }

        if (seen.Champion is null)
        {
            return Verdict.Met($"{seen.Candidate} is the first: no version was ever in use, so the bar alone decides.");
        }

        if (seen.Gain is not { } gain || !double.IsFinite(gain.Low))
        {
            return Verdict.Unknown($"{seen.Metric} does not exist on the {seen.Rows:N0} rows of {seen.Split}.", "See with `airworthy evaluate` why not.");
        }

        var (asked, margin) = (contract.Release!.BeatChampionBy!.Value, contract.Metric!.MinimumImprovement!.Value);
        var says = $"{seen.Candidate} {gain.After:0.0###}, {seen.Champion} {gain.Before:0.0###} in {seen.Metric} on {seen.Rows:N0} rows of {seen.Split}: {(gain.Gain < 0 ? $"worse by {-gain.Gain:0.0###}" : $"better by {gain.Gain:0.0###}")} ({gain.Low:0.0###} to {gain.High:0.0###})";
        var verdict = gain.Gain < asked ? Verdict.Unmet($"{says}; {asked:0.0###} was asked.", "Keep the champion; train a better model.")
            : gain.Low < -margin ? Verdict.Undecided($"{says}: that it is worse by more than {margin:0.0###} cannot be excluded.", "Take more rows into the split.")
            : Verdict.Met($"{says}; {asked:0.0###} was asked, and no more than {margin:0.0###} may be lost.");
        return verdict.With(("gain", gain.Gain), ("gain_low", gain.Low), ("gain_high", gain.High), ("asked", asked), ("margin", margin));
    }

    private static string Days(int ago) => ago switch { <= 0 => "today", 1 => "yesterday", _ => $"{ago} days ago" };
}
