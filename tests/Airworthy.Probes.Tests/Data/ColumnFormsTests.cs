using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

/// <summary>How columns write their values, in generated tables of two shapes.</summary>
public sealed class ColumnFormsTests
{
    private const string Contract = "data: {files: [data.parquet], label: y, entity: none, split: {method: random, column: part}}";

    private static string Rows(string columns, int rows = 2000) =>
        $"select {columns}, hash(i, 1) % 2 as y, case i % 5 when 0 then 'dev' when 1 then 'test' else 'train' end as part from range(0, {rows}) as rows(i)";

    [Theory]
    [InlineData("case when i % 100 < 1 then strftime(d, '%d.%m.%Y') else strftime(d, '%Y-%m-%d') end as s", Answer.Met, "s writes dates in 2 forms, 20 of 2,000 values (1.00 %)")]
    [InlineData("case when i % 100 < 2 then strftime(d, '%d.%m.%Y') else strftime(d, '%Y-%m-%d') end as s", Answer.Unmet, "s writes dates in 2 forms, 40 of 2,000 values (2.00 %)")]
    [InlineData("case i % 4 when 0 then strftime(d, '%d.%m.%Y') when 1 then strftime(d, '%m/%d/%Y') when 2 then strftime(d, '%d %b %Y') else strftime(d, '%Y-%m-%d') end as s", Answer.Unmet, "s writes dates in 4 forms, 1,500 of 2,000 values")]
    [InlineData("strftime(d, '%m/%d/%Y') as s", Answer.Met, "")]
    [InlineData("case when i % 100 < 5 then strftime(d, '%d/%m/%Y') else strftime(d, '%m/%d/%Y') end as s", Answer.Unmet, "s writes dates in 2 forms")]  // the day of only a part tells which way round
    [InlineData("case when i % 20 = 0 then replace(cast(i / 8.0 as varchar), '.', ',') else cast(i / 8.0 as varchar) end as s", Answer.Unmet, "s writes numbers in 2 forms, 100 of 2,000 values (5.00 %)")]
    [InlineData("case when i % 3 = 0 then (i % 90) || ' kg' else cast(i % 90 as varchar) end as s", Answer.Unmet, "1234.5 kg in 667")]
    [InlineData("case when i % 30 = 0 then ' North' when i % 30 = 1 then 'NORTH' else 'North' end as s", Answer.Unmet, "s writes the same word differently in 134 of 2,000 rows (6.70 %)")]
    [InlineData("case when i % 400 = 0 then 'north' when i % 2 = 0 then 'North' else 'South' end as s", Answer.Met, "")]
    [InlineData("cast(i % 777 as varchar) as s", Answer.Met, "s is text, though 100.0 % of its values are numbers")]
    [InlineData("lpad(cast(i % 777 as varchar), 5, '0') as s", Answer.Met, "")]                                       // a code of five digits
    [InlineData("'flat ' || (i % 70) as s", Answer.Met, "")]
    [InlineData("case when i % 3 = 0 then (i % 90) || 'B' else cast(i % 90 as varchar) end as s", Answer.Met, "")]     // house numbers
    public async Task One_form_for_one_kind_of_value(string column, Answer expected, string says)
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows(column.Replace("(d,", "(date '2020-01-01' + cast(i % 700 as integer),", StringComparison.Ordinal)));

        var verdict = await project.JudgeAsync("data-schema", "forms");

        var told = $"{verdict.Says} {string.Join(' ', verdict.Concerns)}";
        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {told}");
        Assert.Contains(says, told, StringComparison.Ordinal);
        Assert.True(says.Length > 0 || verdict.Concerns.Count == 0, told);
    }

    [Theory]
    [InlineData("case when i = 7 then 'nan'::double else i / 3.0 end as x", Answer.Unmet, "x is NaN in 1 rows")]
    [InlineData("case when i = 7 then '-inf'::double else i / 3.0 end as x", Answer.Unmet, "x is infinite in 1 rows")]
    [InlineData("case when i = 7 then 1e-310 else i / 3.0 end as x", Answer.Unmet, "x is too small for all its digits in 1 rows")]
    [InlineData("case when i = 7 then 1.1e15 else i / 3.0 end as x", Answer.Unmet, "x is beyond 1e15 in 1 rows")]
    [InlineData("case when i = 7 then 1e15 when i = 8 then 0 when i = 9 then 2.3e-308 else i / 3.0 end as x", Answer.Met, "")]
    [InlineData("9007199254740993 + i as x", Answer.Unmet, "x is beyond 1e15 in 2,000 rows")]
    public async Task Numbers_that_no_calculation_survives(string column, Answer expected, string says)
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows(column));

        var verdict = await project.JudgeAsync("data-schema", "forms");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: {type: number, max_missing: 0.1}", Answer.Met)]
    [InlineData("a: {type: number, required: true}", Answer.Unmet)]
    public async Task NaN_counts_as_missing_where_the_schema_lets_values_be_missing(string column, Answer expected)
    {
        await using var project = await GrownProject.OfAsync("data: {files: [data.parquet], schema: s.yaml}", "select case when i = 7 then 'nan'::double else i / 3.0 end as a from range(0, 2000) as rows(i)",
            ("s.yaml", $"columns:\n  {column}\n"));

        Assert.Equal(expected, (await project.JudgeAsync("data-schema", "forms")).Answer);
    }

    [Fact]
    public async Task Features_that_say_the_same_and_hardly_anything()
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows("""
            'town ' || (i % 17) as town, i % 17 as town_number, 'land ' || (i % 17 % 4) as land, hash(i, 2) % 1000 / 7.0 as km, hash(i, 2) % 1000 / 7.0 * 0.6214 + 3 as miles,
            hash(i, 2) % 1000 / 7.0 + hash(i, 3) % 100 as near_km, case when i = 5 then 1 else 0 end as flag, 'x' as one, hash(i, 9) % 6 as other
            """));

        var verdict = await project.JudgeAsync("data-schema", "forms");

        Assert.Equal(Answer.Met, verdict.Answer);
        Assert.Contains("One value in nearly every row, so hardly anything to learn from: flag (0 in 1,999 of 2,000 rows), one (x in 2,000 of 2,000 rows).", verdict.Concerns);
        Assert.Contains("Two features that say the same: km and miles (r = 1.0000), town and town_number.", verdict.Concerns);
        Assert.Contains("A feature that another one tells: town tells land, town_number tells land.", verdict.Concerns);
    }

    [Fact]
    public async Task One_counterexample_among_all_rows_is_enough_to_tell_columns_apart()
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows("'town ' || (i % 17) as town, case when i = 71234 then 99 else i % 17 end as number", rows: 200_000));

        Assert.DoesNotContain("say the same: town", string.Join(' ', (await project.JudgeAsync("data-schema", "forms")).Concerns), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_of_rows_and_columns_changes_nothing()
    {
        const string Columns = "case when i % 50 = 0 then '1,5' else cast(i / 8.0 as varchar) end as s, i % 17 as town, 'town ' || (i % 17) as name, case when i = 7 then '-inf'::double else i / 3.0 end as x";
        await using var one = await GrownProject.OfAsync(Contract, Rows(Columns));
        await using var other = await GrownProject.OfAsync(Contract, $"select part, x, name, town, y, s from ({Rows(Columns)}) as rows order by hash(x)");

        var (first, second) = (await one.JudgeAsync("data-schema", "forms"), await other.JudgeAsync("data-schema", "forms"));

        Assert.Equal(first.Says, second.Says);
        Assert.Equal(first.Numbers, second.Numbers);
    }

    [Theory]
    [InlineData(0.009, 0, Answer.Met)]
    [InlineData(0.03, 1, Answer.Met)]
    [InlineData(0.06, 0, Answer.Unmet)]
    public async Task Values_that_got_lost_after_train(double more, int concerns, Answer expected)
    {
        await using var project = await GrownProject.OfAsync(Contract,
            Rows($"case when hash(i, 5) % 1000 < case when i % 5 = 1 then {(50 + (1000 * more)).ToString(CultureInfo.InvariantCulture)} else 50 end then null else hash(i, 6) % 997 / 3.0 end as x", rows: 100_000));

        var verdict = await project.JudgeAsync("data-schema", "missing");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Equal(concerns, verdict.Concerns.Count(c => c.Contains("x is missing in", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_a_column_with_many_texts_a_part_is_read_and_that_is_said()
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows("'word ' || i || ' of many' as s", rows: 30_000));

        Assert.Contains("Of s only a part", (await project.JudgeAsync("data-schema", "forms")).Blind, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_seen_of_a_text_file_is_what_stands_in_it()
    {
        await using var project = SmallProject.With("data: {files: [a.csv]}", ("a.csv", $"weight\n{string.Concat(Enumerable.Range(1, 60).Select(i => $"{i} kg\n{i}\n"))}"));

        var text = Assert.Single((await project.SeeAsync(new ColumnFormsProbe())).Texts!);

        Assert.Equal((FormKind.Numbers, 120L, 120L, 60L), (text.Kind, text.Values, text.OfKind, text.Minority));
    }
}
