using System.Numerics.Tensors;

using Airworthy.Core.Statistics;
using Airworthy.Models.Learners;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Airworthy.Models.Trees;

/// <summary>
/// Gradient-boosted trees over a matrix of numbers in which NaN is a missing value: a split can set it apart from all others. One thread and
/// a given seed: equal input, equal trees.
/// </summary>
/// <remarks>
/// A missing value is handed on as a number below all others of its column (<see cref="StandIns"/>): the side that LightGBM learns for NaN is lost
/// when ML.NET reads its trees, and where missing values alone gave the label away, every row got one probability.
/// <para>Source: Ke et al. (2017), NIPS 30, LightGBM: A Highly Efficient Gradient Boosting Decision Tree.</para>
/// </remarks>
public sealed class BoostedTrees
{
    /// <summary>For each column the number that stands for a missing value.</summary>
    private readonly float[] _missing;

    /// <summary>One model per output; a class that no row had has none.</summary>
    private readonly IReadOnlyList<Grown?> _outputs;

    private readonly Link _link;

    private BoostedTrees(FloatMatrix rows, Link link, Func<Func<FloatMatrix, FloatMatrix>, IReadOnlyList<Grown?>> grow)
    {
        _missing = StandIns(rows);
        _link = link;
        _outputs = grow(Filled);
        Gains = [.. Enumerable.Range(0, rows.Columns).Select(c => _outputs.Sum(o => o?.Gains[c] ?? 0))];
    }

    private sealed record Grown(MLContext Context, ITransformer Model, string Scores, TreeEnsembleModelParametersBasedOnRegressionTree Trees, double[] Gains);

    /// <summary>What the splits on each column gained together; in the order of the columns, none below 0, their unit is the loss's.</summary>
    public IReadOnlyList<double> Gains { get; }

    /// <summary>Trees that were kept; with classes, of the class that has most.</summary>
    public int Count => _outputs.Max(o => o?.Trees.TrainedTreeEnsemble.Trees.Count ?? 0);

    /// <summary>Learns the probability of a truth.</summary>
    /// <param name="labels">As many as rows; both truths must occur.</param>
    /// <exception cref="TreesUnavailableException">The native library cannot be loaded.</exception>
    public static BoostedTrees OfTruths(FloatMatrix rows, IReadOnlyList<bool> labels, TreeSettings settings) => new(rows, Link.Sigmoid, fill => [Truth(fill(rows), labels, settings)]);

    /// <summary>Learns the probability of each of several classes: each against the rest, then brought to the sum of 1.</summary>
    /// <param name="labels">As many as rows, each from 0 to below <paramref name="classes"/>; at least two of them must occur.</param>
    /// <param name="classes">At least 2.</param>
    /// <exception cref="TreesUnavailableException">The native library cannot be loaded.</exception>
    public static BoostedTrees OfClasses(FloatMatrix rows, IReadOnlyList<int> labels, int classes, TreeSettings settings) => new(rows, Link.SigmoidShares, fill =>
    {
        var filled = fill(rows);
        return [.. Enumerable.Range(0, classes).Select(c => labels.Contains(c) ? Truth(filled, [.. labels.Select(y => y == c)], settings) : null)];
    });

    /// <summary>Learns a number.</summary>
    /// <param name="labels">As many as rows, all finite.</param>
    /// <exception cref="TreesUnavailableException">The native library cannot be loaded.</exception>
    public static BoostedTrees OfNumbers(FloatMatrix rows, IReadOnlyList<float> labels, TreeSettings settings) => new(rows, Link.None, fill => [Number(fill(rows), labels, settings)]);

    /// <summary>Learns what a target is, and stops when rows held back show no gain any more.</summary>
    /// <param name="held">Rows that are not learnt from; the trees after the last gain on them are dropped. Null: all trees are kept.</param>
    /// <exception cref="TreesUnavailableException">The native library cannot be loaded.</exception>
    public static BoostedTrees Of(FloatMatrix rows, Target target, TreeSettings settings, (FloatMatrix Rows, Target Target)? held = null)
    {
        static bool[] Is(Target of, int c) => [.. of.Values.Select(y => (int)y == c)];
        return target.Scale switch
        {
            AnswerScale.TwoClasses => new(rows, Link.Sigmoid, fill => [Truth(fill(rows), Is(target, 1), settings, held is { } h ? (fill(h.Rows), Is(h.Target, 1)) : null)]),
            AnswerScale.Number => new(rows, Link.None, fill => [Number(fill(rows), Floats(target), settings, held is { } h ? (fill(h.Rows), Floats(h.Target)) : null)]),
            _ => new(rows, Link.SigmoidShares, fill =>
            {
                var (filled, kept) = (fill(rows), held is { } h ? fill(h.Rows) : null);
                return [.. Enumerable.Range(0, target.Classes.Count).Select(c => Is(target, c) is var truths && truths.Contains(true) ? Truth(filled, truths, settings, kept is null ? null : (kept, Is(held!.Value.Target, c))) : null)];
            }),
        };

        static float[] Floats(Target of) => [.. of.Values.Select(y => (float)y)];
    }

    /// <summary>The trees as a formula that can be written into a file.</summary>
    /// <exception cref="ModelRefusedException">They split in a way that cannot be written.</exception>
    public Learnt ToLearnt() => new(new Formula.Trees(_missing, [.. _outputs.Select(o => o is null ? (IReadOnlyList<Tree>)[] : TreesOf(o))], [.. _outputs.Select(o => o?.Trees.TrainedTreeEnsemble.Bias ?? 0)], _link), Predict);

    private static List<Tree> TreesOf(Grown grown)
    {
        var ensemble = grown.Trees.TrainedTreeEnsemble;
        return [.. ensemble.Trees.Select((tree, i) => tree.CategoricalSplitFlags.Contains(true)
            ? throw new ModelRefusedException("Its trees split by sets of categories, which cannot be written as an ONNX file.")
            : new Tree([.. tree.NumericalSplitFeatureIndexes], [.. tree.NumericalSplitThresholds], [.. tree.LeftChild], [.. tree.RightChild], [.. tree.LeafValues.Select(v => v * ensemble.TreeWeights[i])]))];
    }

    /// <summary>The predictions for rows with the same columns, row after row: a probability, one for each class, or a number.</summary>
    public FloatMatrix Predict(FloatMatrix rows)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Columns, _missing.Length);
        var all = new FloatMatrix(rows.Rows, _outputs.Count, new float[rows.Rows * _outputs.Count]);
        if (rows.Rows == 0)
        {
            return all;
        }

        var filled = Filled(rows);
        for (var output = 0; output < _outputs.Count; output++)
        {
            if (_outputs[output] is { } grown)
            {
                var row = 0;
                foreach (var score in grown.Model.Transform(Example.View(grown.Context, filled)).GetColumn<float>(grown.Scores))
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

    /// <summary>
    /// For each column a number as far below its least as that is from its greatest, or from zero where that is farther; 0 without numbers. In another
    /// unit it is the same number in that unit.
    /// </summary>
    private static float[] StandIns(FloatMatrix rows)
    {
        var missing = new float[rows.Columns];
        for (var c = 0; c < missing.Length; c++)
        {
            var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
            for (var r = 0; r < rows.Rows; r++)
            {
                // A comparison with NaN is false.
                low = rows[r, c] < low ? rows[r, c] : low;
                high = rows[r, c] > high ? rows[r, c] : high;
            }

            var far = low == 0 && high == 0 ? 1 : Math.Max(high - low, Math.Abs(low));
            missing[c] = low <= high ? Math.Max(low - far, -float.MaxValue) : 0;
        }

        return missing;
    }

    private FloatMatrix Filled(FloatMatrix rows)
    {
        var values = (float[])rows.Values.Clone();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = float.IsNaN(values[i]) ? _missing[i % _missing.Length] : values[i];
        }

        return rows with { Values = values };
    }

    private static Grown Truth(FloatMatrix rows, IReadOnlyList<bool> labels, TreeSettings settings, (FloatMatrix Rows, bool[] Labels)? held = null) => Try(() =>
    {
        var context = new MLContext(settings.Seed);
        var options = new LightGbmBinaryTrainer.Options
        {
            LabelColumnName = nameof(Example.Truth),
            Sigmoid = 1,
            NumberOfIterations = settings.Trees,
            NumberOfLeaves = settings.Leaves,
            LearningRate = settings.LearningRate,
            MinimumExampleCountPerLeaf = settings.LeastRows,
            EarlyStoppingRound = held is null ? 0 : settings.Patience,
            Seed = settings.Seed,
            Deterministic = true,
            NumberOfThreads = 1,
            UseCategoricalSplit = false,
        };
        var model = context.BinaryClassification.Trainers.LightGbm(options).Fit(
            Example.View(context, rows, labels, (e, y) => e.Truth = y),
            held is { } h ? Example.View(context, h.Rows, h.Labels, (e, y) => e.Truth = y) : null);
        return new Grown(context, model, "Probability", model.Model.SubModel, GainsOf(model.Model.SubModel, rows.Columns));
    });

    private static Grown Number(FloatMatrix rows, IReadOnlyList<float> labels, TreeSettings settings, (FloatMatrix Rows, float[] Labels)? held = null) => Try(() =>
    {
        var context = new MLContext(settings.Seed);
        var options = new LightGbmRegressionTrainer.Options
        {
            LabelColumnName = nameof(Example.Number),
            NumberOfIterations = settings.Trees,
            NumberOfLeaves = settings.Leaves,
            LearningRate = settings.LearningRate,
            MinimumExampleCountPerLeaf = settings.LeastRows,
            EarlyStoppingRound = held is null ? 0 : settings.Patience,
            Seed = settings.Seed,
            Deterministic = true,
            NumberOfThreads = 1,
            UseCategoricalSplit = false,
        };
        var model = context.Regression.Trainers.LightGbm(options).Fit(
            Example.View(context, rows, labels, (e, y) => e.Number = y),
            held is { } h ? Example.View(context, h.Rows, h.Labels, (e, y) => e.Number = y) : null);
        return new Grown(context, model, "Score", model.Model, GainsOf(model.Model, rows.Columns));
    });

    private static Grown Try(Func<Grown> fit)
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
}
