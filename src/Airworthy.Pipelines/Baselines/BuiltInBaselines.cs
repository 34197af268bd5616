using System.Diagnostics;
using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics;
using Airworthy.Models.Learners;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Models.Trees;
using Airworthy.Pipelines.Learning;

namespace Airworthy.Pipelines.Baselines;

/// <summary>Makes the baselines that every project gets, learnt on train and scored on the split that ranks: from the simplest to boosted trees.</summary>
/// <param name="train">What is learnt from.</param>
/// <param name="held">The rows that say how good each is.</param>
public sealed class BuiltInBaselines(ProjectContract contract, LearningTask task, LearningRows train, LearningRows held, int seed)
{
    /// <summary>Rows that a text is imagined to have more, all like the average.</summary>
    public const double Imagined = 20;

    /// <summary>How the trees are grown: few and small, as a baseline should be.</summary>
    private TreeSettings Trees => new(Trees: 60, Leaves: 31, Seed: seed, LearningRate: 0.15, LeastRows: 50);

    private (Encoder Encoder, FloatMatrix Matrix)? _encoded;
    private double _encoding;

    /// <summary>Makes them one after the other; what cannot be made is told and left out.</summary>
    /// <param name="series">Columns with the last known values of a time series; empty for other tables.</param>
    public IEnumerable<(string Name, Func<BaselineResult> Make)> All(IReadOnlyList<KnownValue> series, CancellationToken cancel)
    {
        var isNumber = task.Scale == AnswerScale.Number;
        yield return (isNumber ? "mean" : "majority", () => Constant(isNumber ? "mean" : "majority", cancel));
        if (!isNumber)
        {
            yield return ("stratified", Stratified);
        }

        foreach (var known in series)
        {
            yield return (known.Name, () => Known(known, cancel));
        }

        yield return ("one rule", () => Rule(cancel));
        yield return ("linear", () => Learnt("linear", BaselineKind.SimpleModel, matrix => (LinearModel.Learn(matrix, train.Target, seed), isNumber ? "least squares on all features" : "logistic regression on all features"),
            new() { ["learner"] = isNumber ? "least squares" : "logistic regression", ["imagined_rows"] = Imagined }, cancel));
        yield return ("boosted trees", () => Learnt("boosted trees", BaselineKind.SimpleModel, matrix =>
        {
            var trees = BoostedTrees.Of(matrix, train.Target, Trees);
            return (trees.ToLearnt(), string.Create(CultureInfo.InvariantCulture, $"{trees.Count} trees of {Trees.Leaves} leaves"));
        }, new() { ["learner"] = "lightgbm", ["trees"] = Trees.Trees, ["leaves"] = Trees.Leaves, ["learning_rate"] = Trees.LearningRate, ["least_rows"] = Trees.LeastRows, ["imagined_rows"] = Imagined }, cancel));
    }

    private BaselineResult Constant(string name, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var learnt = Levels.Learn(train.Target);
        var encoder = new Encoder([Encoder.Learn(First(train.Rows), train.Target, Imagined).Encoder.Encodings[0]]);
        var answers = ((Formula.Constant)learnt.Formula).Answers;
        var how = task.Scale switch
        {
            AnswerScale.Number => string.Create(CultureInfo.InvariantCulture, $"always {answers[0]:G4}"),
            AnswerScale.TwoClasses => string.Create(CultureInfo.InvariantCulture, $"{task.Classes[answers[0] > 0.5 ? 1 : 0]}; always the share {answers[0]:0.0000} of {task.Classes[1]}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{task.Classes[answers.Index().MaxBy(a => a.Item).Index]}; always the shares of the classes"),
        };
        return Exported(name, BaselineKind.Constant, how, encoder, learnt, Stopwatch.GetElapsedTime(started), [], cancel);
    }

    /// <summary>A class drawn by chance, as often as train has it.</summary>
    private BaselineResult Stratified()
    {
        var random = new Random(seed);
        var shares = ((Formula.Constant)Levels.Learn(train.Target).Formula).Answers;
        var outputs = train.Target.Outputs;
        var answers = new float[held.Rows.Rows * outputs];
        for (var row = 0; row < held.Rows.Rows; row++)
        {
            var (draw, drawn) = (random.NextDouble(), 0);
            if (outputs == 1)
            {
                answers[row] = draw < shares[0] ? 1 : 0;
                continue;
            }

            for (var below = (double)shares[0]; drawn < outputs - 1 && draw >= below; below += shares[drawn])
            {
                drawn++;
            }

            answers[(row * outputs) + drawn] = 1;
        }

        var matrix = new FloatMatrix(held.Rows.Rows, outputs, answers);
        return Result("stratified", BaselineKind.Constant, "a class drawn by chance, as often as train has it", null, matrix, 0, null, new() { ["seed"] = seed });
    }

    private BaselineResult Rule(CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var (encoder, matrix) = Encoded();
        var (column, own, rule) = OneColumn.Learn(encoder, matrix, train.Target);
        return Exported("one rule", BaselineKind.SimpleModel, $"by {column} alone", own, rule, Stopwatch.GetElapsedTime(started), new() { ["column"] = column, ["imagined_rows"] = Imagined }, cancel);
    }

    private BaselineResult Learnt(string name, BaselineKind kind, Func<FloatMatrix, (Learnt, string)> learn, Dictionary<string, object> settings, CancellationToken cancel)
    {
        var (encoder, matrix) = Encoded();
        var started = Stopwatch.GetTimestamp();
        var (learnt, how) = learn(matrix);
        settings["seed"] = seed;
        return Exported(name, kind, how, encoder, learnt, Stopwatch.GetElapsedTime(started) + TimeSpan.FromSeconds(_encoding), settings, cancel);
    }

    /// <summary>A value that was known when the answer is needed, and the mean where none was.</summary>
    private BaselineResult Known(KnownValue known, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var mean = (float)train.Target.Values.Average();
        var encoder = new Encoder([new Encoding.AsItIs(known.Column)]);
        var formula = new Formula.Linear([mean], [1], [[1.0]], [mean], Link.None);
        var learnt = new Learnt(formula, rows => new FloatMatrix(rows.Rows, 1, [.. rows.Values.Select(v => float.IsNaN(v) ? mean : (float)((double)(v - mean) + mean))]));
        return Exported(known.Name, BaselineKind.Heuristic, known.How, encoder, learnt, Stopwatch.GetElapsedTime(started), new() { ["lag_seconds"] = known.Lag }, cancel,
            new RawRows(held.Rows.Rows, [new RawColumn.Numbers(known.Column, known.Values)]));
    }

    private static RawRows First(RawRows rows) => rows with { Columns = [rows.Columns[0]] };

    private (Encoder Encoder, FloatMatrix Matrix) Encoded()
    {
        if (_encoded is null)
        {
            var started = Stopwatch.GetTimestamp();
            _encoded = Encoder.Learn(train.Rows, train.Target, Imagined);
            _encoding = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        return _encoded.Value;
    }

    private BaselineResult Exported(string name, BaselineKind kind, string how, Encoder encoder, Learnt learnt, TimeSpan took, Dictionary<string, object> settings, CancellationToken cancel, RawRows? rows = null)
    {
        cancel.ThrowIfCancellationRequested();
        var read = rows ?? held.Rows;
        var (model, answers) = ExportedModel.Of(encoder, learnt, train.Target, read, ModelText.About(contract.Project, name, task), cancel);
        return Result(name, kind, how, model, answers, took.TotalSeconds, model.MicrosecondsPerRow(read, cancel), settings);
    }

    private BaselineResult Result(string name, BaselineKind kind, string how, ExportedModel? model, FloatMatrix answers, double seconds, double? perRow, Dictionary<string, object> settings)
    {
        var said = Scored.AnswersOf(answers, held.Target, DecisionThreshold.Of(contract).From);
        return new BaselineResult(name, kind, how, model, answers, Scored.Of(contract, task, held.Truth, said, held.Units), seconds, perRow) { Said = said, Settings = settings };
    }
}
