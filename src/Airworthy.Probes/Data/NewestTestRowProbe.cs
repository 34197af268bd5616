using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Finds the newest row of the test split, by <c>data.time</c>.</summary>
public sealed class NewestTestRowProbe : IProbe<NewestTestRow>
{
    public async Task<Sighting<NewestTestRow>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (!table.Splits.Contains("test"))
        {
            return new Sighting<NewestTestRow>.NotSeen(table.WhyNoSplits ?? "The contract declares no test split.", "Set data.split in airworthy.yaml.");
        }

        if (table[around.Contract.Data?.Time] is not { } time)
        {
            return new Sighting<NewestTestRow>.NotSeen(around.Contract.Data?.Time is { } name ? $"The table has no column {name}, which data.time names." : "The contract names no time column.", "Set data.time in airworthy.yaml.");
        }

        await foreach (var row in table.ReadAsync(SqlText.Fill("ValueEnds", ("relation", "test"), ("value", Sql.Try(time.Quoted, "timestamp")), ("marked", "false")), cancel))
        {
            return new NewestTestRow(row.Count(0), row.Number(3) is { } seconds ? DateOnly.FromDateTime(DateTime.UnixEpoch.AddSeconds(seconds)) : null);
        }

        throw new InvalidOperationException("ValueEnds.sql returned no row.");
    }
}
