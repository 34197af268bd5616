using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts the label in dev and in test, over all rows that have one.</summary>
public sealed class LabelShiftProbe : IProbe<LabelShift>
{
    public async Task<Sighting<LabelShift>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (!table.HasLabel)
        {
            return new Sighting<LabelShift>.NotSeen("The contract names no label.", "Set data.label: what is to be predicted.");
        }

        if (ColumnShiftsProbe.WhyNot(table) is { } why)
        {
            return new Sighting<LabelShift>.NotSeen(why, "Set data.split in airworthy.yaml.");
        }

        var values = await LabelValues.ReadAsync(table, cancel);
        var label = new Column("__label", values.Scale == LabelScale.Number ? "DOUBLE" : "VARCHAR");
        var (dev, test) = ($"coalesce(__dev and {LabelValues.Usable(table)}, false)", $"coalesce(__test and {LabelValues.Usable(table)}, false)");
        var binned = await BinnedColumns.CountAsync(table, [label], "parted", dev, test, cancel);
        return binned is [var only]
            ? new LabelShift(table.Contract.Data!.Label!.Name, only.Dev.Sum(), only.Test.Sum(), only)
            : new LabelShift(table.Contract.Data!.Label!.Name, 0, 0, new BinnedColumn("__label", [], []));
    }
}
