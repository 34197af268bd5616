using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Tables as they really come. No check may crash on them, and none may say yes where nothing was seen.</summary>
[Trait("Category", "slow")]
public sealed class HostileTablesTests
{
    private static readonly string[] s_parts = ["rows", "entity", "time", "future", "proxy", "order"];

    private const string Contract = """
        data:
          files: [data.parquet]
          label: y
          time: at
          entity: none
          predict_at: {column: at, offset: 0h}
          split: {method: random, column: part}
        """;

    private const string Rows = "from range(0, 1000) as rows(i)";

    private const string Part = "case i % 5 when 0 then 'dev' when 1 then 'test' else 'train' end as part";

    private const string At = "timestamp '2001-01-01' + interval (i) hour as at";

    [Theory]
    [InlineData("no rows", $"select {At}, i as x, i % 2 as y, {Part} from range(0, 0) as rows(i)")]
    [InlineData("one row", $"select {At}, i as x, i % 2 as y, {Part} from range(0, 1) as rows(i)")]
    public async Task Of_nothing_no_part_says_yes(string _, string select)
    {
        await using var project = await GrownProject.OfAsync(Contract, select);
        foreach (var part in s_parts.Except(select.Contains("range(0, 1)", StringComparison.Ordinal) ? ["entity", "future"] : []))
        {
            var verdict = await project.JudgeAsync("leakage-safe-split", part);
            Assert.True(verdict.Answer == Answer.Unknown, $"{part}: {verdict.Answer}: {verdict.Says}");
        }
    }

    [Theory]
    [InlineData("empty columns", $"select {At}, cast(null as double) as x, cast(null as varchar) as s, hash(i) % 2 as y, {Part} {Rows}")]
    [InlineData("a column called order\"s", $"select {At}, hash(i) % 7 as \"order\"\"s\", 'a b' as \"select\", hash(i, 1) % 2 as y, {Part} {Rows}")]
    [InlineData("a column called 'value' and one called $key", $"select {At}, hash(i) % 7 as value, hash(i, 3) % 7 as \"$key\", hash(i, 1) % 2 as y, {Part} {Rows}")]
    [InlineData("not a number and infinities", $"select {At}, case i % 4 when 0 then 'nan'::double when 1 then 'inf'::double when 2 then '-inf'::double else hash(i) % 97 end as x, hash(i, 1) % 2 as y, {Part} {Rows}")]
    [InlineData("a label with empty values", $"select {At}, hash(i) % 97 as x, case when i % 3 > 0 then hash(i, 1) % 2 end as y, {Part} {Rows}")]
    [InlineData("truths as words", $"select {At}, case when hash(i) % 3 = 0 then 'yes' else 'no' end as x, case when hash(i, 1) % 2 = 0 then 'yes' else 'no' end as y, {Part} {Rows}")]
    [InlineData("dates as words", $"select strftime(timestamp '2001-01-01' + interval (i) hour, '%Y-%m-%d %H:%M:%S') as at, hash(i) % 97 as x, hash(i, 1) % 2 as y, {Part} {Rows}")]
    [InlineData("times with a zone", $"select cast('2001-01-01 00:00:00+00' as timestamptz) + interval (i) hour as at, hash(i) % 97 as x, hash(i, 1) % 2 as y, {Part} {Rows}")]
    [InlineData("lists, truths, decimals and times of day", $"select {At}, [i, i + 1] as l, i % 3 = 0 as b, cast(hash(i) % 97 as decimal(9, 2)) as d, cast('12:00:00' as time) as t, hash(i, 1) % 2 as y, {Part} {Rows}")]
    [InlineData("numbers too large for a double to count", $"select {At}, (1e300 * (hash(i) % 9)) as x, cast(170141183460469231731687303715884105727 as hugeint) - (hash(i) % 9) as h, hash(i, 1) % 2 as y, {Part} {Rows}")]
    public async Task A_strange_table_is_judged_without_a_crash_and_nothing_wrong_is_said(string name, string select)
    {
        await using var project = await GrownProject.OfAsync(Contract, select);
        foreach (var part in s_parts)
        {
            var verdict = await project.JudgeAsync("leakage-safe-split", part);
            Assert.True(verdict.Answer is Answer.Met or Answer.Unknown, $"{name}, {part}: {verdict.Answer}: {verdict.Says}");
        }
    }

    [Fact]
    public async Task Three_hundred_columns_are_tried()
    {
        var columns = string.Join(", ", Enumerable.Range(0, 300).Select(c => $"hash(i, {c}) % 1009 as c{c}"));
        await using var project = await GrownProject.OfAsync(Contract, $"select {At}, {columns}, hash(i, 7777) % 2 as y, {Part} {Rows}");
        foreach (var part in s_parts)
        {
            Assert.Equal(Answer.Met, (await project.JudgeAsync("leakage-safe-split", part)).Answer);
        }
    }

    [Fact]
    public async Task A_label_of_one_class_has_nothing_to_tell_apart()
    {
        await using var project = await GrownProject.OfAsync(Contract, $"select {At}, hash(i) % 97 as x, 1 as y, {Part} {Rows}");

        Assert.Contains("one value", (await project.JudgeAsync("leakage-safe-split", "proxy")).Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_is_no_time_is_named()
    {
        await using var project = await GrownProject.OfAsync(Contract.Replace("{method: random, column: part}", "{method: by-time, train: {until: 2001-01-31}, dev: {from: 2001-02-01}}", StringComparison.Ordinal),
            $"select 'monday' as at, hash(i) % 97 as x, hash(i, 1) % 2 as y {Rows}");

        Assert.Contains("at holds nothing that reads as a date", (await project.JudgeAsync("leakage-safe-split", "rows")).Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_split_column_with_other_names_is_named()
    {
        await using var project = await GrownProject.OfAsync(Contract, $"select {At}, hash(i) % 97 as x, hash(i, 1) % 2 as y, 'fold ' || (i % 3) as part {Rows}");

        Assert.Contains("part says fold 0, fold 1, fold 2; a split is called train, dev or test", (await project.JudgeAsync("leakage-safe-split", "rows")).Says, StringComparison.Ordinal);
    }
}
