using System.Numerics.Tensors;

using Airworthy.Core.Statistics;

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Airworthy.Models.Trees;

/// <summary>
/// Gradient-boosted trees over a matrix of numbers in which NaN is a missing value that takes a side of its own at every split. One thread and
/// a given seed: equal input, equal trees.
/// </summary>
/// <remarks>Source: Ke et al. (2017), NIPS 30, LightGBM: A Highly Efficient Gradient Boosting Decision Tree.</remarks>
public sealed class BoostedTrees
{
    private readonly int _columns;

    /// <summary>One model per output; a class that no row had has none.</summary>
    private readonly IReadOnlyList<Learnt?> _outputs;

    private BoostedTrees(int columns, IReadOnlyList<Learnt?> outputs)
    {
        (_columns, _outputs) = (columns, outputs);
        Gains = [.. Enumerable.Range(0, columns).Select(c => outputs.Sum(o => o?.Gains[c] ?? 0))];
    }

    private sealed record Learnt(MLContext Context, ITransformer Model, string Scores, double[] Gains);

    /// <summary>What the splits on each column gained together; in the order of the columns, none below 0, their unit is the loss's.</summary>
    public IReadOnlyList<double> Gains { get; }

    /// <summary>Learns the probability of a truth.</summary>
    /// <param name="labels">As many as rows; both truths must occur.</param>
    /// <exception cref="TreesUnavailableException">The native library cannot be loaded.</exception>
    public static BoostedTrees OfTruths(FloatMatrix rows, IReadOnlyList<bool> labels, TreeSettings settings) => new(rows.Columns, [Truth(rows, labels, settings)]);

    /// <summary>Learns the probability of each of several classes: each against the rest, then brought to the sum of 1.</summary>
    /// <param name="labels">As many as rows, each from 0 to below <paramref name="classes"/>; at least two of them must occur.</param>
    /// <param name="classes">At least 2.</param>
    /// <exception cref="TreesUnavailableException">The native library cannot be loaded.</exception>
    public static BoostedTrees OfClasses(FloatMatrix rows, IReadOnlyList<int> labels, int classes, TreeSettings settings) => new(rows.Columns,
        [.. Enumerable.Range(0, classes).Select(c => labels.Contains(c) ? Truth(rows, [.. labels.Select(y => y == c)], settings) : null)]);

    /// <summary>Learns a number.</summary>
    /// <param name="labels">As many as rows, all finite.</param>
    /// <exception cref="TreesUnavailableException">The native library cannot be loaded.</exception>
    public static BoostedTrees OfNumbers(FloatMatrix rows, IReadOnlyList<float> labels, TreeSettings settings) => new(rows.Columns, [Try(() =>
    {
        var context = new MLContext(settings.Seed);
        var model = context.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options
        {
            LabelColumnName = nameof(Example.Number),
            NumberOfIterations = settings.Trees,
            NumberOfLeaves = settings.Leaves,
            LearningRate = settings.LearningRate,
            MinimumExampleCountPerLeaf = settings.LeastRows,
            Seed = settings.Seed,
            Deterministic = true,
            NumberOfThreads = 1,
            UseCategoricalSplit = false,
        }).Fit(View(context, rows, labels, (e, y) => e.Number = y));
        return new Learnt(context, model, "Score", GainsOf(model.Model, rows.Columns));
    })]);

    /// <summary>The predictions for rows with the same columns, row after row: a probability, one for each class, or a number.</summary>
    public FloatMatrix Predict(FloatMatrix rows)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Columns, _columns);
        var all = new FloatMatrix(rows.Rows, _outputs.Count, new float[rows.Rows * _outputs.Count]);
        if (rows.Rows == 0)
        {
            return all;
        }

        for (var output = 0; output < _outputs.Count; output++)
        {
            if (_outputs[output] is { } learnt)
            {
                var row = 0;
                foreach (var score in learnt.Model.Transform(View(learnt.Context, rows, new bool[rows.Rows], (_, _) => { })).GetColumn<float>(learnt.Scores))
                {
                    all.Values[(row++ * _outputs.Count) + output] = score;
                }
            }
        }

        if (_outputs.Count > 1)
        {
            for (var row = 0; row < rows.Rows; row++)
            {
                var scores = all.Values.AsSpan(row * _outputs.Count, _outputs.Count);
                TensorPrimitives.Divide(scores, TensorPrimitives.Sum<float>(scores), scores);
            }
        }

        return all;
    }

    private static Learnt Truth(FloatMatrix rows, IReadOnlyList<bool> labels, TreeSettings settings) => Try(() =>
    {
        var context = new MLContext(settings.Seed);
        var model = context.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            LabelColumnName = nameof(Example.Truth),
            Sigmoid = 1,
            NumberOfIterations = settings.Trees,
            NumberOfLeaves = settings.Leaves,
            LearningRate = settings.LearningRate,
            MinimumExampleCountPerLeaf = settings.LeastRows,
            Seed = settings.Seed,
            Deterministic = true,
            NumberOfThreads = 1,
            UseCategoricalSplit = false,
        }).Fit(View(context, rows, labels, (e, y) => e.Truth = y));
        return new Learnt(context, model, "Probability", GainsOf(model.Model.SubModel, rows.Columns));
    });

    private static Learnt Try(Func<Learnt> fit)
    {
        try
        {
            return fit();
        }
        catch (Exception e) when (Missing(e) is { } missing)
        {
            throw new TreesUnavailableException(missing);
        }
    }

    private static Exception? Missing(Exception? e) => e switch
    {
        null or DllNotFoundException or BadImageFormatException => e,
        _ => Missing(e.InnerException),
    };

    private static double[] GainsOf(TreeEnsembleModelParametersBasedOnRegressionTree model, int columns)
    {
        var gains = new double[columns];
        foreach (var tree in model.TrainedTreeEnsemble.Trees)
        {
            for (var split = 0; split < tree.NumericalSplitFeatureIndexes.Count; split++)
            {
                gains[tree.NumericalSplitFeatureIndexes[split]] += Math.Max(0, tree.SplitGains[split]);
            }
        }

        return gains;
    }

    private static IDataView View<T>(MLContext context, FloatMatrix rows, IReadOnlyList<T> labels, Action<Example, T> label)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, rows.Rows);
        var examples = new Example[rows.Rows];
        for (var i = 0; i < rows.Rows; i++)
        {
            examples[i] = new Example { Features = rows.Row(i).ToArray() };
            label(examples[i], labels[i]);
        }

        var schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows.Columns);
        return context.Data.LoadFromEnumerable(examples, schema);
    }

    private sealed class Example
    {
        [ColumnName("Features")]
        public float[] Features { get; set; } = [];

        public bool Truth { get; set; }

        public float Number { get; set; }
    }
}
