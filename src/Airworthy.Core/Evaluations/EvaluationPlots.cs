using Airworthy.Core.Checklist;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Evaluations;

/// <summary>An evaluation as pictures.</summary>
public static class EvaluationPlots
{
    /// <summary>Positions of a curve that is drawn over shares.</summary>
    private const int Steps = 50;

    public static IEnumerable<Plot> Of(ModelEvaluation e)
    {
        if (e.Curve.Count > 1)
        {
            double[] x = [.. Enumerable.Range(0, Steps + 1).Select(i => (double)i / Steps)];
            yield return Lines("True against false alarms at every threshold (ROC)", ["model", "chance"], [[.. x.Select(v => Roc(e, v))], x], x, "share of negatives taken", "share of positives taken");
            var recalls = x[1..];
            yield return Lines("Precision at every recall", ["model", "all rows"], [[.. recalls.Select(r => e.Curve.First(p => p.Found >= r - 1e-12).Precision)], [.. recalls.Select(_ => e.Curve[^1].Precision)]], recalls, "recall", "precision");
            yield return Lines("Lift of the rows with the highest scores", ["lift"], [[.. recalls.Select(t => e.Curve.First(p => p.Taken >= t - 1e-12).Lift)]], recalls, "share of rows taken", "times the overall rate", limit: 1);
        }

        if (e.Calibration is { Bins.Count: > 1 } calibration)
        {
            yield return Lines("Said and seen probability, with the band of right probabilities", ["seen", "band from", "band to"],
                [[.. calibration.Bins.Select(b => b.Rate)], [.. calibration.Bins.Select(b => b.Null.Low)], [.. calibration.Bins.Select(b => b.Null.High)]],
                [.. calibration.Bins.Select(b => b.Score)], "mean score of the bin", "share of positives");
        }

        if (e.Costs?.Curve is { } costs && costs.Curve.Where(p => double.IsFinite(p.Threshold)).ToList() is { Count: > 1 } priced)
        {
            yield return Lines($"Cost of 1,000 decisions at every threshold; in use {Printed.Of(costs.InUse)}, cheapest {Printed.Of(costs.Cheapest)}", ["model", "one answer for all"],
                [[.. priced.Select(p => 1000 * p.Cost)], [.. priced.Select(_ => 1000 * Math.Min(costs.Never, costs.Always))]], [.. priced.Select(p => p.Threshold)], "threshold", e.Costs.Unit);
        }

        if (e.Risk is { Curve.Count: > 1 } risk)
        {
            yield return Lines("Wrong answers among the surest rows", ["share wrong"], [[.. risk.Curve.Select(p => p.Risk)]], [.. risk.Curve.Select(p => p.Coverage)], "share of rows answered", "share wrong");
        }

        if (e.Residuals is { ByPrediction.Count: > 1 } residuals)
        {
            yield return Lines("Label less prediction, by prediction", ["mean", "lower quarter", "upper quarter"],
                [[.. residuals.ByPrediction.Select(b => b.Mean)], [.. residuals.ByPrediction.Select(b => b.Lower)], [.. residuals.ByPrediction.Select(b => b.Upper)]],
                [.. residuals.ByPrediction.Select(b => b.Predicted)], "prediction", "label less prediction", limit: 0);
            yield return Lines("Quantiles of label less prediction", ["residual"], [[.. residuals.Quantiles.Select(q => q.Residual)]], [.. residuals.Quantiles.Select(q => q.Share)], "share of rows below", "label less prediction", limit: 0);
        }

        if (e.Slices.Where(s => s.Metric is { } m && double.IsFinite(m.Low)).ToList() is { Count: > 0 } slices)
        {
            yield return Plot.Bars($"{e.Metrics[0].Metric} on the slices of the contract", slices.Select(s => (s.Name, s.Metric!.Value, new Interval(s.Metric.Low, s.Metric.High))), null, e.Metrics[0].Metric);
        }

        foreach (var group in e.Groups)
        {
            if (group.Levels.Where(l => l.Metric is { } m && double.IsFinite(m.Low)).ToList() is { Count: > 0 } levels)
            {
                yield return Plot.Bars($"{group.Metric} by {group.Column}", levels.Select(l => (l.Group, l.Metric!.Value, new Interval(l.Metric.Low, l.Metric.High))), null, group.Metric);
            }
        }
    }

    /// <summary>The curve between its points, straight: mixing two thresholds reaches every point in between.</summary>
    private static double Roc(ModelEvaluation e, double wrong)
    {
        for (var i = 1; i < e.Curve.Count; i++)
        {
            var (from, to) = (e.Curve[i - 1], e.Curve[i]);
            if (to.Wrong >= wrong && to.Wrong > from.Wrong)
            {
                return from.Found + ((to.Found - from.Found) * Math.Max(0, wrong - from.Wrong) / (to.Wrong - from.Wrong));
            }
        }

        return 1;
    }

    private static Plot Lines(string title, string[] labels, IReadOnlyList<IReadOnlyList<double>> series, double[] x, string xAxis, string yAxis, double? limit = null) =>
        new("lines", title, labels, series) { X = x, XAxis = xAxis, YAxis = yAxis, Limit = limit };
}
