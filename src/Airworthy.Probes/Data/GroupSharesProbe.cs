using Airworthy.Core.Observations;

namespace Airworthy.Probes.Data;

/// <summary>Counts the groups of the fairness columns in train and dev, over all rows.</summary>
public sealed class GroupSharesProbe : IProbe<GroupShares>
{
    public async Task<Sighting<GroupShares>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (GroupLevelsThere.WhyNot(table, around.Contract) is var (because, next))
        {
            return new Sighting<GroupShares>.NotSeen(because, next);
        }

        var there = new List<GroupsThere>();
        foreach (var name in around.Contract.Responsibility!.Fairness!.Groups!)
        {
            foreach (var split in table[name] is null ? [] : new[] { "train", "dev" })
            {
                there.Add(new GroupsThere(name, split, await RowCounts.OfAsync(table, split, cancel), await GroupLevelsThere.CountAsync(table, table[name]!, split, cancel)));
            }
        }

        return new GroupShares(there);
    }
}
