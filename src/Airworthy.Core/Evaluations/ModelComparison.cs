using Airworthy.Core.Checklist;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Evaluations;

/// <summary>Two models on the same rows, and whether one is better than the other by what was asked.</summary>
/// <param name="Before">The one compared with.</param>
/// <param name="After">The one that shall be better.</param>
/// <param name="Metric">What ranks.</param>
/// <param name="Gain">In that metric; positive is better.</param>
/// <param name="Asked">The smallest gain worth having (<c>metric.minimum_improvement</c>); 0 where nobody says.</param>
/// <param name="Answer">Met when the whole interval is at or above it, Unmet when the gain is below, Undecided in between.</param>
/// <param name="Look">Which comparison on these rows it is, from 1.</param>
public sealed record ModelComparison(string Before, string After, string Split, long Rows, string Metric, PairedGain Gain, double Asked, Answer Answer, int Look)
{
    /// <summary>Comparisons on the same rows after which they are no judge any more.</summary>
    public const int MostLooks = 20;

    /// <summary>Whether fresh rows are asked for.</summary>
    public bool IsWornOut => Look > MostLooks;

    /// <summary>Of decisions: rows on which exactly one is right, and how likely so uneven a split is by chance; null where nothing is decided.</summary>
    public Disagreement? Decisions { get; init; }

    /// <summary>The other usual metrics, at the contract's confidence and for orientation only.</summary>
    public IReadOnlyList<NamedGain> Others { get; init; } = [];

    /// <summary>In one sentence.</summary>
    public string Says
    {
        get
        {
            var (low, high) = (Printed.Of(Gain.Low), Printed.Of(Gain.High));
            var gained = Gain.Gain >= 0 ? $"{After} is better than {Before} by {Printed.Of(Gain.Gain)}" : $"{After} is worse than {Before} by {Printed.Of(-Gain.Gain)}";
            var asked = Asked > 0 ? $"{Printed.Of(Asked)} was asked" : "any gain was asked";
            return $"{gained} in {Metric} on {Rows:N0} rows of {Split} (interval {low} to {high}); {asked}.";
        }
    }
}

/// <param name="OnlyBefore">Rows on which only the one compared with is right.</param>
/// <param name="OnlyAfter">Rows on which only the other is.</param>
/// <param name="P">McNemar's mid-p.</param>
public sealed record Disagreement(long OnlyBefore, long OnlyAfter, double P);

/// <param name="Gain">Positive is better.</param>
public sealed record NamedGain(string Metric, PairedGain Gain);
