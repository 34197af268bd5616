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

        DateOnly? day = null;
        await foreach (var row in table.ReadAsync($"select max({Sql.Try(time.Quoted, "timestamp")}) from test", cancel))
        {
            day = row.Number(0) is { } seconds ? DateOnly.FromDateTime(DateTime.UnixEpoch.AddSeconds(seconds)) : null;
        }

        return new NewestTestRow(await table.NumberAsync("select count(*) from test", cancel), day);
    }
}
