using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts the rows that are older than they may be kept.</summary>
public sealed class OldRowsProbe : IProbe<OldRows>
{
    public async Task<Sighting<OldRows>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        var name = around.Contract.Data?.Time;
        if (table[name] is not { Kind: ColumnKind.Time or ColumnKind.Text } || table.TimeOf(name) is not { } time)
        {
            return new Sighting<OldRows>.NotSeen(name is null ? "The contract names no time column." : $"{name}, which data.time names, is no column of dates.", "Set data.time in airworthy.yaml.");
        }

        var days = around.Contract.Data?.Privacy?.RetentionDays;
        var older = days is null ? "false" : $"value < cast('{around.Today.AddDays(-days.Value):yyyy-MM-dd}' as timestamp)";
        await foreach (var row in table.ReadAsync(SqlText.Fill("ValueEnds", ("relation", "data"), ("value", time), ("marked", older)), cancel))
        {
            return new OldRows(row.Count(0), row.Count(1), row.Count(4), around.Today, row.Number(2) is { } seconds ? DateOnly.FromDateTime(DateTime.UnixEpoch.AddSeconds(seconds)) : null);
        }

        return new OldRows(0, 0, 0, around.Today);
    }
}
