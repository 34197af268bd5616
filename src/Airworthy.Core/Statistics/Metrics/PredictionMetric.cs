namespace Airworthy.Core.Statistics.Metrics;

/// <summary>What a metric is about.</summary>
public enum MetricScale { TwoClasses, Classes, Number, Ranking }

/// <summary>A metric that can be computed from stored predictions, by its name in <c>metric.name</c>.</summary>
/// <param name="Name">The name, in the spelling below.</param>
/// <param name="Scale">What it needs.</param>
/// <param name="IsProbabilistic">Whether it needs probabilities, not only decisions.</param>
/// <param name="IsDecided">Whether it needs a decision, made at a threshold.</param>
public sealed record PredictionMetric(string Name, MetricScale Scale, bool IsProbabilistic, bool IsDecided, Func<Truth, Answers, Measured> Measure)
{
    private static readonly Dictionary<string, string> s_other = new(StringComparer.Ordinal)
    {
        ["auc"] = "roc_auc",
        ["auroc"] = "roc_auc",
        ["pr_auc"] = "average_precision",
        ["ap"] = "average_precision",
        ["logloss"] = "log_loss",
        ["mn_log_loss"] = "log_loss",
        ["cross_entropy"] = "log_loss",
        ["brier_score"] = "brier",
        ["f1_score"] = "f1",
        ["macro_f1"] = "f1_macro",
        ["sensitivity"] = "recall",
        ["true_positive_rate"] = "recall",
        ["cohen_kappa"] = "kappa",
        ["matthews_corrcoef"] = "mcc",
        ["mean_absolute_error"] = "mae",
        ["mean_squared_error"] = "mse",
        ["root_mean_squared_error"] = "rmse",
        ["r_squared"] = "r2",
        ["mean_absolute_percentage_error"] = "mape",
        ["reciprocal_rank"] = "mrr",
    };

    private static readonly Dictionary<string, PredictionMetric> s_all = new PredictionMetric[]
    {
        new("roc_auc", MetricScale.TwoClasses, true, false, RankMetrics.RocAuc),
        new("average_precision", MetricScale.TwoClasses, true, false, RankMetrics.AveragePrecision),
        new("accuracy", MetricScale.Classes, false, true, (t, a) => MeanMetrics.Mean(t, i => t.Values[i] == a.Answer![i] ? 1 : 0)),
        new("error_rate", MetricScale.Classes, false, true, (t, a) => MeanMetrics.Mean(t, i => t.Values[i] == a.Answer![i] ? 0 : 1)),
        new("log_loss", MetricScale.Classes, true, false, (t, a) => MeanMetrics.Mean(t, i => -Math.Log(Math.Clamp(a.OfLabel![i], 1e-15, 1)))),
        new("brier", MetricScale.Classes, true, false, (t, a) => MeanMetrics.Mean(t, i => a.Square![i])),
        new("recall", MetricScale.TwoClasses, false, true, (t, a) => MeanMetrics.OfCounts(t, a, c => c.True / c.Positive)),
        new("precision", MetricScale.TwoClasses, false, true, (t, a) => MeanMetrics.OfCounts(t, a, c => c.True / c.Said)),
        new("specificity", MetricScale.TwoClasses, false, true, (t, a) => MeanMetrics.OfCounts(t, a, c => c.Quiet / (1 - c.Positive))),
        new("f1", MetricScale.TwoClasses, false, true, (t, a) => MeanMetrics.OfCounts(t, a, c => 2 * c.True / (c.Positive + c.Said))),
        new("mcc", MetricScale.TwoClasses, false, true, (t, a) => MeanMetrics.OfCounts(t, a, c => (c.True - (c.Positive * c.Said)) / Math.Sqrt(c.Positive * (1 - c.Positive) * c.Said * (1 - c.Said)))),
        new("kappa", MetricScale.TwoClasses, false, true, (t, a) => MeanMetrics.OfCounts(t, a, c => c.Kappa)),
        new("balanced_accuracy", MetricScale.Classes, false, true, MeanMetrics.BalancedAccuracy),
        new("f1_macro", MetricScale.Classes, false, true, MeanMetrics.MacroF1),
        new("mae", MetricScale.Number, false, false, (t, a) => MeanMetrics.Mean(t, i => Math.Abs(a.Score[i] - t.Values[i]))),
        new("mse", MetricScale.Number, false, false, (t, a) => MeanMetrics.Mean(t, i => Square(a.Score[i] - t.Values[i]))),
        new("rmse", MetricScale.Number, false, false, (t, a) => MeanMetrics.OfMeans(t.Rows, [i => Square(a.Score[i] - t.Values[i])], m => Math.Sqrt(m[0]))),
        new("mape", MetricScale.Number, false, false, (t, a) => MeanMetrics.Mean(t, i => Math.Abs((a.Score[i] - t.Values[i]) / t.Values[i]))),
        new("wape", MetricScale.Number, false, false, (t, a) => MeanMetrics.OfMeans(t.Rows, [i => Math.Abs(a.Score[i] - t.Values[i]), i => Math.Abs(t.Values[i])], m => m[0] / m[1])),
        new("smape", MetricScale.Number, false, false, (t, a) => MeanMetrics.Mean(t, i => a.Score[i] == t.Values[i] ? 0 : 2 * Math.Abs(a.Score[i] - t.Values[i]) / (Math.Abs(a.Score[i]) + Math.Abs(t.Values[i])))),
        new("bias", MetricScale.Number, false, false, (t, a) => MeanMetrics.Mean(t, i => a.Score[i] - t.Values[i])),
        new("r2", MetricScale.Number, false, false, MeanMetrics.R2),
        new("mrr", MetricScale.Ranking, false, false, RankingMetrics.ReciprocalRank),
        new("ndcg", MetricScale.Ranking, false, false, (t, a) => RankingMetrics.Gain(t, a, int.MaxValue)),
    }.ToDictionary(m => m.Name, StringComparer.Ordinal);

    /// <summary>Whether more of it is better, where the contract does not say.</summary>
    public bool IsUp => Name is not ("log_loss" or "brier" or "error_rate" or "mae" or "mse" or "rmse" or "mape" or "wape" or "smape" or "bias");

    /// <summary>All names, in order.</summary>
    public static IEnumerable<string> Names => s_all.Keys;

    /// <summary>The metric of a name; <c>ndcg@10</c> looks at the first ten. Null when it is none of these.</summary>
    public static PredictionMetric? Of(string? name)
    {
        var plain = (name ?? "").Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
        plain = s_other.GetValueOrDefault(plain, plain);
        return s_all.TryGetValue(plain, out var metric) ? metric
            : plain.StartsWith("ndcg@", StringComparison.Ordinal) && int.TryParse(plain[5..], out var first) && first > 0
                ? s_all["ndcg"] with { Name = plain, Measure = (t, a) => RankingMetrics.Gain(t, a, first) }
                : null;
    }

    /// <summary>How the difference second − first varies with the rows, and what it is.</summary>
    /// <returns>The difference, and its influence per unit; null when either metric is not defined on these rows.</returns>
    public (double First, double Second, double[] Influence)? Compare(Truth truth, Answers first, Answers second)
    {
        var (a, b) = (Measure(truth, first), Measure(truth, second));
        return double.IsFinite(a.Value) && double.IsFinite(b.Value)
            ? (a.Value, b.Value, [.. b.Influence.Zip(a.Influence, (x, y) => x - y)])
            : null;
    }

    private static double Square(double x) => x * x;
}
