using Airworthy.Core.Statistics;
using Airworthy.Pipelines.Learning;

namespace Airworthy.Pipelines.Features;

/// <summary>The model cannot be asked, in words, with the next step.</summary>
public sealed class NotAskedException(string because, string next) : Exception(because)
{
    public string Next { get; } = next;
}

/// <summary>A model that answers rows of the table, also when some of their columns are dealt out anew.</summary>
public interface IRowScorer : IDisposable
{
    /// <summary>How it is asked, in words.</summary>
    string How { get; }

    /// <summary>The columns that it reads, as far as that is known.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Whether several shuffles may be asked at once.</summary>
    bool IsFast { get; }

    /// <summary>Answers all rows.</summary>
    /// <param name="shuffled">Columns whose values are dealt out anew, all of them in one way; none for the rows as they are.</param>
    /// <param name="seed">Of the deal.</param>
    /// <returns>One row per row, in the order of the rows; one column per output of the task.</returns>
    /// <exception cref="NotAskedException">It does not answer.</exception>
    Task<FloatMatrix> AnswerAsync(LearningRows rows, IReadOnlyList<string> shuffled, int seed, CancellationToken cancel);

    /// <summary>Answers all rows with the same value in a column, all else as it is.</summary>
    /// <param name="donor">Position among the rows of the one whose value all get.</param>
    /// <returns>As <see cref="AnswerAsync"/>.</returns>
    /// <exception cref="NotAskedException">It does not answer.</exception>
    Task<FloatMatrix> AnswerSameAsync(LearningRows rows, string column, int donor, CancellationToken cancel);
}
