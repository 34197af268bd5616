using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics.Metrics;

/// <summary>A metric on some rows with its interval.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Value">NaN where the rows do not define it.</param>
/// <param name="Low">Lower end; NaN where no interval can be told.</param>
/// <param name="High">Upper end.</param>
/// <param name="Error">Standard error, in units of the metric.</param>
/// <param name="Units">Independent units that it rests on: rows, blocks or queries.</param>
/// <param name="Block">What a unit is, where it is no row.</param>
public sealed record Estimate(string Metric, double Value, double Low, double High, double Error, double Units, string? Block = null)
{
    /// <summary>Where a metric can lie; intervals are made on a scale without ends, so that they stay within.</summary>
    private enum Range { Share, Unit, Signed, Positive, Any }

    /// <summary>Measures a metric and makes its interval from the influence of each row.</summary>
    /// <remarks>
    /// Shares: Wilson (1927) with the n that gives the error found, v(1 − v)⁄se². Other metrics in [0, 1]: v ± t·se on the logit scale; in [−1, 1]: on Fisher's z scale; of
    /// positive numbers: on the logarithm; by the delta method, Oehlert (1992). t has as many degrees of freedom as blocks less one; of rows it is normal. Where all
    /// rows say the same (a share of 0 or 1) it is Wilson's over the rows of the rarer kind.
    /// </remarks>
    /// <param name="confidence">A share, such as 0.95.</param>
    public static Estimate Of(PredictionMetric metric, Truth truth, Answers answers, RowUnits units, double confidence) =>
        Of(metric, metric.Measure(truth, answers), truth, units, confidence);

    /// <summary>Makes the interval of what was measured already.</summary>
    public static Estimate Of(PredictionMetric metric, Measured measured, Truth truth, RowUnits units, double confidence)
    {
        if (!double.IsFinite(measured.Value))
        {
            return new Estimate(metric.Name, double.NaN, double.NaN, double.NaN, double.NaN, measured.Influence.Length);
        }

        var unit = units.Of(measured.Influence);
        var (low, high) = Ends(metric, measured.Value, unit.Error, unit.Units, unit.Block is not null || metric.Scale == MetricScale.Ranking, truth, confidence);
        return new Estimate(metric.Name, measured.Value, low, high, unit.Error, unit.Units, metric.Scale == MetricScale.Ranking ? "query" : unit.Block);
    }

    /// <summary>Standard errors on each side: Student's where the units are few, else normal.</summary>
    public static double Quantile(double units, double confidence, bool isStudent) => isStudent && units is > 1 and < 1_000
        ? StudentT.InvCDF(0, 1, units - 1, (1 + confidence) / 2)
        : Normal.InvCDF(0, 1, (1 + confidence) / 2);

    private static (double Low, double High) Ends(PredictionMetric metric, double value, double error, double units, bool isStudent, Truth truth, double confidence)
    {
        if (!double.IsFinite(error) || units < 2)
        {
            return (double.NaN, double.NaN);
        }

        var z = Quantile(units, confidence, isStudent);
        var range = RangeOf(metric, truth);
        if (range is Range.Share or Range.Unit && (value is <= 0 or >= 1 || error <= 1e-12))
        {
            var rare = metric.Scale == MetricScale.TwoClasses ? Math.Min(truth.Values.Count(y => y > 0.5), truth.Values.Count(y => y <= 0.5)) : units;
            var n = Math.Max(1, Math.Min(units, rare));
            var of = Proportion.Wilson(Math.Clamp(value, 0, 1) * n, n, z);
            return (of.Low, of.High);
        }

        switch (range)
        {
            case Range.Share:
                var share = Proportion.Wilson(value * value * (1 - value) / (error * error), value * (1 - value) / (error * error), z);
                return (share.Low, share.High);
            case Range.Unit:
                var logit = z * error / (value * (1 - value));
                var odds = value / (1 - value);
                return (odds * Math.Exp(-logit) / (1 + (odds * Math.Exp(-logit))), 1 - (1 / (1 + (odds * Math.Exp(logit)))));
            case Range.Signed when Math.Abs(value) < 1:
                var fisher = z * error / (1 - (value * value));
                return (Math.Tanh(Math.Atanh(value) - fisher), Math.Tanh(Math.Atanh(value) + fisher));
            case Range.Positive when value > 0:
                var times = Math.Exp(z * error / value);
                return (value / times, value * times);
            default:
                return (value - (z * error), value + (z * error));
        }
    }

    private static Range RangeOf(PredictionMetric metric, Truth truth) => metric.Name switch
    {
        "accuracy" or "error_rate" or "recall" or "precision" or "specificity" => Range.Share,
        "roc_auc" or "average_precision" or "f1" or "f1_macro" or "balanced_accuracy" or "mrr" => Range.Unit,
        "brier" => truth.Classes == 2 ? Range.Unit : Range.Positive,
        "mcc" or "kappa" => Range.Signed,
        "log_loss" or "mae" or "mse" or "rmse" or "mape" or "wape" or "smape" => Range.Positive,
        _ when metric.Name.StartsWith("ndcg", StringComparison.Ordinal) => Range.Unit,
        _ => Range.Any,
    };
}
