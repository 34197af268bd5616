namespace Airworthy.Core.Statistics.Metrics;

/// <summary>The standard error that a metric will have on some rows, from its level alone.</summary>
public static class PlannedPower
{
    /// <summary>The correlation of two models that answer nearly alike, and of two whose errors have nothing in common.</summary>
    public static readonly (double Alike, double Apart) Correlations = (0.9, 0);

    /// <summary>The error of a difference of two metrics of equal error that correlate: √(2(1 − ρ))·se.</summary>
    public static double OfDifference(double error, double correlation) => error * Math.Sqrt(2 * (1 - correlation));

    /// <summary>The error of one metric and the units it rests on.</summary>
    /// <remarks>
    /// Shares: Wilson's half width over z (of positives for recall, precision, F1 and average precision: Boyd, Eng and Page (2013), ECML PKDD, 451–466).
    /// Area: Hanley and McNeil (1982). Brier: a number in [0, 1] of mean m varies at most by m(1 − m), Bhatia and Davis (2000). Errors in numbers: as if
    /// normal, se(rmse) = rmse⁄√(2n), se(mae) = mae·√((π⁄2 − 1)⁄n).
    /// </remarks>
    /// <param name="name">The metric, in the spelling of <see cref="PredictionMetric"/>.</param>
    /// <param name="level">Where the metric will be.</param>
    /// <param name="rows">Rows of the split.</param>
    /// <param name="positives">Rows of the positive class; of the rarer one when it is not known which that is.</param>
    /// <returns>Null when the level does not tell the error of this metric.</returns>
    public static (double Error, double Units)? Error(string name, double level, long rows, long? positives) => name switch
    {
        _ when rows < 2 => null,
        "accuracy" or "error_rate" when IsShare(level) => (OfShare(level, rows), rows),
        "roc_auc" when positives is > 0 and var p && p < rows && level is > 0 and < 1 => (Half(AreaUnderCurve.HanleyMcNeil(level, p, rows - p, z: 1)), rows),
        "recall" or "precision" or "f1" or "average_precision" when positives is > 1 and var p && IsShare(level) => (OfShare(level, p), p),
        "brier" when IsShare(level) => (Math.Sqrt(level * (1 - level) / rows), rows),
        "rmse" when level > 0 => (level / Math.Sqrt(2.0 * rows), rows),
        "mae" when level > 0 => (level * Math.Sqrt(((Math.PI / 2) - 1) / rows), rows),
        _ => null,
    };

    private static bool IsShare(double level) => level is >= 0 and <= 1;

    private static double OfShare(double share, long n) => Half(Proportion.Wilson(share * n, n)) / 1.959964;

    private static double Half(Interval interval) => (interval.High - interval.Low) / 2;
}
