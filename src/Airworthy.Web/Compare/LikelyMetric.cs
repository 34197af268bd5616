using System.Text.RegularExpressions;

namespace Airworthy.Web.Compare;

/// <summary>What the name of a metric lets one guess where nobody said it: whether less of it is better, and which of many the runs are judged by.</summary>
/// <remarks>A guess only: the page says which metric and direction it took, and both can be changed.</remarks>
internal static partial class LikelyMetric
{
    private static readonly HashSet<string> s_losses = new(
        ["loss", "logloss", "error", "err", "rmse", "rmsle", "mse", "mae", "mape", "smape", "nll", "bce", "perplexity", "ppl", "brier", "ece", "wer", "cer", "fid", "deviance", "regret", "latency"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> s_scores = new(
        ["acc", "accuracy", "auc", "auroc", "auprc", "precision", "recall", "f1", "score", "map", "ap", "r2", "mcc", "kappa", "iou", "dice", "bleu", "rouge", "ndcg", "mrr", "reward", "spearman", "pearson", "specificity", "sensitivity"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> s_heldOut = new(["val", "valid", "validation", "dev", "eval", "test", "holdout", "cv"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> s_training = new(["train", "training", "epoch", "step", "iteration", "iter", "lr", "rate", "time", "seconds", "duration", "samples", "grad", "norm"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether less of it is better. Scores that are negated losses, <c>neg_mean_squared_error</c>, are better when larger.</summary>
    public static bool LessIsBetter(string metric) => Words(metric) is var words && words.Any(s_losses.Contains) && !words.Any(w => w is "neg" or "negative");

    /// <summary>The one that runs are most likely judged by: a score on held-out data, a score, a loss on held-out data, and last what tells of the training itself.</summary>
    /// <returns>Null: there is none.</returns>
    public static string? Among(IEnumerable<string> metrics) => Order(metrics).FirstOrDefault();

    /// <summary>The most likely first; equally likely ones in the order they came in.</summary>
    public static IEnumerable<string> Order(IEnumerable<string> metrics) => metrics.OrderBy(Rank);

    private static int Rank(string metric)
    {
        var words = Words(metric);
        var (score, heldOut) = (words.Any(s_scores.Contains), words.Any(s_heldOut.Contains));
        return words.Any(s_training.Contains) ? 5
            : score ? heldOut ? 0 : 1
            : heldOut ? 2
            : words.Any(s_losses.Contains) ? 3 : 4;
    }

    private static string[] Words(string metric) => Between().Split(metric);

    // val_loss, val/loss, val.loss, valLoss.
    [GeneratedRegex(@"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Between();
}
