using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    /// <summary>Adds what the copies do to the metric; a change that the split can show is Unmet, however few they are.</summary>
    private static Verdict Scored(Verdict verdict, CopiedRows worst, SplitCopies seen)
    {
        if (seen.Scores.OrderByDescending(s => Math.Abs(s.With - s.Without) / Math.Max(s.Smallest, 1e-12)).FirstOrDefault() is not { } score)
        {
            return verdict;
        }

        var told = $"{score.Metric} of {score.Name} on {score.Split} is {score.With:0.000#} with them and {score.Without:0.000#} without";
        var says = $"{verdict.Says} {told}; differences from {score.Smallest:0.000#} show there.";
        var explained = worst.Copied > 0 && worst.ByChance >= worst.Copied * Rows.Explained;
        return (verdict.Answer == Answer.Met && score.IsMoved && !explained
                ? verdict.As(Answer.Unmet, says, "Split so that equal rows fall on one side, or remove the copies before splitting.")
                : verdict with { Says = says })
            .With(($"{score.Split}_with_copies", score.With), ($"{score.Split}_without_copies", score.Without), ("limit_change", score.Smallest));
    }
}
