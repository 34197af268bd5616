using System.Diagnostics;
using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics;
using Airworthy.Models.Learners;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Models.Trees;

namespace Airworthy.Pipelines.Learning;

/// <summary>Settings of one trial.</summary>
/// <param name="ImaginedRows">Rows that a text is imagined to have more, all like the average.</param>
public sealed record TrialSettings(int Leaves, double LearningRate, int LeastRows, double ImaginedRows)
{
    /// <summary>Whether a linear model is learnt instead of trees; of the settings only the imagined rows count then.</summary>
    public bool IsLinear { get; init; }

    /// <summary>As they are logged.</summary>
    public IReadOnlyDictionary<string, object> Named(int seed, AnswerScale scale) => IsLinear
        ? new Dictionary<string, object> { ["learner"] = scale == AnswerScale.Number ? "least squares" : "logistic regression", ["imagined_rows"] = ImaginedRows, ["seed"] = seed }
        : new Dictionary<string, object>
        {
            ["learner"] = "lightgbm",
            ["leaves"] = Leaves,
            ["learning_rate"] = LearningRate,
            ["least_rows"] = LeastRows,
            ["imagined_rows"] = ImaginedRows,
            ["seed"] = seed,
        };
}

/// <summary>A trial that was learnt and scored.</summary>
/// <param name="Trees">Trees that were kept; 0 for a linear model.</param>
/// <param name="Answers">What it said of each row that ranks.</param>
public sealed record Trial(TrialSettings Settings, int Trees, ExportedModel Model, FloatMatrix Answers, Scored Scored, double Seconds)
{
    /// <summary>What was learnt, in words.</summary>
    public string How => Settings.IsLinear ? "a linear model" : string.Create(CultureInfo.InvariantCulture, $"{Trees} trees of {Settings.Leaves} leaves");
}

/// <summary>
/// Searches settings of boosted trees at random, from a seed: the first trial is a plain one, so that a search is never worse than no search, and the second a linear model.
/// </summary>
/// <remarks>
/// Of train the last rows in time, or every seventh row, are held back from each trial, and trees are grown until these show no gain; the split that ranks is only
/// scored. Source: Bergstra and Bengio (2012), JMLR 13, 281–305, Random Search for Hyper-Parameter Optimization.
/// </remarks>
public sealed class TrialSearch(ProjectContract contract, LearningTask task, LearningRows train, LearningRows ranked, int seed)
{
    private const int MostTrees = 600, Patience = 30, Seventh = 7;

    private readonly Random _random = new(seed);
    private readonly (int[] Learnt, int[] Held) _parts = Parts(train.Rows.Rows, contract.Data?.Split?.Method is null or SplitMethod.ByTime);
    private int _made;

    /// <summary>The settings of the next trial.</summary>
    public TrialSettings Next()
    {
        if (++_made <= 2)
        {
            return new TrialSettings(31, 0.1, 50, 20) { IsLinear = _made == 2 };
        }

        double Between(double low, double high) => Math.Exp(Math.Log(low) + (_random.NextDouble() * Math.Log(high / low)));
        static double Rounded(double number) => double.Parse(number.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return new TrialSettings((int)Between(5, 128), Rounded(Between(0.02, 0.3)), (int)Between(5, 1_000), Rounded(Between(3, 500)));
    }

    /// <summary>Learns with settings, from the rows that are not held back, and scores.</summary>
    public Trial Run(TrialSettings settings, CancellationToken cancel)
    {
        var (target, held) = (train.Target.Of(_parts.Learnt), train.Target.Of(_parts.Held));
        var started = Stopwatch.GetTimestamp();
        var (encoder, matrix) = Encoder.Learn(train.Rows.Of(_parts.Learnt), target, settings.ImaginedRows);
        if (settings.IsLinear)
        {
            return Scored(settings, encoder, LinearModel.Learn(matrix, target, seed), 0, started, cancel);
        }

        var trees = BoostedTrees.Of(matrix, target, TreesOf(settings, MostTrees), (encoder.Encode(train.Rows.Of(_parts.Held)), held));
        return Scored(settings, encoder, trees.ToLearnt(), trees.Count, started, cancel);
    }

    /// <summary>Learns with the settings of a trial again, from all rows, as many trees as it kept.</summary>
    public Trial Again(Trial trial, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var (encoder, matrix) = Encoder.Learn(train.Rows, train.Target, trial.Settings.ImaginedRows);
        if (trial.Settings.IsLinear)
        {
            return Scored(trial.Settings, encoder, LinearModel.Learn(matrix, train.Target, seed), 0, started, cancel);
        }

        var trees = BoostedTrees.Of(matrix, train.Target, TreesOf(trial.Settings, Math.Max(1, trial.Trees)));
        return Scored(trial.Settings, encoder, trees.ToLearnt(), trees.Count, started, cancel);
    }

    private Trial Scored(TrialSettings settings, Encoder encoder, Learnt learnt, int trees, long started, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (model, answers) = ExportedModel.Of(encoder, learnt, train.Target, ranked.Rows, ModelText.About(contract.Project, contract.Project, task), cancel);
        var said = Learning.Scored.AnswersOf(answers, ranked.Target, DecisionThreshold.Of(contract).From);
        return new Trial(settings, trees, model, answers, Learning.Scored.Of(contract, task, ranked.Truth, said, ranked.Units), seconds);
    }

    private TreeSettings TreesOf(TrialSettings settings, int trees) => new(trees, settings.Leaves, seed, settings.LearningRate, settings.LeastRows, Patience);

    /// <summary>Rows by their numbers: the last seventh is held back where rows are in the order of time, else every seventh.</summary>
    private static (int[] Learnt, int[] Held) Parts(int rows, bool isByTime)
    {
        bool IsHeld(int row) => isByTime ? row >= rows - (rows / Seventh) : row % Seventh == Seventh - 1;
        return ([.. Enumerable.Range(0, rows).Where(r => !IsHeld(r))], [.. Enumerable.Range(0, rows).Where(IsHeld)]);
    }
}
