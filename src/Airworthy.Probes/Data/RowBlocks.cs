using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Parts the rows of a draw into blocks, so that neighbours in time, rows of one group and equal rows stay together.</summary>
internal sealed record RowBlocks(BlockedBy By, IReadOnlyList<int> Of)
{
    /// <summary>Blocks on each side.</summary>
    public const int Count = 20;

    /// <param name="split">A split by group is blocked by group even where rows have a time.</param>
    public static RowBlocks Make(MatrixSample sample, Split? split)
    {
        var rows = sample.Rows;
        var byGroup = rows.Count(r => r.Group is not null) * 2 > rows.Count;
        var byTime = rows.Count(r => double.IsFinite(r.Time)) * 2 > rows.Count;
        if (byGroup && (!byTime || split?.Method is SplitMethod.ByGroup or SplitMethod.ByEntity))
        {
            return new RowBlocks(BlockedBy.Group, [.. rows.Select((r, i) => Place(r.Group ?? $"row {i}"))]);
        }

        var blocks = new int[rows.Count];
        foreach (var side in Enumerable.Range(0, rows.Count).GroupBy(i => rows[i].Part))
        {
            // Without a time, rows stand in the order of what they hold.
            var ordered = byTime ? side.OrderBy(i => double.IsFinite(rows[i].Time) ? rows[i].Time : double.PositiveInfinity).ToList() : [.. side];
            for (var at = 0; at < ordered.Count; at++)
            {
                var isTied = byTime && at > 0 && rows[ordered[at]].Time.Equals(rows[ordered[at - 1]].Time);
                blocks[ordered[at]] = isTied ? blocks[ordered[at - 1]] : (int)((long)at * Count / ordered.Count);
            }
        }

        return new RowBlocks(byTime ? BlockedBy.Time : BlockedBy.Nothing, blocks);
    }

    /// <summary>The same block for the same text on every machine: FNV-1a.</summary>
    private static int Place(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return (int)((hash ^ (hash >> 15)) % Count);
    }
}
