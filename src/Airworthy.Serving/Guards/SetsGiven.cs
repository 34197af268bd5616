using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Feedback;

namespace Airworthy.Serving.Guards;

/// <summary>The sets and intervals of the newest answers, until their truth is told; after a restart those that the prediction log has kept are here again.</summary>
internal sealed class SetsGiven
{
    /// <summary>Rows that are remembered.</summary>
    public const int Most = 200_000;

    private readonly AwaitedRows<Given> _sets = new(Most);

    public void Add(string id, int row, string set, AnswerKind kind, PromisedCoverage kept) => _sets.Add(id, row, new Given(set, kind, kept));

    /// <summary>The truth of a row was counted before.</summary>
    public void Forget(string id, int row) => _sets.TryTake(id, row, out _);

    /// <summary>The truth of a row came; the first that does counts.</summary>
    public void Saw(string id, int row, string label)
    {
        if (_sets.TryTake(id, row, out var given) && RowSets.Holds(given.Set, given.Kind, label) is { } held)
        {
            given.Kept.Saw(held);
        }
    }

    private readonly record struct Given(string Set, AnswerKind Kind, PromisedCoverage Kept);
}
