using System.Diagnostics;

using DuckDB.NET.Data;

namespace Airworthy.Cli.Tests;

/// <summary>What Ctrl-C does to a check of a large table.</summary>
[Trait("Category", "slow")]
public sealed class InterruptTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Ctrl_c_ends_a_check_and_leaves_nothing_half_written(double seconds)
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("airworthy-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "airworthy.yaml"), """
                airworthy: 1
                project: large
                kind: tabular-classification
                data:
                  files: [data.csv]
                  id: number
                  label: late
                  entity: none
                  split: {method: random, column: part}
                """, cancel);
            await using (var connection = new DuckDBConnection("DataSource=:memory:"))
            {
                await connection.OpenAsync(cancel);
                await using var command = connection.CreateCommand();
                command.CommandText = $"""
                    copy (select i as number, hash(i) % 100000 as a, hash(i * 3) / 1e15 as b, hash(i * 5) / 1e15 as c, 'word ' || hash(i * 7) % 5000 as word, hash(i * 11) % 2 as late,
                        case hash(i * 13) % 10 when 0 then 'dev' when 1 then 'test' else 'train' end as part from range(4000000) as rows(i)) to '{Path.Combine(folder.FullName, "data.csv")}'
                    """;
                await command.ExecuteNonQueryAsync(cancel);
            }

            // A shell hands an ignored Ctrl-C down to what it starts in the background; here it counts. What is printed goes into a file: reading a pipe
            // holds a thread, and on a busy machine there may be no other to press Ctrl-C.
            var printed = Path.Combine(folder.FullName, "printed");
            using var process = Process.Start("sh", ["-c", "exec env --default-signal=INT dotnet \"$0\" check \"$1\" >\"$2\" 2>&1", BuiltProgram.Path, folder.FullName, printed]);
            while (!process.HasExited && !Catches(process.Id))
            {
                await Task.Delay(20, cancel);
            }

            await Task.Delay(TimeSpan.FromSeconds(seconds), cancel);
            Assert.False(process.HasExited, $"The table is too small for this test: {await File.ReadAllTextAsync(printed, cancel)}");

            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync(cancel);
            }

            // Far more than it takes, and far less than the check would.
            await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(30), cancel);

            Assert.Equal(130, process.ExitCode);
            Assert.Contains("Stopped. Nothing half-written is left behind.", await File.ReadAllTextAsync(printed, cancel), StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(folder.FullName, ".airworthy", "store", "records")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether the process has said by now what it does on Ctrl-C: on a busy machine the runtime alone may take a second to come up.</summary>
    private static bool Catches(int process)
    {
        var caught = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("SigCgt:", StringComparison.Ordinal))["SigCgt:".Length..];
        return (Convert.ToUInt64(caught.Trim(), 16) & (1UL << 1)) != 0;
    }
}
