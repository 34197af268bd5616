using System.Globalization;

using Airworthy.Core.Statistics;
using Airworthy.Models.Learners;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Models.Trees;
using Airworthy.Pipelines.Learning;

namespace Airworthy.Pipelines.Features;

/// <summary>Learns a model again with its own settings, with all columns or without some, and answers the held rows.</summary>
public sealed class Relearning
{
    private readonly Func<FloatMatrix, Target, Learnt> _learn;
    private readonly Target _target;
    private readonly FloatMatrix _train, _held;

    /// <summary>For each encoded number the column it is made from.</summary>
    private readonly IReadOnlyList<string> _column;

    private Relearning(Func<FloatMatrix, Target, Learnt> learn, string how, Target target, FloatMatrix train, FloatMatrix held, IReadOnlyList<string> column) =>
        (_learn, How, _target, _train, _held, _column) = (learn, how, target, train, held, column);

    /// <summary>How it is learnt, in words.</summary>
    public string How { get; }

    /// <summary>Reads from a model and the params of its run how it was learnt.</summary>
    /// <param name="model">What is inside its file; null for files of others.</param>
    /// <param name="settings">Params of the run.</param>
    /// <returns>Null, with the reason in words, where it was not learnt by a learner that is known here.</returns>
    public static (Relearning? Of, string WhyNot) Read(OwnModel? model, IReadOnlyDictionary<string, string> settings, LearningRows train, LearningRows held)
    {
        double Number(string name, double otherwise) => double.TryParse(settings.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
        var seed = (int)Number("seed", 1);
        (Func<FloatMatrix, Target, Learnt> Learn, string How)? known = (settings.GetValueOrDefault("learner"), model?.Formula) switch
        {
            ("lightgbm", Formula.Trees trees) when trees.Outputs.Max(o => o.Count) is var count && count > 0 =>
                (Trees(new TreeSettings(count, (int)Number("leaves", 31), seed, Number("learning_rate", 0.1), (int)Number("least_rows", 20))), string.Create(CultureInfo.InvariantCulture, $"{count} boosted trees, settings and seed of the run")),
            ("logistic regression" or "least squares", Formula.Linear) => ((rows, target) => LinearModel.Learn(rows, target, seed), settings["learner"]),
            _ => null,
        };
        if (known is null || model is null)
        {
            return (null, model?.Formula is Formula.Constant ? "it says the same of every row" : settings.ContainsKey("column") ? "it is a rule on one column" : "the run does not say which of the learners known here made it");
        }

        var columns = model.Encoder.Encodings.Select(e => e.Column).ToList();
        var (encoder, matrix) = Encoder.Learn(new RawRows(train.Rows.Rows, [.. columns.Select(c => train.Rows[c])]), train.Target, Math.Max(1e-3, Number("imagined_rows", 20)));
        return (new Relearning(known.Value.Learn, known.Value.How, train.Target, matrix, encoder.Encode(held.Rows), [.. encoder.Encodings.SelectMany(e => e.Made.Select(_ => e.Column))]), "");
    }

    /// <summary>Learns without some columns, and answers the held rows; without any column left it says the same of every row.</summary>
    public FloatMatrix Without(IReadOnlyList<string> columns)
    {
        int[] kept = [.. Enumerable.Range(0, _column.Count).Where(i => !columns.Contains(_column[i]))];
        return kept.Length == 0 ? Levels.Learn(_target).Own(_held) : _learn(Of(_train, kept), _target).Own(Of(_held, kept));
    }

    private static Func<FloatMatrix, Target, Learnt> Trees(TreeSettings settings) => (rows, target) => BoostedTrees.Of(rows, target, settings).ToLearnt();

    private static FloatMatrix Of(FloatMatrix rows, int[] kept)
    {
        if (kept.Length == rows.Columns)
        {
            return rows;
        }

        var values = new float[rows.Rows * kept.Length];
        for (var r = 0; r < rows.Rows; r++)
        {
            for (var i = 0; i < kept.Length; i++)
            {
                values[(r * kept.Length) + i] = rows[r, kept[i]];
            }
        }

        return new FloatMatrix(rows.Rows, kept.Length, values);
    }
}
