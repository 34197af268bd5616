using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Airworthy.Models.Learners;

/// <summary>Logistic regression for classes (with more than two, one sum for each and their softmax) and ordinary least squares for numbers, over numbers brought to mean 0 and spread 1; a missing number is at the mean.</summary>
public static class LinearModel
{
    /// <summary>How strongly large weights are held back; on numbers of spread 1.</summary>
    private const float Ridge = 1;

    /// <summary>Standard deviations from the mean beyond which a number counts no more: one huge value would else weigh more than all others.</summary>
    private const float Reach = 6;

    /// <summary>Learns the weights. Equal rows give equal weights.</summary>
    public static Learnt Learn(FloatMatrix rows, Target target, int seed)
    {
        var (centre, scale) = Spread(rows);
        return target.Scale switch
        {
            AnswerScale.Number => OfNumbers(rows, target, centre, scale),
            AnswerScale.TwoClasses => OfTruths(rows, target, centre, scale, new MLContext(seed)),
            _ => OfClasses(rows, target, centre, scale, new MLContext(seed)),
        };
    }

    private static Learnt OfTruths(FloatMatrix rows, Target target, float[] centre, float[] scale, MLContext context)
    {
        var model = context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = nameof(Example.Truth),
            L1Regularization = 0,
            L2Regularization = Ridge,
            NumberOfThreads = 1,
            MaximumNumberOfIterations = 100,
        }).Fit(Example.View(context, Standard(rows, centre, scale), target.Values, (e, y) => e.Truth = y > 0.5));
        var learnt = model.Model.SubModel;
        var formula = new Formula.Linear(centre, scale, [[.. learnt.Weights.Select(w => (double)w)]], [learnt.Bias], Link.Sigmoid, Reach);
        return new Learnt(formula, fresh => new FloatMatrix(fresh.Rows, 1, [.. model.Transform(Example.View(context, Standard(fresh, centre, scale))).GetColumn<float>("Probability")]));
    }

    /// <summary>Maximum entropy: the weights that make the labels most likely, each class with its own.</summary>
    /// <remarks>Answers are computed of the weights in double precision: the library adds up in single, and was seen 7e-7 off with 20 columns, which leaves no room.</remarks>
    private static Learnt OfClasses(FloatMatrix rows, Target target, float[] centre, float[] scale, MLContext context)
    {
        var classes = target.Classes.Count;
        var model = context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = nameof(Example.Class),
            L1Regularization = 0,
            L2Regularization = Ridge,
            NumberOfThreads = 1,
            MaximumNumberOfIterations = 100,
        }).Fit(Example.View(context, Standard(rows, centre, scale), target.Values, (e, y) => e.Class = (uint)y, classes));
        VBuffer<float>[] learnt = [];
        model.Model.GetWeights(ref learnt, out _);
        IReadOnlyList<double[]> weights = [.. learnt.Select(w => w.DenseValues().Select(v => (double)v).ToArray())];
        double[] bias = [.. model.Model.GetBiases().Select(b => (double)b)];
        return new Learnt(new Formula.Linear(centre, scale, weights, bias, Link.Softmax, Reach), fresh => Sums.Answer(fresh, classes, Link.Softmax, (row, sums) =>
        {
            for (var k = 0; k < classes; k++)
            {
                sums[k] = bias[k];
                for (var i = 0; i < row.Length; i++)
                {
                    sums[k] += weights[k][i] * One(row[i], centre[i], scale[i]);
                }
            }
        }));
    }

    /// <summary>From the covariances of all numbers, in one pass.</summary>
    private static Learnt OfNumbers(FloatMatrix rows, Target target, float[] centre, float[] scale)
    {
        var (k, n) = (rows.Columns, Math.Max(1, rows.Rows));
        var (covariance, withY, variance, mean) = (new double[k, k], new double[k], 0.0, target.Values.Average());
        var x = new double[k];
        for (var row = 0; row < rows.Rows; row++)
        {
            var values = rows.Row(row);
            var y = target.Values[row] - mean;
            for (var i = 0; i < k; i++)
            {
                x[i] = One(values[i], centre[i], scale[i]);
                withY[i] += x[i] * y / n;
                for (var j = 0; j <= i; j++)
                {
                    covariance[i, j] += x[i] * x[j] / n;
                }
            }

            variance += y * y / n;
        }

        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < i; j++)
            {
                covariance[j, i] = covariance[i, j];
            }
        }

        var fit = LeastSquares.Fit(covariance, withY, variance);
        var weights = fit.Weights.Select((w, i) => w == 0 ? 0 : w * Math.Sqrt(variance / covariance[i, i])).ToArray();
        return new Learnt(new Formula.Linear(centre, scale, [weights], [mean], Link.None, Reach), fresh => Sums.Answer(fresh, 1, Link.None, (row, sums) =>
        {
            sums[0] = mean;
            for (var i = 0; i < k; i++)
            {
                sums[0] += weights[i] * One(row[i], centre[i], scale[i]);
            }
        }));
    }

    private static float One(float value, float centre, float scale) => (value - centre) / scale is var x && float.IsNaN(x) ? 0 : Math.Clamp(x, -Reach, Reach);

    private static FloatMatrix Standard(FloatMatrix rows, float[] centre, float[] scale)
    {
        var values = new float[rows.Values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var column = i % rows.Columns;
            values[i] = One(rows.Values[i], centre[column], scale[column]);
        }

        return rows with { Values = values };
    }

    /// <summary>Mean and standard deviation of each column's numbers; a column without spread has the scale 1.</summary>
    private static (float[] Centre, float[] Scale) Spread(FloatMatrix rows)
    {
        var (count, sum, squares, first) = (new long[rows.Columns], new double[rows.Columns], new double[rows.Columns], new double[rows.Columns]);
        for (var row = 0; row < rows.Rows; row++)
        {
            for (var c = 0; c < rows.Columns; c++)
            {
                var value = rows[row, c];
                if (float.IsFinite(value))
                {
                    first[c] = count[c]++ == 0 ? value : first[c];
                    var from = value - first[c]; // squares of numbers far from zero lose their digits
                    sum[c] += from;
                    squares[c] += from * from;
                }
            }
        }

        float Mean(int c) => count[c] == 0 ? 0 : (float)(first[c] + (sum[c] / count[c]));
        float Deviation(int c)
        {
            var deviation = count[c] == 0 ? 0 : (float)Math.Sqrt(Math.Max(0, (squares[c] / count[c]) - Math.Pow(sum[c] / count[c], 2)));
            return deviation > 0 && float.IsFinite(deviation) ? deviation : 1;
        }

        return ([.. Enumerable.Range(0, rows.Columns).Select(Mean)], [.. Enumerable.Range(0, rows.Columns).Select(Deviation)]);
    }
}
