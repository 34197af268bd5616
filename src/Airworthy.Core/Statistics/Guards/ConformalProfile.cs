using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace Airworthy.Core.Statistics.Guards;

/// <summary>The threshold of the rows of one group, and how many rows it was found on.</summary>
public sealed record ConformalGroup(int Rows, double Threshold);

/// <summary>What is kept of a calibration: enough to give every later row its set or interval.</summary>
/// <param name="Alpha">The share of misses, between 0 and 1.</param>
/// <param name="Whole">Over all rows.</param>
/// <param name="Groups">By the name of the group, where the coverage is promised for each group; else empty.</param>
public sealed record ConformalProfile(double Alpha, ConformalGroup Whole, IReadOnlyDictionary<string, ConformalGroup> Groups)
{
    private readonly FrozenDictionary<string, ConformalGroup> _byName = Groups.ToFrozenDictionary(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ConformalGroup> Groups
    {
        get;
        init => (field, _byName) = (value, value.ToFrozenDictionary(StringComparer.Ordinal));
    }
    = Groups;

    /// <summary>The share of rows whose set holds the truth.</summary>
    [JsonIgnore]
    public double Coverage => 1 - Alpha;

    /// <summary>One threshold for all rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too few rows for so few misses.</exception>
    public static ConformalProfile Fit(ReadOnlySpan<double> scores, double alpha) =>
        new(alpha, new ConformalGroup(scores.Length, SplitConformal.Threshold(scores, alpha)), new Dictionary<string, ConformalGroup>());

    /// <summary>A threshold for each group, so that the coverage holds in each of them and not only on average.</summary>
    /// <remarks>Source: Vovk, Gammerman and Shafer (2005), section 4.5: Mondrian confidence machines.</remarks>
    /// <param name="groups">The group of each score; known when the row is answered.</param>
    /// <exception cref="ArgumentException">A group has too few rows; the message names all that have.</exception>
    public static ConformalProfile Fit(IReadOnlyList<double> scores, IReadOnlyList<string> groups, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(groups.Count, scores.Count);
        var byGroup = scores.Zip(groups).GroupBy(p => p.Second, p => p.First, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        var least = (int)Math.Ceiling((1 / alpha) - 1 - 1e-9);
        var few = byGroup.Where(g => g.Value.Length < least).Select(g => $"{g.Key} ({g.Value.Length:N0})").Order(StringComparer.Ordinal).ToList();
        return few.Count == 0
            ? Fit([.. scores], alpha) with { Groups = byGroup.ToDictionary(g => g.Key, g => new ConformalGroup(g.Value.Length, SplitConformal.Threshold(g.Value, alpha)), StringComparer.Ordinal) }
            : throw new ArgumentException($"A coverage of {1 - alpha:P1} needs {least:N0} rows in each group; too few have: {string.Join(", ", few)}. Join these groups, or promise less.");
    }

    /// <summary>The threshold for a row of a group. Allocates nothing.</summary>
    /// <param name="group">Not looked at where there are no groups.</param>
    /// <returns>Null for a group that was not calibrated: nothing is promised there.</returns>
    public double? ThresholdOf(ReadOnlySpan<char> group) =>
        _byName.Count == 0 ? Whole.Threshold : _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(group, out var found) ? found.Threshold : null;

    /// <inheritdoc/>
    public bool Equals(ConformalProfile? other) =>
        other is not null && Alpha == other.Alpha && Whole == other.Whole && Groups.Count == other.Groups.Count
        && Groups.All(g => other.Groups.TryGetValue(g.Key, out var found) && found == g.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Alpha, Whole, Groups.Count);
}
