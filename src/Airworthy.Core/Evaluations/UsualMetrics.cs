using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Evaluations;

/// <summary>The metrics that are usually looked at beside the one that ranks.</summary>
public static class UsualMetrics
{
    private static readonly string[] s_twoClasses = ["roc_auc", "average_precision", "log_loss", "brier", "accuracy", "balanced_accuracy", "precision", "recall", "specificity", "f1", "mcc"];

    private static readonly string[] s_classes = ["accuracy", "balanced_accuracy", "f1_macro", "log_loss", "brier"];

    private static readonly string[] s_numbers = ["mae", "rmse", "bias", "r2", "wape", "smape"];

    private static readonly string[] s_ranking = ["ndcg", "ndcg@10", "mrr"];

    /// <summary>The metrics for a kind of label, <paramref name="first"/> before all others.</summary>
    /// <param name="hasProbabilities">Whether there are probabilities, not only decisions.</param>
    public static IReadOnlyList<PredictionMetric> Of(PredictionMetric first, Truth truth, bool hasProbabilities) =>
    [
        .. (truth switch
        {
            { Queries: not null } => s_ranking,
            { Classes: 2 } => s_twoClasses,
            { Classes: > 2 } => s_classes,
            _ => s_numbers,
        }).Prepend(first.Name).Distinct().Select(n => PredictionMetric.Of(n)!).Where(m => hasProbabilities || !m.IsProbabilistic),
    ];

    /// <summary>What ranks where nobody says: by the kind of label and of answers.</summary>
    public static string Default(bool isRanked, int classes, bool hasProbabilities) =>
        isRanked ? "ndcg" : classes == 0 ? "rmse" : !hasProbabilities ? "accuracy" : classes == 2 ? "roc_auc" : "log_loss";
}
