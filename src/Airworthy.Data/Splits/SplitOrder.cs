using Airworthy.Core.Contracts;

namespace Airworthy.Data.Splits;

/// <summary>What somebody asks of a new split; what is null is taken from the contract, or proposed.</summary>
/// <param name="From">By time: the first day of train.</param>
/// <param name="Until">By time: the last day of test.</param>
/// <param name="Nested">Outer folds.</param>
public sealed record SplitOrder(
    SplitMethod? Method = null,
    double? GapDays = null,
    IReadOnlyDictionary<string, double>? Shares = null,
    IReadOnlyList<string>? Columns = null,
    long? Seed = null,
    DateOnly? From = null,
    DateOnly? Until = null,
    int? Nested = null)
{
    /// <summary>Whether nothing is asked, so that what the contract says is meant.</summary>
    public bool IsEmpty => this == new SplitOrder();
}
