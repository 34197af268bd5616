using System.Globalization;

using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Rows and texts that were made from a train row by changing a little: planted in three sizes, and honest tables beside them.</summary>
[Trait("Category", "slow")]
public sealed class NearCopiesTests
{
    private const string Contract = "data: {files: [data.parquet], label: y, entity: none, id: i, split: {method: random, column: part}}";

    private const string Part = "case hash(i, 77) % 10 when 0 then 'dev' when 1 then 'test' else 'train' end as part";

    /// <summary>A number in [0, 1) for a row and a purpose.</summary>
    private static string Drawn(int purpose) => $"(hash(i, {purpose}) % 1000000) / 1000000.0";

    /// <summary>Six numbers, of which two hang on each other, and a category.</summary>
    private static string Numbers => $"{Drawn(1)} * 100 as a, {Drawn(2)} * 50 + {Drawn(1)} * 20 as b, exp({Drawn(3)} * 5) as c, {Drawn(4)} as d, {Drawn(5)} * {Drawn(6)} as e, cast(floor({Drawn(7)} * 40) as bigint) as n, 'kind ' || (hash(i, 8) % 4) as k";

    private static string Honest => $"select i, {Numbers}, hash(i, 9) % 2 as y, {Part} from range(0, 20000) as rows(i)";

    /// <summary>Adds test rows made from train rows, each number moved by at most a hundredth of its interquartile range.</summary>
    private static string With(double share) => string.Create(CultureInfo.InvariantCulture, $"""
        {Honest} union all
        select i + 1000000, a + ({Drawn(21)} - 0.5) * 0.5, b + ({Drawn(22)} - 0.5) * 0.3, c + ({Drawn(23)} - 0.5) * 0.3, d + ({Drawn(24)} - 0.5) * 0.005, e + ({Drawn(25)} - 0.5) * 0.003, n, k, 1 - y, 'test'
        from ({Honest}) as honest where part = 'train' and hash(i, 30) % 100000 < {share * 100000 / 8}
        """);

    [Theory]
    [InlineData(0, Answer.Met, 0)]
    [InlineData(0.003, Answer.Met, 0)]
    [InlineData(0.02, Answer.Met, 1)]
    [InlineData(0.06, Answer.Unmet, 0)]
    [InlineData(0.4, Answer.Unmet, 0)]
    public async Task Rows_that_were_moved_a_little(double share, Answer expected, int concerns)
    {
        await using var project = await GrownProject.OfAsync(Contract, share == 0 ? Honest : With(share));

        var verdict = await project.JudgeAsync("leakage-safe-split", "rows");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Equal(concerns, verdict.Concerns.Count(c => c.Contains("1/50 of the interquartile range", StringComparison.Ordinal)));
        Assert.Equal(expected == Answer.Unmet, verdict.Says.Contains("beyond chance", StringComparison.Ordinal));
        Assert.Equal(expected == Answer.Unmet || concerns > 0, verdict.Shown is { Columns: ["row of", ..] });
    }

    [Fact]
    public async Task Each_row_is_shown_with_the_train_row_it_was_made_from()
    {
        await using var project = await GrownProject.OfAsync(Contract, With(0.4));

        var shown = (await project.JudgeAsync("leakage-safe-split", "rows")).Shown!;

        Assert.Equal(["test", "train"], shown.Rows.Select(r => r[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(shown.Rows[0][^1], shown.Rows[1][^1]);
        Assert.NotEqual(shown.Rows[0], shown.Rows[1]);
    }

    /// <summary>Tables in which every row has close neighbours, because they are dense, lie on a curve in time, or are coarse.</summary>
    [Theory]
    [InlineData("two numbers", "{0} * 10 as a, {1} * 10 as b")]
    [InlineData("one number", "hash(i, 1) / 1e18 as a")]
    [InlineData("a slow curve in time", "sin(i / 2000.0) * 10 as a, cos(i / 3000.0) * 5 as b, i / 100.0 as c")]
    [InlineData("a slow curve with noise", "sin(i / 2000.0) * 10 + {0} * 0.2 as a, cos(i / 3000.0) * 5 + {1} * 0.1 as b")]
    [InlineData("a heavy tail", "exp({0} * 12) as a, {1} as b, hash(i, 5) % 3 as k")]
    [InlineData("readings on a lattice", "floor({0} * 400) / 10 as a, floor({1} * 300) / 10 as b, floor({2} * 50) / 10 as c")]
    [InlineData("whole numbers", "cast(floor({0} * 60) as bigint) as a, cast(floor({1} * 40) as bigint) as b, 'k' || (hash(i, 5) % 9) as k")]
    [InlineData("mostly zero", "case when {0} < 0.8 then 0 else {1} * 100 end as a, {2} * 3 as b, 'k' || (hash(i, 5) % 9) as k")]
    [InlineData("names beside one number", "'name ' || i as who, {0} * 3 as b")]
    public async Task Density_is_no_copying(string name, string columns)
    {
        var drawn = string.Format(CultureInfo.InvariantCulture, columns, Drawn(1), Drawn(2), Drawn(3));
        await using var project = await GrownProject.OfAsync(Contract, $"select i, {drawn}, hash(i, 9) % 2 as y, {Part} from range(0, 20000) as rows(i)");

        var verdict = await project.JudgeAsync("leakage-safe-split", "rows");

        Assert.True(verdict.Answer == Answer.Met, $"{name}, {verdict.Answer}: {verdict.Says}");
        Assert.DoesNotContain(verdict.Concerns, c => c.Contains("interquartile", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_order_of_rows_and_columns_changes_nothing()
    {
        await using var one = await GrownProject.OfAsync(Contract, With(0.1));
        await using var other = await GrownProject.OfAsync(Contract, $"select y, part, k, n, e, d, c, b, a, i from ({With(0.1)}) as rows order by hash(a)");

        Assert.Equal((await one.JudgeAsync("leakage-safe-split", "rows")).Numbers, (await other.JudgeAsync("leakage-safe-split", "rows")).Numbers);
    }

    private const string Words = "list_value('parcel', 'late', 'driver', 'door', 'rain', 'street', 'blue', 'monday', 'call', 'wait', 'depot', 'lost', 'found', 'paid', 'red', 'box')";

    /// <summary>Complaints of 24 words each, drawn one by one.</summary>
    private static string Complaint => string.Join(" || ' ' || ", Enumerable.Range(0, 24).Select(w => $"list_extract({Words}, 1 + cast(hash(i, {100 + w}) % 16 as integer)) || cast(hash(i, {200 + w}) % 9 as varchar)"));

    private static string Complaints(string more = "") => $"select i, {Complaint} as complaint, hash(i, 9) % 2 as y, {Part} from range(0, 4000) as rows(i){more}";

    [Theory]
    [InlineData(0, Answer.Met)]
    [InlineData(0.004, Answer.Met)]
    [InlineData(0.03, Answer.Unmet)]
    [InlineData(0.3, Answer.Unmet)]
    public async Task Texts_with_one_word_changed(double share, Answer expected)
    {
        await using var project = await GrownProject.OfAsync(Contract, share == 0 ? Complaints() : string.Create(CultureInfo.InvariantCulture,
            $"{Complaints()} union all select i + 1000000, 'well ' || complaint, y, 'test' from ({Complaints()}) as honest where part = 'train' and hash(i, 30) % 100000 < {share * 100000 / 8}"));

        var verdict = await project.JudgeAsync("leakage-safe-split", "rows");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Equal(expected == Answer.Unmet, verdict.Says.Contains("texts of complaint", StringComparison.Ordinal));
        Assert.True(expected == Answer.Met || verdict.Shown!.Rows[0][1].Contains(verdict.Shown.Rows[1][1], StringComparison.Ordinal), "The pair stands side by side.");
    }

    [Fact]
    public async Task A_form_letter_is_no_copy()
    {
        await using var project = await GrownProject.OfAsync(Contract,
            $"select i, 'Dear customer, we have received your message number ' || i || ' and will answer it within five working days, your depot at the river' as letter, hash(i, 9) % 2 as y, {Part} from range(0, 4000) as rows(i)");

        var verdict = await project.JudgeAsync("leakage-safe-split", "rows");

        Assert.True(verdict.Answer == Answer.Met, verdict.Says);
    }

    [Fact]
    public async Task Of_many_texts_a_part_is_read_and_the_verdict_says_of_how_many()
    {
        await using var project = await GrownProject.OfAsync(Contract, Complaints().Replace("range(0, 4000)", "range(0, 60000)", StringComparison.Ordinal)
            + $" union all select i + 1000000, 'well ' || complaint, y, 'test' from ({Complaints().Replace("range(0, 4000)", "range(0, 60000)", StringComparison.Ordinal)}) as honest where part = 'train' and hash(i, 30) % 10 = 0");

        var verdict = await project.JudgeAsync("leakage-safe-split", "rows");

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Matches("of 5,000 test texts of complaint .*drawn of 1[01],[0-9]{3}.*30,000 train texts drawn of 4[78],[0-9]{3}", verdict.Says);
    }
}
