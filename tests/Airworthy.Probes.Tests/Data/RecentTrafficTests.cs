using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Test rows are compared with recent rows as serving meets them.</summary>
public sealed class RecentTrafficTests
{
    private const string Contract = """
        kind: tabular-classification
        data:
          files: [data.parquet]
          label: late
          entity: none
          id: number
          split: {method: random, column: part}
          represents: {population: all trips of the depot, recent_days: 30, max_psi: 0.2, reference: recent.csv}
        """;

    private const string Rows = "select i as number, ln(0.001 + (hash(i) % 1000) / 1000.0) as way, chr(65 + cast(hash(i * 7) % 5 as integer)) as town, hash(i * 13) % 5 = 0 as late, case i % 3 when 0 then 'dev' when 1 then 'test' else 'train' end as part from range(0, 6000) as r(i)";

    [Fact]
    public async Task Rows_like_test_are_no_alarm()
    {
        var verdict = await JudgeAsync(i => (Way(i), Town(i)));

        Assert.True(verdict.Answer == Answer.Met, verdict.Says);
        Assert.Empty(verdict.Concerns);
        Assert.InRange(verdict.Numbers["unlike_share"], 0, 0.02);
        Assert.InRange(verdict.Numbers["effective_share"], 0.6, 1);
    }

    [Fact]
    public async Task A_feature_that_moved_is_named()
    {
        var verdict = await JudgeAsync(i => (Way(i) + 2, Town(i)));

        Assert.True(verdict.Answer == Answer.Unmet, verdict.Says);
        Assert.Contains("way has a stability index", verdict.Says, StringComparison.Ordinal);
        Assert.True(verdict.Numbers["auc"] > 0.7, verdict.Says);
    }

    /// <summary>As the gateway writes it: notable rows, here those of far ways, are all kept, of the others one of four; and a shadow's rows lie beside.</summary>
    [Theory]
    [InlineData(0, Answer.Met)]
    [InlineData(2, Answer.Unmet)]
    public async Task The_gateways_log_is_read_as_what_callers_sent(int further, Answer expected)
    {
        await using var project = await GrownProject.OfAsync(Contract.Replace("recent.csv", "log/**/*.parquet", StringComparison.Ordinal), Rows);
        Directory.CreateDirectory(Path.Combine(project.Folder, "log", "endpoint=late"));
        await project.WriteAsync("log/endpoint=late/1.parquet", $"""
            select 'r' || number as id, timestamptz '2026-01-01 10:00:00+00' as time, 'late' as endpoint, 'live' as arm, 'primary' as served_by, case when way > -0.1 then 1.0 else 0.25 end as inclusion, way + {further} as feature_way, town as feature_town
            from data where way > -0.1 or hash(number, 3) % 4 = 0
            union all select 's' || number, timestamptz '2026-01-01 10:00:00+00', 'late', 'shadow', 'primary', 1.0, way - 5, town from data
            """);

        var verdict = await project.JudgeAsync("representative-dev-test", "traffic");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.InRange(verdict.Numbers["recent_rows"], 1200, 1800);
    }

    [Fact]
    public async Task A_town_that_dev_has_never_seen_is_named()
    {
        var verdict = await JudgeAsync(i => (Way(i), i % 50 == 0 ? "Z" : Town(i)));

        Assert.True(verdict.Answer == Answer.Unmet, verdict.Says);
        Assert.Contains("2.0 % of recent rows have a town that dev has none of, such as Z", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_unlike_any_known_one_are_counted_and_shown()
    {
        var verdict = await JudgeAsync(i => (i % 10 == 0 ? 400 : Way(i), Town(i)));

        Assert.True(verdict.Answer == Answer.Unmet, verdict.Says);
        Assert.Contains("unlike any known row", verdict.Says, StringComparison.Ordinal);
        Assert.Contains(verdict.Shown!.Rows, r => r.Contains("400"));
    }

    [Fact]
    public async Task A_column_that_recent_rows_lack_is_a_concern()
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows, ("recent.csv", "way\n" + string.Join('\n', Enumerable.Range(0, 1_000).Select(Way))));

        var verdict = await project.JudgeAsync("representative-dev-test", "traffic");

        Assert.True(verdict.Answer == Answer.Met, verdict.Says);
        Assert.Contains(verdict.Concerns, c => c.Contains("lacks town", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("way,town\n1,A\n", "1;")]
    [InlineData("", "recent.csv")]
    [InlineData("colour\nred\n", "none of the table's columns")]
    public async Task Of_recent_rows_that_are_few_empty_or_strange_nothing_is_known(string csv, string says)
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows, ("recent.csv", csv));

        var verdict = await project.JudgeAsync("representative-dev-test", "traffic");

        Assert.True(verdict.Answer == Answer.Unknown, verdict.Says);
        Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
        Assert.Equal(Answer.Met, (await project.JudgeAsync("dev-test-same-distribution", "columns")).Answer);
    }

    [Fact]
    public async Task Without_recent_rows_nothing_is_known()
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows);

        Assert.Contains("recent.csv is not there", (await project.JudgeAsync("representative-dev-test", "traffic")).Says, StringComparison.Ordinal);
    }

    private static double Way(int i) => Math.Round(Math.Log(0.001 + (i * 7919 % 1000 / 1000.0)), 4);

    private static string Town(int i) => $"{(char)('A' + (i * 31 % 5))}";

    private static async Task<Verdict> JudgeAsync(Func<int, (double Way, string Town)> recent)
    {
        var lines = Enumerable.Range(0, 2_000).Select(i => $"{i},{recent(i).Way},{recent(i).Town}");
        await using var project = await GrownProject.OfAsync(Contract, Rows, ("recent.csv", "number,way,town\n" + string.Join('\n', lines)));
        return await project.JudgeAsync("representative-dev-test", "traffic");
    }
}
