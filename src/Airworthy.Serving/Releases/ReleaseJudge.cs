using Airworthy.Core.Statistics.Sequential;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Releases;

/// <summary>What a release does next.</summary>
/// <param name="State">Where it goes; null where it stays.</param>
/// <param name="Step">In a canary, the step it goes to.</param>
/// <param name="Says">Why, with the number that decided.</param>
public sealed record Move(ReleaseState? State, int Step, string Says)
{
    public static Move Stay(string says) => new(null, 0, says);
}

/// <summary>Judges a release by what was seen of its candidate. No clock, no store: the same evidence gives the same move, however often one looks.</summary>
/// <remarks>No alarm is not success: a step is left when it lasted long enough, was seen often enough, and no more harm than declared is left possible.</remarks>
public static class ReleaseJudge
{
    /// <param name="evidence">Of the present step.</param>
    /// <param name="before">Of the last step of the canary: what is usual; for a bake.</param>
    /// <param name="isSlowKnown">The endpoint says which answers are slow.</param>
    /// <param name="lasted">Since the step began.</param>
    /// <param name="threshold">A score of at least this is a yes.</param>
    public static Move Next(Release release, Evidence evidence, Evidence before, bool isSlowKnown, TimeSpan lasted, double threshold = 0.5)
    {
        if (evidence.Alarm is { } alarm)
        {
            return new Move(ReleaseState.RolledBack, 0, $"Rolled back at once: {alarm}.");
        }

        if (release.IsRunning && ReleaseQuality.Of(evidence, threshold, Alpha(release.Policy)) is { IsWorse: true } quality)
        {
            return new Move(ReleaseState.RolledBack, 0, $"Rolled back, by what came true: {quality.Says}");
        }

        return release.State switch
        {
            ReleaseState.Shadow => Shadow(release.Policy, evidence, lasted),
            ReleaseState.Canary => Canary(release, evidence, isSlowKnown, lasted),
            ReleaseState.Bake => Bake(release.Policy, evidence, before, lasted),
            _ => Move.Stay("It has ended."),
        };
    }

    /// <summary>The verdicts on each kind of event in a step.</summary>
    public static IReadOnlyList<(string Kind, SequentialVerdict Verdict)> Verdicts(ReleasePolicy policy, Evidence evidence, bool slow)
    {
        var plan = Plan(policy, evidence, slow);
        return slow
            ? [("errors", SequentialVerdict.Of(evidence.Errors, plan)), ("slow answers", SequentialVerdict.Of(evidence.Slow, plan))]
            : [("errors", SequentialVerdict.Of(evidence.Errors, plan))];
    }

    /// <summary>More requests of which the guards left rows to the fallback than with the version in use; null where it has no guards.</summary>
    /// <remarks>That there are not more is not asked of a step: where some in a hundred are usual, it takes a hundred thousand pairs to exclude one in two hundred more.</remarks>
    private static SequentialVerdict? Abstention(ReleasePolicy policy, Evidence evidence, bool slow) =>
        evidence.Abstained.Pairs == 0 ? null : SequentialVerdict.Of(evidence.Abstained, Plan(policy, evidence, slow));

    /// <summary>For each kind of event that is watched: errors, and in a canary slow answers and abstentions, where something is said of them.</summary>
    private static SequentialPlan Plan(ReleasePolicy policy, Evidence evidence, bool slow) =>
        new SequentialPlan(Alpha(policy), policy.MaxErrorIncrease, policy.LeastPairs).Among(1 + (slow ? 1 : 0) + (evidence.Abstained.Pairs > 0 ? 1 : 0));

    /// <summary>The share of one step in how probable a false alarm may be: shadow, each share of the canary, and the bake have equal parts, of which what came true has a half.</summary>
    internal static double Alpha(ReleasePolicy policy) => policy.Alpha / 2 / (policy.Steps.Count + 2);

    private static Move Shadow(ReleasePolicy policy, Evidence evidence, TimeSpan lasted)
    {
        var (kind, verdict) = Verdicts(policy, evidence, slow: false)[0];
        if (verdict.Advice == ReleaseAdvice.RollBack)
        {
            return new Move(ReleaseState.RolledBack, 0, $"Rolled back from shadow, {kind}: {verdict.Reason}");
        }

        if (Disagreement(policy, evidence) is { } apart)
        {
            return apart;
        }

        return lasted.TotalHours < policy.ShadowHours ? Move.Stay($"In shadow for {Text(lasted)} of {policy.ShadowHours:0.##} h.")
            : evidence.Compared < policy.ShadowRequests ? Move.Stay($"{evidence.Compared:N0} of {policy.ShadowRequests:N0} rows were compared in shadow.")
            : verdict.Advice != ReleaseAdvice.Promote ? Move.Stay($"Undecided, {kind}: {verdict.Reason}")
            : new Move(policy.Steps.Count == 0 ? ReleaseState.Bake : ReleaseState.Canary, 0, $"Through shadow: {evidence.Compared:N0} rows compared{(evidence.Disagreement is { } share ? $", {share:P2} decided differently" : "")}. {verdict.Reason}");
    }

    /// <summary>The share decided differently, once enough were compared: too many ends the release, and where that cannot be told it waits.</summary>
    private static Move? Disagreement(ReleasePolicy policy, Evidence evidence)
    {
        if (policy.MaxDisagreement is not { } most || evidence.Compared < Math.Max(1, policy.ShadowRequests))
        {
            return null;
        }

        var share = RateAtAllTimes.Of(evidence.Disagreed, evidence.Compared, Alpha(policy));
        return share.Low > most ? new Move(ReleaseState.RolledBack, 0, $"Rolled back from shadow: {evidence.Disagreement:P2} of {evidence.Compared:N0} rows were decided differently, at most {most:P2} may.")
            : share.High > most ? Move.Stay($"Undecided: {evidence.Disagreement:P2} of {evidence.Compared:N0} rows were decided differently ({share.Low:P2} to {share.High:P2}); at most {most:P2} may.")
            : null;
    }

    private static Move Canary(Release release, Evidence evidence, bool isSlowKnown, TimeSpan lasted)
    {
        var policy = release.Policy;
        var verdicts = Verdicts(policy, evidence, isSlowKnown);
        if (verdicts.FirstOrDefault(v => v.Verdict.Advice == ReleaseAdvice.RollBack) is { Kind: { } kind } bad)
        {
            return new Move(ReleaseState.RolledBack, 0, $"Rolled back from {Share(policy, release.Step)}, {kind}: {bad.Verdict.Reason}");
        }

        if (Abstention(policy, evidence, isSlowKnown) is { Advice: ReleaseAdvice.RollBack } unsure)
        {
            return new Move(ReleaseState.RolledBack, 0, $"Rolled back from {Share(policy, release.Step)}, rows that its guards left to the fallback: {unsure.Reason}");
        }

        if (lasted.TotalMinutes < policy.StepMinutes)
        {
            return Move.Stay($"At {Share(policy, release.Step)} for {Text(lasted)} of {policy.StepMinutes:0.##} min.");
        }

        if (verdicts.FirstOrDefault(v => v.Verdict.Advice != ReleaseAdvice.Promote) is { Kind: { } open } undecided)
        {
            return Move.Stay($"Undecided at {Share(policy, release.Step)}, {open}: {undecided.Verdict.Reason}");
        }

        var last = release.Step + 1 >= policy.Steps.Count;
        return new Move(last ? ReleaseState.Bake : ReleaseState.Canary, last ? 0 : release.Step + 1, $"Through {Share(policy, release.Step)}: {string.Join(" ", verdicts.Select(v => v.Verdict.Reason).Distinct())}");
    }

    private static Move Bake(ReleasePolicy policy, Evidence evidence, Evidence before, TimeSpan lasted)
    {
        // What is usual: the rate of the version before, as the canary saw it, with one failure more than none, and the increase that was declared.
        var usual = ((before.Errors.LiveOnly + 1.0) / (before.Errors.Pairs + 1.0)) + policy.MaxErrorIncrease;
        if (RateAlarm.Fires(evidence.Failed, evidence.Answered, Math.Min(usual, 0.5), Alpha(policy)))
        {
            return new Move(ReleaseState.RolledBack, 0, $"Rolled back while it was watched: {evidence.Failed:N0} of {evidence.Answered:N0} requests failed; at most {usual:P2} was usual.");
        }

        return lasted.TotalMinutes < policy.BakeMinutes
            ? Move.Stay($"In use and watched for {Text(lasted)} of {policy.BakeMinutes:0.##} min; {evidence.Failed:N0} of {evidence.Answered:N0} requests failed.")
            : new Move(ReleaseState.Done, 0, $"In use: {evidence.Failed:N0} of {evidence.Answered:N0} requests failed while it was watched.");
    }

    private static string Share(ReleasePolicy policy, int step) => $"{policy.Steps[Math.Clamp(step, 0, policy.Steps.Count - 1)]:0.##} %";

    private static string Text(TimeSpan time) => time.TotalHours >= 1 ? $"{time.TotalHours:0.#} h" : time.TotalMinutes >= 1 ? $"{time.TotalMinutes:0.#} min" : $"{time.TotalSeconds:0} s";

    /// <summary>The table that a move brings.</summary>
    public static RouteTable Table(RouteTable now, Release release, Move move)
    {
        var next = now with { Generation = now.Generation + 1, Step = move.State is ReleaseState.Canary or ReleaseState.Bake ? now.Generation + 1 : null };
        return move.State switch
        {
            ReleaseState.Canary => next with { Role = OtherRole.Canary, Share = release.Policy.Steps[move.Step] / 100 },
            ReleaseState.Bake => next.Switched(),
            ReleaseState.Done => Ended(next),
            // What was in use before is still loaded: it answers again at once, and the candidate answers nothing.
            ReleaseState.RolledBack => release.State == ReleaseState.Bake ? next.Switched() with { Other = null, Release = null } : next with { Other = null, Role = OtherRole.Previous, Share = 0, Release = null },
            _ => throw new ArgumentOutOfRangeException(nameof(move)),
        };
    }

    /// <summary>The version before stays loaded only where it may have to answer.</summary>
    private static RouteTable Ended(RouteTable next) => next with { Release = null, Other = next.Fallback?.Contains("previous") == true ? next.Other : null };
}
