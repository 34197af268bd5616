using Airworthy.Core.Statistics.Curves;
using Airworthy.Core.Statistics.Metrics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class CurvesTests
{
    [Fact]
    public void Receiver_operating_characteristic_by_hand()
    {
        // Highest first: 1 (0.9), 1 (0.6), 0 (0.4) tied with 1 (0.4), 0 (0.1).
        var points = ScoreCurves.Of(new Truth([0, 1, 0, 1, 1], 2), [0.1, 0.4, 0.4, 0.6, 0.9]);

        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1, 1], points.Select(p => p.Found));
        Assert.Equal([0, 0, 0, 0.5, 1], points.Select(p => p.Wrong));
        Assert.Equal([1, 1, 1, 0.75, 0.6], points.Select(p => p.Precision));
        Assert.Equal(1 / 0.6, points[1].Lift, 1e-12);
        Assert.Empty(ScoreCurves.Of(new Truth([1, 1], 2), [0.1, 0.2]));
    }

    [Fact]
    public void The_area_under_the_points_is_the_area() => Gen.Select(Gen.Int[0, 1], Gen.Int[0, 9]).Array[10, 80].Where(r => r.Any(x => x.Item1 == 1) && r.Any(x => x.Item1 == 0)).Sample(r =>
    {
        var truth = new Truth([.. r.Select(x => (double)x.Item1)], 2);
        double[] scores = [.. r.Select(x => x.Item2 / 10.0)];
        var points = ScoreCurves.Of(truth, scores);
        var area = points.Zip(points.Skip(1)).Sum(p => (p.Second.Wrong - p.First.Wrong) * (p.First.Found + p.Second.Found) / 2);
        Assert.Equal(RankMetrics.RocAuc(truth, new Answers(scores)).Value, area, 1e-9);
    });

    [Fact]
    public void Of_two_normal_classes_the_curve_is_the_closed_form()
    {
        // Scores N(0, 1) and N(1, 1): found = Φ(1 + Φ⁻¹(wrong)).
        var random = new Random(3);
        double[] labels = [.. Enumerable.Range(0, 60_000).Select(i => (double)(i % 2))];
        double[] scores = [.. labels.Select(y => MathNet.Numerics.Distributions.Normal.Sample(random, y, 1))];

        Assert.All(ScoreCurves.Of(new Truth(labels, 2), scores).Where(p => p.Wrong is > 0.01 and < 0.99), p =>
            Assert.Equal(MathNet.Numerics.Distributions.Normal.CDF(0, 1, 1 + MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, p.Wrong)), p.Found, 0.015));
    }

    [Fact]
    public void Murphys_parts_by_hand()
    {
        // Said 0.2 to five rows of which one is positive, 0.8 to five of which three are: Brier = reliability − resolution + uncertainty within bins of one score.
        double[] labels = [1, 0, 0, 0, 0, 1, 1, 1, 0, 0];
        double[] scores = [.. Enumerable.Repeat(0.2, 5), .. Enumerable.Repeat(0.8, 5)];
        var c = Calibration.Of(new Truth(labels, 2), scores, 2, draws: 200);

        Assert.Equal([5L, 5L], c.Bins.Select(b => b.Rows));
        Assert.Equal(0.5 * 0.2, c.Error, 1e-12);              // (|0.2 − 0.2| + |0.8 − 0.6|) ⁄ 2
        Assert.Equal(0.5 * 0.04, c.Reliability, 1e-12);
        Assert.Equal(0.04, c.Resolution, 1e-12);              // both rates are 0.2 from 0.4
        Assert.Equal(0.24, c.Uncertainty, 1e-12);
        Assert.Equal(labels.Zip(scores).Average(x => (x.First - x.Second) * (x.First - x.Second)), c.Reliability - c.Resolution + c.Uncertainty, 1e-12);
        // Spiegelhalter: Σ(y − p)(1 − 2p) = 0 ⋅ 0.6 + (3 − 4)(−0.6) = 0.6; variance 10 ⋅ 0.36 ⋅ 0.16.
        Assert.Equal(0.6 / Math.Sqrt(10 * 0.36 * 0.16), c.Z, 1e-9);
        // Recalibrated logits pass through (0.2 → 0.2) and (0.8 → 0.6): slope (logit 0.6 − logit 0.2) ⁄ (logit 0.8 − logit 0.2).
        Assert.Equal((Math.Log(1.5) + Math.Log(4)) / (2 * Math.Log(4)), c.Slope, 1e-6);
    }

    [Theory] // a perfect model: the error is not 0, and falls with the root of the rows (measured before: 0.084, 0.036, 0.017)
    [InlineData(200, 0.084)]
    [InlineData(1_000, 0.036)]
    [InlineData(5_000, 0.017)]
    public void Right_probabilities_stay_within_their_null(int n, double usual)
    {
        var random = new Random(7);
        var above = 0;
        var mean = 0.0;
        const int Trials = 200;
        for (var t = 0; t < Trials; t++)
        {
            double[] scores = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())];
            var c = Calibration.Of(new Truth([.. scores.Select(p => random.NextDouble() < p ? 1.0 : 0)], 2), scores, draws: 200, seed: t);
            above += c.Error > c.Null95 ? 1 : 0;
            mean += c.Error / Trials;
            Assert.Equal(usual, c.NullMean, 0.02);
        }

        Assert.Equal(usual, mean, 0.012);
        Assert.InRange((double)above / Trials, 0, 0.09);
    }

    [Fact]
    public void Too_sure_probabilities_leave_it()
    {
        var random = new Random(7);
        double[] real = [.. Enumerable.Range(0, 5_000).Select(_ => random.NextDouble())];
        var truth = new Truth([.. real.Select(p => random.NextDouble() < p ? 1.0 : 0)], 2);
        var c = Calibration.Of(truth, [.. real.Select(p => 1 / (1 + Math.Pow((1 - p) / p, 2)))]); // logits doubled

        Assert.True(c.Error > c.Null95 + 0.03);
        Assert.Equal(0.5, c.Slope, 0.05);
        Assert.True(c.P < 1e-6);
    }

    [Fact]
    public void Risk_over_coverage_by_hand()
    {
        // Surest first: right, wrong, right, wrong: risks 0, 1⁄2, 1⁄3, 1⁄2; the best order gives 0, 0, 1⁄3, 1⁄2.
        var risk = RiskCoverage.Of([0, 1, 0, 1], [0.9, 0.8, 0.7, 0.6]);

        Assert.Equal([0, 0.5, 1 / 3.0, 0.5], risk.Curve.Select(p => p.Risk));
        Assert.Equal((0 + 0.5 + (1 / 3.0) + 0.5) / 4, risk.Area, 1e-12);
        Assert.Equal(((1 / 3.0) + 0.5) / 4, risk.Best, 1e-12);
    }

    [Fact]
    public void Residuals_by_hand()
    {
        var residuals = Residuals.Of([1, 2, 3, 4, 5], [1, 1, 1, 1, 1], bins: 1);

        Assert.Equal(2, residuals.Quantiles.Single(q => q.Share == 0.5).Residual);
        Assert.Equal(1, residuals.Quantiles.Single(q => q.Share == 0.25).Residual);
        Assert.Equal(0.2, residuals.Quantiles.Single(q => q.Share == 0.05).Residual, 1e-12); // type 7: 0.05 ⋅ 4 on the way from 0 to 1
        Assert.Equal(new ResidualBin(1, 2, 1, 3), residuals.ByPrediction[0]);
    }

    [Theory] // how much too high every probability is, which is the calibration error of many rows
    [InlineData(0.05)]
    [InlineData(0.1)]
    public void The_corrected_calibration_error_lies_where_that_of_many_rows_does(double off)
    {
        var random = new Random(12);
        var (held, sum, plain) = (0, 0.0, 0.0);
        const int Trials = 300;
        for (var t = 0; t < Trials; t++)
        {
            var scores = Enumerable.Range(0, 1_500).Select(_ => 0.2 + (0.6 * random.NextDouble())).ToArray();
            var c = Calibration.Of(new Truth([.. scores.Select(p => random.NextDouble() < p - off ? 1.0 : 0)], 2), scores, draws: 0);
            var (error, within) = c.Corrected(0.95, draws: 400, seed: t);
            (sum, plain) = (sum + error, plain + c.Error);
            held += within.Low <= off && off <= within.High ? 1 : 0;
        }

        Assert.InRange(sum / Trials, off - 0.006, off + 0.006);
        Assert.InRange((double)held / Trials, 0.93, 1);
        Assert.True(Math.Abs((sum / Trials) - off) <= Math.Abs((plain / Trials) - off) + 0.003, $"{sum / Trials} and {plain / Trials}");
    }

    [Fact]
    public void Right_probabilities_have_a_corrected_calibration_error_whose_interval_begins_at_0()
    {
        var random = new Random(13);
        var scores = Enumerable.Range(0, 1_500).Select(_ => 0.2 + (0.6 * random.NextDouble())).ToArray();
        var c = Calibration.Of(new Truth([.. scores.Select(p => random.NextDouble() < p ? 1.0 : 0)], 2), scores, draws: 0);

        var (error, within) = c.Corrected(0.95);

        Assert.True(error < c.Error, $"{error} and {c.Error}");
        Assert.InRange(within.Low, 0, 0.01);
        Assert.InRange(error, within.Low, within.High);
    }
}
