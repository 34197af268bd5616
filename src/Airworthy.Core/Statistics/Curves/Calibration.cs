using Airworthy.Core.Statistics.Metrics;

using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics.Curves;

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="Score">Mean probability said.</param>
/// <param name="Rate">Share of positives seen.</param>
/// <param name="Rows">Rows of the bin.</param>
/// <param name="Null">Where the share of positives lies, 95 times in 100, if the probabilities are right.</param>
public sealed record CalibrationBin(double Score, double Rate, long Rows, Interval Null);

/// <summary>Whether probabilities are what they say.</summary>
/// <param name="Bins">Of about equal size, lowest score first.</param>
/// <param name="Error">Expected calibration error: mean distance of score and rate over the bins, weighted by rows, in [0, 1].</param>
/// <param name="NullMean">What that error is on average if every probability is right: it is never 0.</param>
/// <param name="Null95">What it stays below, 95 times in 100, if every probability is right.</param>
/// <param name="Reliability">Murphy's part of the Brier score that calibration could mend.</param>
/// <param name="Resolution">How far the rates of the bins are from the overall one; more is better.</param>
/// <param name="Uncertainty">p(1 − p) of the labels.</param>
/// <param name="Z">Spiegelhalter's statistic: standard normal if every probability is right.</param>
/// <param name="Intercept">Of the logistic regression of the labels on the logit of the scores: 0 is right.</param>
/// <param name="Slope">Of the same: 1 is right, less is too sure.</param>
public sealed record Calibration(IReadOnlyList<CalibrationBin> Bins, double Error, double NullMean, double Null95, double Reliability, double Resolution, double Uncertainty, double Z, double Intercept, double Slope)
{
    /// <summary>Bins of the error, as is usual.</summary>
    public const int Usual = 15;

    /// <summary>Two-sided, of Spiegelhalter's statistic.</summary>
    public double P => 2 * Normal.CDF(0, 1, -Math.Abs(Z));

    /// <summary>Measures it.</summary>
    /// <remarks>
    /// Sources: Murphy (1973), J. Appl. Meteorol. 12, 595–600; Spiegelhalter (1986), Statistics in Medicine 5, 421–433; Naeini, Cooper and Hauskrecht (2015), AAAI, 2901–2907;
    /// Cox (1958), Biometrika 45, 562–565. The null is drawn by binomial numbers of each bin's mean score, which is exact for scores that are equal within a bin and a
    /// little wide otherwise.
    /// </remarks>
    /// <param name="scores">Probabilities of the positive class, each in [0, 1].</param>
    /// <param name="draws">Of the null; 0 to leave it out, then its numbers are NaN.</param>
    public static Calibration Of(Truth truth, double[] scores, int bins = Usual, int draws = 1_000, int seed = 20_261_127)
    {
        var groups = Groups(truth, scores, bins);
        var n = (double)scores.Length;
        var rate = truth.Values.Sum() / n;
        var (meanNull, null95, bands) = Null(groups, n, draws, seed);
        var (up, down) = (0.0, 0.0);
        for (var i = 0; i < scores.Length; i++)
        {
            var p = scores[i];
            up += (truth.Values[i] - p) * (1 - (2 * p));
            down += (1 - (2 * p)) * (1 - (2 * p)) * p * (1 - p);
        }

        var (intercept, slope) = Recalibration(truth.Values, scores);
        return new Calibration(
            [.. groups.Select((g, i) => new CalibrationBin(g.Score / g.Rows, g.Positives / g.Rows, (long)g.Rows, bands[i]))],
            groups.Sum(g => Math.Abs(g.Score - g.Positives)) / n, meanNull, null95,
            groups.Sum(g => g.Rows * Square((g.Score - g.Positives) / g.Rows)) / n,
            groups.Sum(g => g.Rows * Square((g.Positives / g.Rows) - rate)) / n,
            rate * (1 - rate), down > 0 ? up / Math.Sqrt(down) : double.NaN, intercept, slope);
    }

    /// <summary>The error without what chance alone adds to it, and an interval for that: rates of the bins are drawn again, and twice what was seen less what the draws give is kept.</summary>
    /// <remarks>
    /// On each side the wider end of the basic and of the percentile bootstrap: a bin that is nearly right turns noise into error, in the draws more than in what was seen,
    /// and the basic one alone held the real error in 87 of 100 simulations. Source: Davison and Hinkley (1997), sections 5.2 and 5.3. Rows count as independent.
    /// </remarks>
    /// <param name="confidence">A share, such as 0.95.</param>
    public (double Error, Interval Within) Corrected(double confidence, int draws = 1_000, int seed = 20_261_127)
    {
        var random = new Random(seed);
        var n = (double)Bins.Sum(b => b.Rows);
        var errors = new double[draws];
        foreach (var bin in Bins)
        {
            for (var d = 0; d < draws; d++)
            {
                errors[d] += Math.Abs((Drawn(random, bin.Rows, bin.Rate) / bin.Rows) - bin.Score) * bin.Rows / n;
            }
        }

        Array.Sort(errors);
        var (low, high) = (errors[Math.Clamp((int)((1 - confidence) / 2 * draws), 0, draws - 1)], errors[Math.Clamp((int)((1 + confidence) / 2 * draws), 0, draws - 1)]);
        return (Math.Max(0, (2 * Error) - errors.Average()), new Interval(Math.Max(0, Math.Min(low, (2 * Error) - high)), Math.Max(high, (2 * Error) - low)));
    }

    /// <summary>Bins of about equal size; rows of equal score stay together.</summary>
    private static List<(double Score, double Positives, double Rows)> Groups(Truth truth, double[] scores, int bins)
    {
        var order = RankMetrics.Sorted(scores);
        var groups = new List<(double Score, double Positives, double Rows)>();
        var (score, positives, rows) = (0.0, 0.0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            score += scores[order[i]];
            positives += truth.Values[order[i]];
            rows++;
            var isLast = i == order.Length - 1;
            if (isLast || ((long)(i + 1) * bins / order.Length > groups.Count && scores[order[i + 1]] != scores[order[i]]))
            {
                groups.Add((score, positives, rows));
                (score, positives, rows) = (0, 0, 0);
            }
        }

        return groups;
    }

    private static (double Mean, double Upper95, Interval[] Bands) Null(List<(double Score, double Positives, double Rows)> groups, double n, int draws, int seed)
    {
        var bands = new Interval[groups.Count];
        var errors = new double[draws];
        var random = new Random(seed);
        for (var k = 0; k < groups.Count; k++)
        {
            var (rows, p) = (groups[k].Rows, Math.Clamp(groups[k].Score / groups[k].Rows, 0, 1));
            var rates = new double[draws];
            for (var d = 0; d < draws; d++)
            {
                rates[d] = Drawn(random, rows, p) / rows;
                errors[d] += rows * Math.Abs(rates[d] - p) / n;
            }

            Array.Sort(rates);
            bands[k] = draws == 0 ? new Interval(double.NaN, double.NaN) : new Interval(rates[(int)(0.025 * draws)], rates[Math.Min(draws - 1, (int)(0.975 * draws))]);
        }

        Array.Sort(errors);
        return draws == 0 ? (double.NaN, double.NaN, bands) : (errors.Average(), errors[Math.Min(draws - 1, (int)(0.95 * draws))], bands);
    }

    /// <summary>A binomial number; of many rows the normal curve with its mean and spread.</summary>
    private static double Drawn(Random random, double rows, double p)
    {
        var spread = Math.Sqrt(rows * p * (1 - p));
        if (spread > 30)
        {
            return Math.Clamp(Math.Round((rows * p) + (spread * Normal.Sample(random, 0, 1))), 0, rows);
        }

        return p is <= 0 or >= 1 ? rows * Math.Round(p) : rows > 2_000 ? Math.Min(rows, RareOf(random, rows, p)) : Binomial.Sample(random, p, (int)rows);
    }

    /// <summary>Of many rows and a rare (or a nearly sure) event: a Poisson number.</summary>
    private static double RareOf(Random random, double rows, double p) => p < 0.5 ? Poisson.Sample(random, Math.Max(1e-12, rows * p)) : rows - Math.Min(rows, Poisson.Sample(random, Math.Max(1e-12, rows * (1 - p))));

    /// <summary>Logistic regression of the labels on the logit of the scores by Newton's steps.</summary>
    private static (double Intercept, double Slope) Recalibration(double[] labels, double[] scores)
    {
        var logits = new double[scores.Length];
        for (var i = 0; i < logits.Length; i++)
        {
            var p = Math.Clamp(scores[i], 1e-6, 1 - 1e-6);
            logits[i] = Math.Log(p / (1 - p));
        }

        var (a, b) = (0.0, 1.0);
        for (var step = 0; step < 25; step++)
        {
            var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < logits.Length; i++)
            {
                var p = 1 / (1 + Math.Exp(-(a + (b * logits[i]))));
                var (gap, weight) = (labels[i] - p, p * (1 - p));
                ga += gap;
                gb += gap * logits[i];
                haa += weight;
                hab += weight * logits[i];
                hbb += weight * logits[i] * logits[i];
            }

            var det = (haa * hbb) - (hab * hab);
            if (det <= 1e-9 * haa * hbb)
            {
                return (double.NaN, double.NaN); // one score for all, or classes that the scores part
            }

            var (da, db) = (((hbb * ga) - (hab * gb)) / det, ((haa * gb) - (hab * ga)) / det);
            (a, b) = (a + Math.Clamp(da, -5, 5), b + Math.Clamp(db, -5, 5));
            if (Math.Abs(da) + Math.Abs(db) < 1e-9)
            {
                return (a, b);
            }
        }

        return Math.Abs(b) < 50 ? (a, b) : (double.NaN, double.NaN);
    }

    private static double Square(double x) => x * x;
}
