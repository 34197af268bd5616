using System.Collections.Concurrent;

using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>What the engine may take: memory, time, and no more of either than it is given.</summary>
[Trait("Category", "slow")]
public sealed class EngineLimitsTests
{
    private const string Contract = """
        kind: tabular-classification
        data:
          files: [data.parquet]
          id: number
          label: late
          entity: none
          split: {method: random, column: part}
        """;

    [Fact]
    public async Task A_table_larger_than_the_memory_goes_through_every_data_part_and_says_the_same()
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows(1_000_000));

        var small = await AllDataParts.JudgeAsync(project.Folder, Contract.Replace("data:", "data:\n  memory_mb: 100", StringComparison.Ordinal));
        var large = await AllDataParts.JudgeAsync(project.Folder, Contract);

        Assert.NotEmpty(large);
        Assert.All(small.Values, p => Assert.True(p.Crash is null, $"{p.Id}: {p.Crash}"));
        Assert.All(large, p => Assert.Equal((p.Key, p.Value.Verdict.Answer, p.Value.Verdict.Says), (p.Key, small[p.Key].Verdict.Answer, small[p.Key].Verdict.Says)));
    }

    [Fact]
    public async Task Looking_stops_soon_after_being_told_to()
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows(4_000_000));
        var read = AllDataParts.Read(Contract);
        var doing = new ConcurrentQueue<string>();
        await using var around = new Surroundings { Root = project.Folder, Contract = read, Clock = TimeProvider.System, Doing = doing.Enqueue };
        await around.TableAsync(TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = new Inspection(around, new Subjects(read, new Dictionary<Bound, string>())).RunAsync(AllDataParts.List, stop.Token);
        while (!doing.Any(d => d.EndsWith(" s", StringComparison.Ordinal)) && !running.IsCompleted)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.False(running.IsCompleted, "The table is too small for this test.");

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.Contains(doing, d => d.StartsWith("reading the data, ", StringComparison.Ordinal));
        Assert.Contains(doing, d => d.EndsWith(" s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_takes_longer_than_its_time_is_unknown_and_the_others_are_judged()
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows(3_000_000));

        var seen = await AllDataParts.JudgeAsync(project.Folder, Contract, TimeSpan.FromSeconds(0.75));

        Assert.Contains(seen.Values, p => p.Verdict.Answer == Answer.Unknown && p.Verdict.Says.StartsWith("Looking took longer than", StringComparison.Ordinal));
        Assert.Contains(seen.Values, p => p.Crash is null);
        Assert.Equal(AllDataParts.List.Count, seen.Count);
    }

    private static string Rows(int rows) => $"""
        select i as number, random_a as a, random_b as b, round(random_a * 50) as c, 'word ' || cast(hash(i * 5) % 900 as varchar) as word,
            'a text of some length that is different in every row ' || cast(hash(i * 11) as varchar) as note,
            random_a + random_c > 1.2 as late, case hash(i * 13) % 10 when 0 then 'dev' when 1 then 'test' else 'train' end as part
        from (select i, hash(i * 3) / 18446744073709551615.0 as random_a, hash(i * 7 + 1) / 18446744073709551615.0 as random_b, hash(i * 17 + 2) / 18446744073709551615.0 as random_c from range({rows}) as rows(i)) as drawn
        """;
}
