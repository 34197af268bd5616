using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts each feature in the same bins in dev and in test, over all rows.</summary>
public sealed class ColumnShiftsProbe : IProbe<ColumnShifts>
{
    /// <summary>Moved columns that are asked what they say of the label, so that the most important one is told first.</summary>
    private const int Weighed = 5;

    public async Task<Sighting<ColumnShifts>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (WhyNot(table) is { } why)
        {
            return new Sighting<ColumnShifts>.NotSeen(why, "Set data.split in airworthy.yaml.");
        }

        var promised = table.Contract.Data;
        // Windows of time differ in time, and every row has an id of its own.
        List<Column> features = [.. table.Features.Where(c => c.Name != promised?.Time && c.Name != promised?.Id)];
        var columns = await BinnedColumns.CountAsync(table, features, "parted", "coalesce(__dev, false)", "coalesce(__test, false)", cancel);
        var (dev, test) = (await RowCounts.OfAsync(table, "dev", cancel), await RowCounts.OfAsync(table, "test", cancel));
        var known = new HashSet<string>(columns.Select(c => c.Column), StringComparer.Ordinal);
        return new ColumnShifts(dev, test, await WeighAsync(table, columns, cancel), [.. features.Where(f => !known.Contains(f.Name)).Select(f => f.Name)]);
    }

    /// <summary>Why dev and test cannot be compared; null when they can.</summary>
    public static string? WhyNot(Table table) => table.Splits.Contains("dev") && table.Splits.Contains("test")
        ? null
        : table.WhyNoSplits ?? "Dev and test are not both declared.";

    private static async Task<IReadOnlyList<BinnedColumn>> WeighAsync(Table table, IReadOnlyList<BinnedColumn> columns, CancellationToken cancel)
    {
        var moved = Moved.Of(columns).Where(m => m.Size >= ShiftSize.Concern).OrderByDescending(m => m.OfGate).Take(Weighed).Select(m => m.Column).ToList();
        if (moved.Count < 2 || !table.HasLabel || await LabelValues.ReadAsync(table, cancel) is not { Values: > 1 } label)
        {
            return columns;
        }

        var weighed = new List<BinnedColumn>();
        foreach (var column in columns)
        {
            weighed.Add(moved.Contains(column) ? column with { Strength = await LoneFeaturesProbe.StrengthAsync(table, table[column.Column]!, label, cancel) } : column);
        }

        return weighed;
    }
}
