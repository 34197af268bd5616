using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Data.Evaluating;

namespace Airworthy.Pipelines.Staleness;

/// <summary>A training cannot be made at a past cut-off: why, in words, and what to do.</summary>
public sealed class NotTrainedException(string because, string next) : Exception(because)
{
    public string Next { get; } = next;
}

/// <summary>A cut-off at which a training shall be made.</summary>
/// <param name="Train">The days that it may learn from.</param>
/// <param name="Asked">The days from the cut-off on, whose rows it answers.</param>
/// <param name="Parent">The id of the run that all trainings belong to.</param>
public sealed record PastCutoff(Window Train, Window Asked, string Parent)
{
    /// <summary>The tag with the last day that was learnt from.</summary>
    public const string UntilTag = "airworthy.staleness.until";

    /// <summary>What its run is called.</summary>
    public string Name => $"until {Train.Until:yyyy-MM-dd}";

    /// <summary>The tags of its run.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags => [new("mlflow.parentRunId", Parent), new(UntilTag, $"{Train.Until:yyyy-MM-dd}")];
}

/// <summary>Makes the trainings of past cut-offs.</summary>
public interface IPastTrainer
{
    /// <summary>What is trained, in words.</summary>
    string Learner { get; }

    /// <summary>Trains, and keeps it as a run.</summary>
    /// <param name="table">Its split train has the rows to learn from, its split dev those to answer.</param>
    /// <param name="target">Where the predictions are written, as Parquet.</param>
    /// <exception cref="NotTrainedException">It failed, or left no predictions.</exception>
    Task<PastAnswers> TrainAsync(Table table, PastCutoff cutoff, string target, CancellationToken cancel);
}
