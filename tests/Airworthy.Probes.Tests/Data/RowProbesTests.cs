using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

public sealed class RowProbesTests
{
    private static readonly ProjectContract s_contract = new();

    [Fact]
    public async Task Zeros_that_stand_for_not_known_are_named_and_true_numbers_are_not()
    {
        var rows = Enumerable.Range(0, 1000).Select(i => $"{(i % 3 == 0 ? 0 : 80 + (i % 97))},{i % 40},{(i % 50 == 0 ? "?" : "a" + (i % 5))},{(i < 20 ? 500 : i % 400)}");
        var seen = await SeeOddAsync("insulin,age,job,price", rows);
        var verdict = new DataSchema.Missing().Judge(s_contract, seen);

        Assert.Equal(["insulin", "job"], verdict.Concerns.Where(c => c.Contains("not known", StringComparison.Ordinal)).Select(c => c.Split(' ')[0]).Order());
        Assert.Contains(verdict.Concerns, c => c.StartsWith("price is 500, its largest value, in 20 rows", StringComparison.Ordinal));
        Assert.Equal(3, verdict.Concerns.Count);
    }

    [Theory]
    [InlineData(49, false)]      // just below 0.5 %
    [InlineData(50, true)]      // just above
    public async Task A_sentinel_is_named_from_half_a_percent(int rows, bool named)
    {
        var seen = await SeeOddAsync("x", Enumerable.Range(0, 10_000).Select(i => i < rows ? "-1" : $"{i}.5"));

        Assert.Equal(named, new DataSchema.Missing().Judge(s_contract, seen).Concerns.Count > 0);
    }

    [Fact]
    public async Task Flags_and_codes_have_no_sentinels() =>
        Assert.Empty((await SeeOddAsync("flag,code", Enumerable.Range(0, 1000).Select(i => $"{(i % 100 == 0 ? 1 : 0)},{i % 9}"))).Values);

    [Theory]
    [InlineData(10, Answer.Met)]
    [InlineData(30, Answer.Unmet)]
    [InlineData(200, Answer.Unmet)]
    public async Task Records_that_contradict_each_other_are_counted(int flipped, Answer expected)
    {
        var rows = Enumerable.Range(0, 1000).Select(i => $"{i * 0.37},{i % 11},{i % 2}").ToList();
        rows.AddRange(rows.Take(flipped).Select(r => r[..^1] + (r[^1] == '0' ? '1' : '0')).ToList());
        var seen = await SeeConflictsAsync(rows);

        Assert.Equal(flipped, seen.Records.Minority);
        Assert.Equal(expected, new DataSchema.Labels().Judge(s_contract, seen).Answer);
        Assert.Equal(["y", "a", "b"], seen.Examples!.Columns);
    }

    [Fact]
    public async Task A_coarse_table_contradicts_itself_by_chance_and_is_not_blamed()
    {
        var random = new Random(7);
        var seen = await SeeConflictsAsync([.. Enumerable.Range(0, 2000).Select(_ => $"{random.Next(6)},{random.Next(5)},{random.Next(2)}")]);
        var verdict = new DataSchema.Labels().Judge(s_contract, seen);

        Assert.True(seen.Records.Minority > 0.3 * seen.Rows, $"{seen}");
        Assert.Equal(Answer.Met, verdict.Answer);
        Assert.Contains("chance explains", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_rows_with_equal_labels_contradict_nothing()
    {
        var rows = Enumerable.Range(0, 100).Select(i => $"{i},{i},{i % 2}").ToList();
        var seen = await SeeConflictsAsync([.. rows, .. rows]);

        Assert.Equal((200L, 0L), (seen.Records.Twins, seen.Records.Minority));
    }

    [Fact]
    public async Task Splits_are_counted_by_class_and_slice_and_the_newest_day_is_found()
    {
        await using var project = SmallProject.With("""
            data: {files: t.csv, label: y, time: day, split: {method: by-time, train: {until: 2026-01-02}, dev: {from: 2026-01-03, until: 2026-01-03}, test: {from: 2026-01-04}}}
            slices: [{name: big, where: "x > 1", min_rows: 1}]
            """, ("t.csv", "x,day,y\n1,2026-01-01,a\n2,2026-01-02,b\n3,2026-01-03,a\n4,2026-01-04 10:00:00,b\n5,2026-01-05,b\n"));
        var sizes = await project.SeeAsync(new SplitSizesProbe());
        var newest = await project.SeeAsync(new NewestTestRowProbe());

        Assert.Equal([("train", 2L), ("dev", 1L), ("test", 2L)], sizes.Splits.Select(s => (s.Name, s.Rows)));
        Assert.Equal([1L, 1L, 2L], sizes.Splits.Select(s => s.Slices![0].Rows));
        Assert.Equal(("b", 2L), (sizes.Splits[2].Labels![0].Value, sizes.Splits[2].Labels![0].Rows));
        Assert.True(sizes.Classes);
        Assert.Equal(new DateOnly(2026, 1, 5), newest.Day);
    }

    [Fact]
    public async Task A_slice_that_cannot_be_asked_is_named()
    {
        await using var project = SmallProject.With("""
            data: {files: t.csv, split: {method: given, column: part}}
            slices: [{name: odd, where: "no_such_column = 1"}]
            """, ("t.csv", "x,part\n1,train\n2,test\n"));

        Assert.Contains("slice \"odd\"", await project.WhyNotAsync(new SplitSizesProbe()), StringComparison.Ordinal);
    }

    private static async Task<OddValues> SeeOddAsync(string header, IEnumerable<string> rows)
    {
        await using var project = SmallProject.With("data: {files: t.csv}", ("t.csv", $"{header}\n{string.Join('\n', rows)}\n"));
        return await project.SeeAsync(new OddValuesProbe());
    }

    private static async Task<LabelConflicts> SeeConflictsAsync(List<string> rows)
    {
        await using var project = SmallProject.With("data: {files: t.csv, label: y}", ("t.csv", $"a,b,y\n{string.Join('\n', rows)}\n"));
        return await project.SeeAsync(new LabelConflictsProbe());
    }
}
