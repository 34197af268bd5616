using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Dev and test that differ are told from dev and test that are only many, few, or apart in time.</summary>
[Trait("Category", "slow")]
public sealed class SameDistributionTests
{
    private const string Item = "dev-test-same-distribution";

    private const string Given = """
        kind: tabular-classification
        data:
          files: [data.parquet]
          label: late
          entity: none
          time: at
          split: {method: random, column: part}
          available_after: {way: 0h}
        """;

    /// <summary>A number in [0, 1) for a row and a purpose.</summary>
    private static string Drawn(int purpose) => $"((hash(i * 1000 + {purpose}) % 1000003) / 1000003.0)";

    /// <summary>A normal number for a row and a purpose.</summary>
    private static string Normal(int purpose) => $"(sqrt(-2 * ln(1e-9 + {Drawn(purpose)})) * cos(6.283185307 * {Drawn(purpose + 500)}))";

    private static string Rows(int rows, string way = "", string town = "", string late = "", string at = "") => $"""
        select *, {(way.Length > 0 ? way : Normal(1))} as way, {(town.Length > 0 ? town : $"chr(65 + cast(floor(8 * {Drawn(2)}) as integer))")} as town,
            {(late.Length > 0 ? late : $"{Drawn(3)} < 0.2")} as late, {(at.Length > 0 ? at : $"timestamp '2026-01-01' + interval (hash(i) % 100000) minute")} as at,
            case when {Drawn(8)} < 0.1 then null else {Normal(4)} end as height
        from (select i, case when i % 4 < 2 then 'train' when i % 4 = 2 then 'dev' else 'test' end as part from range(0, {rows}) as r(i)) as rows
        """;

    [Theory]
    [InlineData("columns")]
    [InlineData("classifier")]
    [InlineData("label")]
    public async Task One_distribution_raises_no_alarm_however_many_its_rows(string part)
    {
        foreach (var rows in (int[])[2_400, 100_000])
        {
            var verdict = await JudgeAsync(Rows(rows), part);
            Assert.True(verdict.Answer == Answer.Met, verdict.Says);
            Assert.Empty(verdict.Concerns);
        }
    }

    [Fact]
    public async Task A_shift_without_weight_is_real_but_small_in_many_rows()
    {
        var verdict = await JudgeAsync(Rows(100_000, way: $"{Normal(1)} + case when part = 'test' then 0.06 else 0 end"), "columns");

        Assert.True(verdict.Answer == Answer.Met, verdict.Says);
        Assert.Empty(verdict.Concerns);
        Assert.True(verdict.Numbers["way_p_adjusted"] < 0.001 && verdict.Numbers["way_d"] < 0.04, verdict.Says);
    }

    [Theory]
    [InlineData(0.12, Answer.Met, null, "real but small: way")]
    [InlineData(0.35, Answer.Met, "way differs", "")]
    [InlineData(0.7, Answer.Unmet, null, "way (D = 0.2")]
    public async Task A_number_that_moves_by_parts_of_a_standard_deviation(double by, Answer expected, string? concern, string says)
    {
        var verdict = await JudgeAsync(Rows(40_000, way: FormattableString.Invariant($"1000 * ({Normal(1)} + case when part = 'test' then {by} else 0 end)")), "columns");

        Assert.True(expected == verdict.Answer, verdict.Says);
        Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
        Assert.True(concern is null ? verdict.Concerns.Count == 0 : verdict.Concerns.Any(c => c.StartsWith(concern, StringComparison.Ordinal)), string.Join('\n', verdict.Concerns));
        Assert.NotEmpty(verdict.Plots);
    }

    [Theory]
    [InlineData(0.09, Answer.Met, "town differs")]
    [InlineData(0.2, Answer.Unmet, null)]
    public async Task A_category_that_takes_over_some_rows(double share, Answer expected, string? concern)
    {
        var verdict = await JudgeAsync(Rows(20_000, town: FormattableString.Invariant($"case when part = 'test' and {Drawn(9)} < {share} then 'A' else chr(65 + cast(floor(8 * {Drawn(2)}) as integer)) end")), "columns");

        Assert.True(expected == verdict.Answer, verdict.Says);
        Assert.True(concern is null || verdict.Concerns.Any(c => c.StartsWith(concern, StringComparison.Ordinal)), string.Join('\n', verdict.Concerns));
    }

    [Fact]
    public async Task Missing_values_that_multiply_are_a_shift()
    {
        var verdict = await JudgeAsync(Rows(8_000, way: $"case when part = 'test' and {Drawn(9)} < 0.3 then null else {Normal(1)} end"), "columns");

        Assert.True(verdict.Answer == Answer.Unmet, verdict.Says);
    }

    [Fact]
    public async Task Columns_that_only_move_together_are_seen_by_the_classifier_alone()
    {
        var rows = $"select * replace (case when part = 'test' then -1 else 1 end * way + 0.3 * {Normal(7)} as height) from ({Rows(8_000)}) as r";

        Assert.Equal(Answer.Met, (await JudgeAsync(rows, "columns")).Answer);
        var verdict = await JudgeAsync(rows, "classifier");
        Assert.True(verdict.Answer == Answer.Unmet, verdict.Says);
        Assert.Contains("way", verdict.Says, StringComparison.Ordinal);
        Assert.Contains("height", verdict.Says, StringComparison.Ordinal);
        Assert.Equal(2, verdict.Plots.Count);
        Assert.NotNull(verdict.Shown);
    }

    [Fact]
    public async Task Alternating_weeks_that_can_be_recognised_are_no_shift()
    {
        // Each week has weather of its own; dev and test take turns, so nothing shifted, though rows of one week are alike.
        const string Week = "(i // 400)";
        string Weather(int purpose) => $"((hash({Week} * 100 + {purpose}) % 1000) / 100.0 + 0.1 * {Normal(purpose)})";
        var rows = $"""
            select i, timestamp '2024-01-01' + interval (i * 25) minute as at, {Weather(1)} as way, {Weather(2)} as height, {Weather(3)} as wind, {Drawn(3)} < 0.2 as late,
                case when {Week} < 20 then 'train' when {Week} % 2 = 0 then 'dev' else 'test' end as part
            from range(0, 40000) as r(i)
            """;

        var verdict = await JudgeAsync(rows, "classifier");

        Assert.True(verdict.Answer == Answer.Met, verdict.Says);
        Assert.Contains("blocks of time", verdict.Says, StringComparison.Ordinal);
        Assert.Empty(verdict.Concerns);
    }

    [Theory]
    [InlineData(0.21, Answer.Met)]
    [InlineData(0.26, Answer.Unmet)]
    public async Task A_label_that_becomes_more_frequent(double rate, Answer expected)
    {
        var verdict = await JudgeAsync(Rows(40_000, late: FormattableString.Invariant($"{Drawn(3)} < case when part = 'test' then {rate} else 0.2 end")), "label");

        Assert.True(expected == verdict.Answer, verdict.Says);
    }

    [Fact]
    public async Task A_label_that_is_a_number_is_judged_like_a_column()
    {
        var contract = Given.Replace("classification", "regression", StringComparison.Ordinal);
        var verdict = await JudgeAsync(Rows(8_000, late: $"{Normal(3)} + case when part = 'test' then 1 else 0 end"), "label", contract);

        Assert.True(verdict.Answer == Answer.Unmet, verdict.Says);
        Assert.Contains("W₁", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_named_as_known_counts_as_accepted_and_is_not_shown_to_the_classifier()
    {
        var contract = Given.Replace("column: part", "column: part, known_shift: [way, late]", StringComparison.Ordinal);
        var rows = Rows(8_000, way: $"{Normal(1)} + case when part = 'test' then 3 else 0 end", late: $"{Drawn(3)} < case when part = 'test' then 0.5 else 0.2 end");

        foreach (var part in (string[])["columns", "label", "classifier"])
        {
            Assert.Equal(Answer.Unmet, (await JudgeAsync(rows, part)).Answer);
            var verdict = await JudgeAsync(rows, part, contract);
            Assert.True(verdict.Answer == Answer.Met, verdict.Says);
            Assert.NotEmpty(verdict.Concerns);
        }
    }

    [Theory]
    [InlineData("columns")]
    [InlineData("classifier")]
    [InlineData("label")]
    public async Task Of_few_rows_and_of_missing_splits_nothing_is_known(string part)
    {
        Assert.Equal(Answer.Unknown, (await JudgeAsync(Rows(1_900), part)).Answer);
        Assert.Equal(Answer.Unknown, (await JudgeAsync(Rows(8_000).Replace("'test'", "'train'", StringComparison.Ordinal), part)).Answer);
    }

    [Fact]
    public async Task The_order_of_rows_and_columns_changes_nothing()
    {
        var rows = Rows(4_000, way: $"{Normal(1)} + case when part = 'test' then 0.3 else 0 end");
        foreach (var part in (string[])["columns", "classifier", "label"])
        {
            var one = await JudgeAsync(rows, part);
            var other = await JudgeAsync($"select height, late, \"at\", town, way, part, i from ({rows}) as r order by hash(i * 31)", part);
            Assert.Equal(other.Says, one.Says);
            Assert.All(one.Numbers, n => Assert.Equal(other.Numbers[n.Key], n.Value, 1e-9));
        }
    }

    private static async Task<Verdict> JudgeAsync(string select, string part, string contract = Given)
    {
        await using var project = await GrownProject.OfAsync(contract, $"select * exclude (i) from ({select}) as rows");
        return await project.JudgeAsync(Item, part);
    }
}
