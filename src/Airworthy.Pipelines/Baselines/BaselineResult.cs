using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Models.Onnx;
using Airworthy.Pipelines.Learning;

namespace Airworthy.Pipelines.Baselines;

/// <summary>A baseline that was made and scored.</summary>
/// <param name="Kind">By the words of the contract.</param>
/// <param name="How">In words: the class that is always said, the column of the rule.</param>
/// <param name="Model">The file that answers as it does; null where it is a command or drawn by chance.</param>
/// <param name="Answers">Of every row of the split, one column per output; null where a command keeps them in a file of its own.</param>
/// <param name="LearningSeconds">Time to learn it; of a command, to run it.</param>
/// <param name="MicrosecondsPerRow">Time for an answer in a batch, on one core; null for commands.</param>
public sealed record BaselineResult(string Name, BaselineKind Kind, string How, ExportedModel? Model, FloatMatrix? Answers, Scored Scored, double LearningSeconds, double? MicrosecondsPerRow)
{
    /// <summary>What it said, as metrics read it; to compare it with others row by row.</summary>
    public required Answers Said { get; init; }

    /// <summary>Whether it is declared in the contract, and not added by the program.</summary>
    public bool IsDeclared { get; init; }

    /// <summary>The command of the contract that has just made it; null where none was run.</summary>
    public string? Command { get; init; }

    /// <summary>The file with its predictions, where it is not made from <see cref="Answers"/>.</summary>
    public string? File { get; init; }

    /// <summary>Settings that are logged with its run.</summary>
    public IReadOnlyDictionary<string, object> Settings { get; init; } = new Dictionary<string, object>();
}
