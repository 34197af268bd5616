using System.Globalization;

using Airworthy.Serving.PredictionLog;

namespace Airworthy.Serving.Tests.PredictionLog;

/// <summary>Real processes that end in the middle of it, and real disks that refuse.</summary>
[Trait("Category", "slow")]
public sealed class SuddenEndTests : IDisposable
{
    private static readonly int s_ends = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") is null ? 4 : 60;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_process_that_is_killed_loses_at_most_the_declared_group()
    {
        for (var end = 0; end < s_ends; end++)
        {
            var folder = Path.Combine(_folder, $"{end}");
            using var process = LoggingProcess.Start(folder);
            var lines = new List<string>();
            while (await process.Output.ReadLineAsync(Cancel) is { } line && !line.StartsWith("durable", StringComparison.Ordinal))
            {
                lines.Add(line);
            }

            // Killed at another place between two groups each time, while it goes on.
            var rest = process.Output.ReadToEndAsync(Cancel);
            await Task.Delay(100 + (end * 13 % 70), Cancel);
            process.Kill();
            lines.AddRange((await rest).Split('\n', StringSplitOptions.RemoveEmptyEntries));

            await using var journal = new PredictionJournal(folder, LoggingProcess.Settings, TimeProvider.System);
            await journal.SealAsync(Cancel);
            var kept = new List<string?>();
            foreach (var file in Directory.GetFiles(journal.ParquetFolder, "*.parquet", SearchOption.AllDirectories))
            {
                kept.AddRange((await ParquetTable.ReadTextAsync(file, "id", Cancel))!.Values);
            }

            // All from the first on without a gap, none twice, all that was called durable, and no more lost than was declared.
            Assert.Equal(kept.Count, kept.Distinct().Count());
            Assert.Equal(kept.Count - 1, kept.Max(id => int.Parse(id![1..], CultureInfo.InvariantCulture)));
            Assert.InRange(kept.Count, Last(lines, "durable "), Last(lines, "accepted ") + 2);
            Assert.InRange(Last(lines, "accepted ") + 1 - kept.Count, -1, LoggingProcess.Settings.MostLost);
        }
    }

    [Theory]
    [InlineData(16 << 10)] // the group that would make a file larger fails half-way, and the next one goes into a new file
    [InlineData(0)]        // not one byte may be written
    public async Task A_disk_that_refuses_costs_entries_that_are_counted_and_nothing_else_until_there_is_room_again(int bytes)
    {
        using var process = LoggingProcess.Start(_folder);
        await ReadAsync(process, 500);
        process.LimitFiles(bytes);
        await ReadAsync(process, 4_000);
        process.LimitFiles(null);
        await ReadAsync(process, 6_000);
        var (counts, error) = await EndAsync(process);

        Assert.True(counts.Accepted >= 6_000 && counts.Lost > 0 && counts.Written > 1_000, $"{counts}");
        Assert.Equal(counts.Accepted, counts.Written + counts.Lost);
        Assert.NotEmpty(error);
        Assert.Equal(counts.Written, await KeptAsync());
    }

    private static int Last(IReadOnlyList<string> lines, string kind) =>
        lines.Where(l => l.StartsWith(kind, StringComparison.Ordinal)).Select(l => int.TryParse(l[kind.Length..], CultureInfo.InvariantCulture, out var n) ? n : 0).DefaultIfEmpty().Max();

    private static async Task ReadAsync(LoggingProcess process, int accepted)
    {
        while (await process.Output.ReadLineAsync(Cancel) is { } line && line != $"accepted {accepted}")
        {
        }
    }

    private static async Task<((long Accepted, long Written, long Lost) Counts, string Error)> EndAsync(LoggingProcess process)
    {
        var rest = process.Output.ReadToEndAsync(Cancel);
        Assert.Equal(0, process.End());
        var lines = (await rest).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var counts = lines.Single(l => l.StartsWith("counts ", StringComparison.Ordinal)).Split(' ').Skip(1).Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToList();
        return ((counts[0], counts[1], counts[2]), lines.Single(l => l.StartsWith("error ", StringComparison.Ordinal))["error ".Length..]);
    }

    /// <summary>What a process without such limits finds there.</summary>
    private async Task<long> KeptAsync()
    {
        await using var journal = new PredictionJournal(_folder, LoggingProcess.Settings, TimeProvider.System);
        await journal.SealAsync(Cancel);
        var rows = 0L;
        foreach (var file in Directory.GetFiles(journal.ParquetFolder, "*.parquet", SearchOption.AllDirectories))
        {
            rows += (await ParquetTable.ReadAsync(file, Cancel)).Rows;
        }

        return rows;
    }
}
