using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

[Trait("Category", "slow")]
public sealed class LeakageTests
{
    private const string Leaks = "leakage-safe-split";

    private static IEnumerable<(string Table, string Item, string Part)> All() =>
        from table in (string[])[nameof(HonestTables.Visits), nameof(HonestTables.Flats)]
        from part in (string[])["rows", "entity", "time", "future", "proxy", "order", "features"]
        select (table, part == "features" ? "prediction-mode" : Leaks, part);

    public static TheoryData<string, string, string> Honest() => [.. All()];

    /// <summary>A random split promises no order in time, so there the part <c>time</c> has nothing to break.</summary>
    public static TheoryData<string, string, string, DefectSize> Planted() =>
        [.. All().Where(x => x is not (nameof(HonestTables.Flats), _, "time")).SelectMany(x => Enum.GetValues<DefectSize>().Select(size => (x.Table, x.Item, x.Part, size)))];

    [Theory]
    [MemberData(nameof(Honest))]
    public async Task An_honest_project_is_left_alone(string table, string item, string part)
    {
        var (contract, select, _) = HonestTables.Named(table);
        await using var project = await GrownProject.OfAsync(contract, $"select * exclude (__split, __label) from ({select})");

        var verdict = await project.JudgeAsync(item, part);

        Assert.True(verdict.Answer == Answer.Met, verdict.Says);
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public async Task A_planted_defect_is_seen_above_the_limit_and_not_below(string table, string item, string part, DefectSize size)
    {
        var (contract, select, feature) = HonestTables.Named(table);
        var defect = Assert.IsType<Defect.Rows>(Checks.All[new PartId(item, part)].Defect);
        await using var project = await GrownProject.PlantedAsync(contract, select, defect, size, feature);

        var verdict = await project.JudgeAsync(item, part);

        Answer[] expected = size == DefectSize.JustBelow ? [Answer.Met] : part == "proxy" && size == DefectSize.JustAbove ? [Answer.Undecided] : [Answer.Unmet];
        Assert.True(expected.Contains(verdict.Answer), $"{verdict.Answer}: {verdict.Says} {string.Join(" ", verdict.Concerns)}");
    }

    [Theory]
    [MemberData(nameof(Honest))]
    public async Task The_order_of_rows_and_columns_does_not_matter(string table, string item, string part)
    {
        var (contract, select, _) = HonestTables.Named(table);
        await using var one = await GrownProject.OfAsync(contract, $"select * exclude (__split, __label) from ({select})");
        var names = table == nameof(HonestTables.Visits) ? "distance_km, shop, came_back, visits, amount, \"at\", person" : "\"order\"\"s\", part, extra, net, rooms, area, district, number, listed";
        await using var other = await GrownProject.OfAsync(contract, $"select {names} from ({select}) order by hash({names.Split(',')[0]}, 5)");

        var (first, second) = (await one.JudgeAsync(item, part), await other.JudgeAsync(item, part));

        Assert.Equal(first.Answer, second.Answer);
        Assert.Equal(first.Numbers.Where(n => !n.Key.StartsWith("position", StringComparison.Ordinal)).Select(n => $"{n.Key} {n.Value:G9}").Order(), second.Numbers.Where(n => !n.Key.StartsWith("position", StringComparison.Ordinal)).Select(n => $"{n.Key} {n.Value:G9}").Order());
    }

    [Fact]
    public async Task A_copy_under_a_new_id_is_a_copy()
    {
        var (contract, select, _) = HonestTables.Flats;
        await using var project = await GrownProject.OfAsync(contract, $"""
            select * exclude (__split, __label) from ({select})
            union all by name
            select * exclude (__split, __label) replace (number + 500000 as number, 'dev' as part) from ({select}) where part = 'train' and number < 1000008
            """);

        var verdict = await project.JudgeAsync(Leaks, "rows");

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.NotEmpty(verdict.Shown!.Rows);
    }

    [Fact]
    public async Task Copies_with_another_label_are_equal_in_the_features()
    {
        var (contract, select, _) = HonestTables.Flats;
        await using var project = await GrownProject.OfAsync(contract, $"""
            select * exclude (__split, __label) from ({select})
            union all by name
            select * exclude (__split, __label) replace (number + 500000 as number, 'dev' as part, net + 1 as net, listed + 1 as listed) from ({select}) where part = 'train' and number < 1000080
            """);

        var verdict = await project.JudgeAsync(Leaks, "rows");

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("in every feature", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_rows_of_a_coarse_table_are_chance()
    {
        await using var project = await GrownProject.OfAsync("""
            kind: tabular-classification
            data: {files: [data.parquet], label: y, entity: none, split: {method: random, column: part}}
            """, "select hash(i) % 4 as a, hash(i, 1) % 5 as b, hash(i, 2) % 6 as c, hash(i, 3) % 7 as d, hash(i, 4) % 2 as y, case hash(i, 5) % 5 when 0 then 'dev' else 'train' end as part from range(0, 3000) as rows(i)");

        var verdict = await project.JudgeAsync(Leaks, "rows");

        Assert.Equal(Answer.Met, verdict.Answer);
        Assert.Contains("chance explains", verdict.Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: {files: [data.parquet], label: y, time: at, predict_at: {column: at, offset: -2h}, available_after: {x: -1d}}", Answer.Unmet, "features.sql:2")]
    [InlineData("data: {files: [data.parquet], label: y, time: at, predict_at: {column: at, offset: 0h}, available_after: {x: -1d}}", Answer.Met, "")]
    [InlineData("data: {files: [data.parquet], label: y, time: at, predict_at: {column: planned, offset: -2h}, available_after: {x: -1d, planned: -30d}}", Answer.Unmet, "late in every row by 3 hours")]
    [InlineData("data: {files: [data.parquet], label: y, time: at, predict_at: {column: planned, offset: 2h}, available_after: {x: -1d, planned: -30d}}", Answer.Met, "")]
    [InlineData("data: {files: [data.parquet], label: y, time: at, predict_at: {column: at, offset: 0h}, available_after: {x: 1h}}", Answer.Unmet, "x is known 1h after at")]
    [InlineData("data: {files: [data.parquet], label: y, time: at, predict_at: {column: at, offset: -1h}, available_after: {at: -2h, planned: -2h}}", Answer.Undecided, "x")]
    [InlineData("data: {files: [data.parquet], label: y, time: at, available_after: {x: 1h}}", Answer.Unknown, "predict_at")]
    [InlineData("data: {files: [data.parquet], label: y, predict_at: {column: at}}", Answer.Unknown, "data.time")]
    public async Task What_is_known_when(string data, Answer expected, string says)
    {
        await using var project = await GrownProject.OfAsync($"{data}\nfeatures: {{columns: [x], code: [features.sql]}}\nserving: {{mode: streaming}}",
            "select timestamp '2001-01-01 12:00:00' + interval (i) minute as at, timestamp '2001-01-01 11:00:00' + interval (i) minute as planned, i as x, i % 2 as y from range(0, 100) as rows(i)",
            ("features.sql", "-- y is not read, nor is at in this comment\nselect extract(hour from at) as hour, x from flights"));

        var verdict = await project.JudgeAsync(Leaks, "future");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Contains(says, $"{verdict.Says} {verdict.Next}", StringComparison.Ordinal);
        Assert.Equal(expected, (await project.JudgeAsync("prediction-mode", "features")).Answer);
    }

    [Fact]
    public async Task A_forbidden_column_and_the_labels_own_are_no_features()
    {
        const string Select = "select i as x, i as taxi_in_minutes, i % 40 as delay from range(0, 100) as rows(i)";
        await using var forbidden = await GrownProject.OfAsync("data: {files: [data.parquet], label: {name: late, from: \"delay > 15\"}}\nfeatures: {forbidden: [\"taxi_in*\"]}", Select);
        await using var label = await GrownProject.OfAsync("data: {files: [data.parquet], label: {name: late, from: \"delay > 15\"}}\nfeatures: {columns: [x, delay]}", Select);

        Assert.Contains("taxi_in_minutes", (await forbidden.JudgeAsync(Leaks, "future")).Says, StringComparison.Ordinal);
        Assert.Contains("The model reads delay", (await label.JudgeAsync(Leaks, "future")).Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sum_of_two_columns_is_seen_though_neither_gives_the_label_alone()
    {
        await using var project = await GrownProject.OfAsync("kind: tabular-regression\ndata: {files: [data.parquet], label: rides}",
            "select hash(i) % 100 as guests, hash(i, 1) % 100 as members, hash(i, 2) % 100 as noise, hash(i) % 100 + hash(i, 1) % 100 as rides from range(0, 2000) as rows(i)");

        var verdict = await project.JudgeAsync(Leaks, "proxy");

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("guests and members together", verdict.Says.Replace("members and guests", "guests and members", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("noise", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Being_empty_can_be_the_leak()
    {
        await using var project = await GrownProject.OfAsync("data: {files: [data.parquet], label: closed}",
            "select case when i % 3 = 0 then cast(hash(i) % 50 as double) end as days_to_close, hash(i, 1) % 9 as x, i % 3 = 0 as closed from range(0, 900) as rows(i)");

        var verdict = await project.JudgeAsync(Leaks, "proxy");

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("days_to_close being empty", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_middle_value_that_gives_the_label_is_seen_though_more_is_not_better()
    {
        await using var project = await GrownProject.OfAsync("data: {files: [data.parquet], label: y}",
            "select hash(i) % 1000 / 10.0 as x, hash(i) % 1000 between 400 and 600 as y from range(0, 5000) as rows(i)");

        Assert.NotEqual(Answer.Met, (await project.JudgeAsync(Leaks, "proxy")).Answer);
    }
}
