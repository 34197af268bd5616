using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts held-out rows that are copies of train rows, with <c>SplitCopies.sql</c>.</summary>
public sealed class SplitCopiesProbe : IProbe<SplitCopies>
{
    public async Task<Sighting<SplitCopies>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (!table.Splits.Contains("train") || table.Splits.Count < 2)
        {
            return new Sighting<SplitCopies>.NotSeen(table.WhyNoSplits ?? "Train and a held-out split are not both declared.", "Set data.split in airworthy.yaml.");
        }

        var columns = string.Join(", ", table.Columns.Where(c => c.Name != table.Contract.Data?.Split?.Column).Select(c => c.Quoted));
        var counted = new List<CopiedRows>();
        foreach (var split in table.Splits.Where(s => s != "train"))
        {
            await foreach (var row in table.ReadAsync(Sql.Fill(SqlText.Load("SplitCopies"), ("columns", columns), ("split", split)), cancel))
            {
                counted.Add(new CopiedRows(split, row.Count(0), row.Count(1)));
            }
        }

        var worst = counted.MaxBy(c => c.Share)!;
        var examples = worst.Copied == 0 ? null : await table.ShowAsync($"select {columns} from {worst.Name} intersect select {columns} from train", cancel);
        return new SplitCopies(counted, examples);
    }
}
