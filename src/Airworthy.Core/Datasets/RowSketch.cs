namespace Airworthy.Core.Datasets;

/// <summary>The smallest hashes of a set of rows: enough to tell how many different rows there are, and how many two sets share.</summary>
/// <remarks>Source: Beyer et al. (2007), SIGMOD, 199–210, On Synopses for Distinct-Value Estimation under Multiset Operations.</remarks>
/// <param name="Smallest">At most <see cref="Size"/> different hashes in [0, 2⁶⁰), ascending; all of them where there are fewer.</param>
public sealed record RowSketch(IReadOnlyList<long> Smallest)
{
    /// <summary>Hashes kept; the estimates are off by about 1 ⁄ √<see cref="Size"/>, 3 in 100.</summary>
    public const int Size = 1_024;

    private const double Range = 1L << 60;

    private bool IsWhole => Smallest.Count < Size;

    /// <summary>About how many different rows there are; exact below <see cref="Size"/>.</summary>
    public double Different() => IsWhole ? Smallest.Count : (Size - 1) / (Smallest[^1] / Range);

    /// <summary>About which share of the different rows of another set are in this one, in [0, 1]; 0 for an empty set.</summary>
    public double ShareOf(RowSketch other)
    {
        var union = Smallest.Union(other.Smallest).Order().Take(IsWhole && other.IsWhole ? int.MaxValue : Size).ToList();
        if (union.Count == 0 || other.Smallest.Count == 0)
        {
            return 0;
        }

        HashSet<long> mine = [.. Smallest], theirs = [.. other.Smallest];
        var shared = union.Count(h => mine.Contains(h) && theirs.Contains(h)) / (double)union.Count;
        var all = new RowSketch(union).Different();
        return Math.Clamp(shared * all / other.Different(), 0, 1);
    }
}
