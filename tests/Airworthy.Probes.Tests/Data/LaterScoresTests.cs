using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>A random split of rows whose label means other things later, beside one whose label does not.</summary>
[Trait("Category", "slow")]
public sealed class LaterScoresTests
{
    private const string Contract = """
        kind: tabular-classification
        data:
          files: [data.parquet]
          id: id
          label: y
          time: at
          entity: none
          split: {method: random, column: part}
        """;

    /// <summary>What <c>u</c> says of the label turns round for the latest rows with the probability <paramref name="turned"/>.</summary>
    private static string Rows(double turned, int rows) => $"""
        select i as id, timestamp '2001-01-01' + interval (i) minute as "at", u, v, case when (u + 0.3 * v > 0.65) != (i > 0.75 * {rows} and hash(i + 5) % 1000 < {turned * 1000}) then 'yes' else 'no' end as y,
            case hash(i * 13) % 10 when 0 then 'dev' when 1 then 'test' else 'train' end as part
        from (select i, (hash(i) % 1000) / 1000.0 as u, (hash(i + 77) % 1000) / 1000.0 as v from range({rows}) as t(i)) as drawn
        """;

    [Theory]
    [InlineData(0, 4_000, false)]
    [InlineData(0, 60_000, false)]
    [InlineData(0.01, 4_000, false)]
    [InlineData(0.1, 4_000, true)]
    [InlineData(0.5, 4_000, true)]
    [InlineData(0.5, 60_000, true)]
    public async Task A_label_that_drifts_is_told_before_the_random_split_promises_too_much(double turned, int rows, bool told)
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows(turned, rows));

        var verdict = await project.JudgeAsync("leakage-safe-split", "time");

        Assert.Equal(Answer.Met, verdict.Answer);
        Assert.True(told == verdict.Concerns.Any(c => c.Contains("too much for later days", StringComparison.Ordinal)), string.Join(" ", verdict.Concerns.Append($"{string.Join(", ", verdict.Numbers)}")));
    }

    [Fact]
    public async Task Rows_of_one_entity_are_on_one_side_of_the_mix()
    {
        // Each entity has a label of its own, and lives only for a while: only who has seen it before can tell.
        await using var project = await GrownProject.OfAsync(Contract.Replace("entity: none", "entity: who", StringComparison.Ordinal), """
            select i as id, timestamp '2001-01-01' + interval (i) minute as "at", i // 10 as who, (hash(i // 10) % 1000) / 1000.0 as face,
                case when hash(i // 10 + 3) % 2 = 0 then 'yes' else 'no' end as y, case when hash(i // 10 + 9) % 10 < 2 then 'dev' else 'train' end as part
            from range(4000) as t(i)
            """);

        var verdict = await project.JudgeAsync("leakage-safe-split", "time");

        Assert.Equal(0.5, verdict.Numbers["mixed_auc"], 0.12);
        Assert.DoesNotContain(verdict.Concerns, c => c.Contains("too much for later days", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_split_by_time_has_no_need_of_it()
    {
        await using var project = await GrownProject.OfAsync(Contract.Replace("{method: random, column: part}", "{method: by-time, train: {until: 2001-01-02}, dev: {from: 2001-01-03, until: 2001-01-04}}", StringComparison.Ordinal), Rows(0.5, 4_000));

        Assert.DoesNotContain("mixed_auc", (await project.JudgeAsync("leakage-safe-split", "time")).Numbers.Keys);
    }
}
