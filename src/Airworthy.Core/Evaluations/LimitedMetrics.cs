using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Curves;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Evaluations;

/// <summary>What a number that <c>metric.limits</c> bounds comes to.</summary>
/// <param name="Name">As the contract names it.</param>
/// <param name="Value">Null where it cannot be computed.</param>
/// <param name="Low">Lower end of its interval; NaN where none can be told.</param>
/// <param name="WhyNot">Why there is no value.</param>
public sealed record LimitResult(string Name, double? Value, double Low, double High, string? WhyNot = null);

/// <summary>Computes the numbers that <c>metric.limits</c> bounds.</summary>
public static class LimitedMetrics
{
    private const string AtThreshold = "_at_threshold";

    private static readonly string[] s_calibration = ["calibration_error", "expected_calibration_error", "ece"];

    /// <summary>Whether a limit is about calibration.</summary>
    public static bool IsOfCalibration(string name) => s_calibration.Contains(Plain(name)) || PredictionMetric.Of(name)?.Name is "brier" or "log_loss";

    /// <summary>Computes them.</summary>
    /// <param name="ranks">The metric that ranks: its scale is that of the labels.</param>
    /// <param name="calibration">Of the same rows; null where the answers are no probabilities of two classes.</param>
    /// <param name="areProbabilities">Whether the scores are probabilities.</param>
    /// <param name="hasDecisions">Whether the answers decide for a class.</param>
    public static IReadOnlyList<LimitResult> Of(IReadOnlyList<MetricLimit>? limits, PredictionMetric ranks, Truth truth, Answers answers, RowUnits units, double confidence, Calibration? calibration, bool areProbabilities, bool hasDecisions) =>
        [.. (limits ?? []).Select(l => Of(l.Name, ranks, truth, answers, units, confidence, calibration, areProbabilities, hasDecisions))];

    private static LimitResult Of(string name, PredictionMetric ranks, Truth truth, Answers answers, RowUnits units, double confidence, Calibration? calibration, bool areProbabilities, bool hasDecisions)
    {
        LimitResult None(string why) => new(name, null, double.NaN, double.NaN, why);
        if (s_calibration.Contains(Plain(name)))
        {
            if (calibration is null)
            {
                return None("it needs probabilities of two classes");
            }

            var (error, within) = calibration.Corrected(confidence);
            return new LimitResult(name, error, within.Low, within.High);
        }

        var plain = Plain(name);
        if (PredictionMetric.Of(plain.EndsWith(AtThreshold, StringComparison.Ordinal) ? plain[..^AtThreshold.Length] : plain) is not { } metric)
        {
            return None($"it is no metric that is computed here ({string.Join(", ", PredictionMetric.Names)}, calibration_error)");
        }

        var fits = metric.Scale == ranks.Scale || (metric.Scale == MetricScale.Classes && truth.Classes > 1) || (metric.Scale == MetricScale.TwoClasses && truth.Classes == 2);
        if (!fits || (metric.IsProbabilistic && metric.Name is not ("roc_auc" or "average_precision") && !areProbabilities) || (metric.IsDecided && !hasDecisions))
        {
            return None("these labels and answers do not allow it");
        }

        var estimate = Estimate.Of(metric, truth, answers, units, confidence);
        return double.IsFinite(estimate.Value) ? new LimitResult(name, estimate.Value, estimate.Low, estimate.High) : None("it does not exist on these rows");
    }

    private static string Plain(string name) => name.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
}
