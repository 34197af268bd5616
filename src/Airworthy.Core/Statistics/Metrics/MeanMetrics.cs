namespace Airworthy.Core.Statistics.Metrics;

/// <summary>Metrics that are functions of means over rows, with the influence of each row by the delta method.</summary>
/// <remarks>
/// For m = f(x̄) the influence of row i is ∇f(x̄)·(x_i − x̄); the gradient is taken by central differences.
/// <para>Source: Oehlert (1992), The American Statistician 46(1), 27–29; Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, chapter 6.</para>
/// </remarks>
internal static class MeanMetrics
{
    /// <summary>Shares of all rows in the confusion matrix of two classes.</summary>
    /// <param name="True">Positive and said so.</param>
    /// <param name="Positive">Positive.</param>
    /// <param name="Said">Said to be positive.</param>
    internal readonly record struct Counts(double True, double Positive, double Said)
    {
        /// <summary>Negative and said so.</summary>
        public double Quiet => 1 - Positive - Said + True;

        public double Kappa
        {
            get
            {
                var chance = (Positive * Said) + ((1 - Positive) * (1 - Said));
                return (True + Quiet - chance) / (1 - chance);
            }
        }
    }

    public static Measured Mean(Truth truth, Func<int, double> of)
    {
        var values = new double[truth.Rows];
        var mean = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = of(i);
            mean += values[i];
        }

        mean = values.Length == 0 ? double.NaN : mean / values.Length;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] -= mean;
        }

        return new Measured(mean, values);
    }

    public static Measured OfCounts(Truth truth, Answers answers, Func<Counts, double> metric) => OfMeans(truth.Rows,
        [i => truth.Values[i] * answers.Answer![i], i => truth.Values[i], i => answers.Answer![i]], m => metric(new Counts(m[0], m[1], m[2])));

    /// <summary>Mean recall of the classes that occur.</summary>
    public static Measured BalancedAccuracy(Truth truth, Answers answers) => OfClasses(truth, answers, (hit, labelled, _) => hit / labelled);

    /// <summary>Mean F1 of the classes that occur.</summary>
    public static Measured MacroF1(Truth truth, Answers answers) => OfClasses(truth, answers, (hit, labelled, said) => 2 * hit / (labelled + said));

    /// <summary>1 − Σ(y − ŷ)² ⁄ Σ(y − ȳ)².</summary>
    public static Measured R2(Truth truth, Answers answers)
    {
        var middle = truth.Rows == 0 ? 0 : truth.Values.Average(); // so that the variance is not lost in large numbers
        return OfMeans(truth.Rows,
            [i => Square(truth.Values[i] - answers.Score[i]), i => truth.Values[i] - middle, i => Square(truth.Values[i] - middle)],
            m => 1 - (m[0] / (m[2] - (m[1] * m[1]))));
    }

    /// <summary>A function of the means of some numbers per row.</summary>
    public static Measured OfMeans(int rows, IReadOnlyList<Func<int, double>> numbers, Func<double[], double> metric)
    {
        var means = new double[numbers.Count];
        var sizes = new double[numbers.Count];
        for (var k = 0; k < means.Length; k++)
        {
            for (var i = 0; i < rows; i++)
            {
                var x = numbers[k](i);
                means[k] += x;
                sizes[k] += Math.Abs(x);
            }

            (means[k], sizes[k]) = (means[k] / rows, sizes[k] / rows);
        }

        var value = metric(means);
        var influence = new double[rows];
        for (var k = 0; k < means.Length && double.IsFinite(value); k++)
        {
            var step = 1e-6 * Math.Max(sizes[k], 1e-9);
            var (up, down) = ((double[])means.Clone(), (double[])means.Clone());
            (up[k], down[k]) = (up[k] + step, down[k] - step);
            var slope = (metric(up) - metric(down)) / (2 * step);
            for (var i = 0; i < rows && slope != 0; i++)
            {
                influence[i] += slope * (numbers[k](i) - means[k]);
            }
        }

        return new Measured(value, influence);
    }

    private static Measured OfClasses(Truth truth, Answers answers, Func<double, double, double, double> ofClass)
    {
        var classes = truth.Values.Distinct().Order().ToList();
        var numbers = new List<Func<int, double>>();
        foreach (var c in classes)
        {
            numbers.Add(i => truth.Values[i] == c && answers.Answer![i] == c ? 1 : 0);
            numbers.Add(i => truth.Values[i] == c ? 1 : 0);
            numbers.Add(i => answers.Answer![i] == c ? 1 : 0);
        }

        return OfMeans(truth.Rows, numbers, m => classes.Select((_, k) => ofClass(m[3 * k], m[(3 * k) + 1], m[(3 * k) + 2])).Average());
    }

    private static double Square(double x) => x * x;
}
