using System.Data.Common;
using System.Globalization;

using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Reads where each split lies in time, with <c>SplitTimes.sql</c>, and what a split that is not by time promises for later rows.</summary>
public sealed class SplitTimesProbe : IProbe<SplitTimes>
{
    public async Task<Sighting<SplitTimes>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (table.Splits.Count < 2)
        {
            return new Sighting<SplitTimes>.NotSeen(table.WhyNoSplits ?? "Train and a held-out split are not both declared.", "Set data.split in airworthy.yaml.");
        }

        var name = table.Contract.Data?.Time;
        if (name is null)
        {
            return new Sighting<SplitTimes>.NotSeen("data.time is not set, so nobody knows the order of rows in time.", "Set data.time: the column that orders rows.");
        }

        if (table.TimeOf(name) is not { } time)
        {
            return new Sighting<SplitTimes>.NotSeen(
                table[name] is { } column ? $"{name} holds {column.Type}, which has no order in time." : $"The table has no column {name}, which data.time names.",
                "Correct data.time in airworthy.yaml.");
        }

        await foreach (var row in table.ReadAsync(SqlText.Fill("SplitTimes", ("time", time)), cancel))
        {
            var seen = Read(row, table.Splits);
            return table.Contract.Data?.Split?.Method == Core.Contracts.SplitMethod.ByTime ? seen : seen with { Later = await LaterScores.OfAsync(table, cancel) };
        }

        throw new InvalidOperationException("SplitTimes.sql returned no row.");
    }

    private static SplitTimes Read(DbDataReader row, IReadOnlyList<string> splits)
    {
        string[] names = ["train", "dev", "test"];
        SplitTime Split(int at) => new(names[at], row.Count(at * 4), row.Count(at * 4) - row.Count((at * 4) + 1), Moment(row, (at * 4) + 2), Moment(row, (at * 4) + 3));
        SplitGap Gap(int earlier, int later, int overlapping) => new(names[earlier], names[later], row.Count((earlier * 4) + 1), row.Count(overlapping),
            row.IsDBNull((later * 4) + 2) || row.IsDBNull((earlier * 4) + 3) || row.GetValue((later * 4) + 2) is not DateTime first || row.GetValue((earlier * 4) + 3) is not DateTime last
                ? null
                : (first - last).TotalDays);
        return new SplitTimes(
            [.. Enumerable.Range(0, 3).Where(i => splits.Contains(names[i])).Select(Split)],
            [.. new[] { Gap(0, 1, 12), Gap(1, 2, 13), Gap(0, 2, 14) }.Where(g => splits.Contains(g.Earlier) && splits.Contains(g.Later))]);
    }

    private static string? Moment(DbDataReader row, int at) => row.IsDBNull(at)
        ? null
        : row.GetValue(at) is DateTime time && time.Second == 0 && time.Millisecond == 0 ? row.Text(at)
        : row.GetValue(at) is DateTime exact ? exact.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : row.Text(at);
}
