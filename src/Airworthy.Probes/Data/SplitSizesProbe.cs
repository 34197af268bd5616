using System.Data.Common;

using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts the rows of each split by label and by slice, with <c>RowCounts.sql</c> and <c>TopValues.sql</c>.</summary>
public sealed class SplitSizesProbe : IProbe<SplitSizes>
{
    private const int MostLabels = 100;

    public async Task<Sighting<SplitSizes>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (table.Splits.Count == 0)
        {
            return new Sighting<SplitSizes>.NotSeen(table.WhyNoSplits ?? "There are no splits.", "Set data.split in airworthy.yaml.");
        }

        var classes = table.HasLabel && !await LabelConflictsProbe.IsQuantityAsync(table, cancel);
        var sizes = new List<SplitSize>();
        foreach (var split in table.Splits)
        {
            var labels = new List<ValueRows>();
            if (classes)
            {
                await foreach (var row in table.ReadAsync(SqlText.Fill("TopValues", ("relation", split), ("column", "__label"), ("most", $"{MostLabels}")), cancel))
                {
                    labels.Add(new ValueRows(row.Text(0) ?? "", row.Count(1)));
                }
            }

            var slices = new List<SliceRows>();
            foreach (var slice in around.Contract.Slices ?? [])
            {
                try
                {
                    slices.Add(new SliceRows(slice.Name, await RowCounts.OfAsync(table, split, cancel, slice.Where), slice.MinRows));
                }
                catch (DbException e)
                {
                    return new Sighting<SplitSizes>.NotSeen($"The condition of slice \"{slice.Name}\" cannot be asked: {e.Message.Split('\n')[0]}", "Correct slices in airworthy.yaml: `where` is an SQL condition over the table's columns.");
                }
            }

            sizes.Add(new SplitSize(split, await RowCounts.OfAsync(table, split, cancel), labels, slices));
        }

        return new SplitSizes(sizes, classes);
    }
}
