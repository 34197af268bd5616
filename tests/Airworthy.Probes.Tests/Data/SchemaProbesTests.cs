using Airworthy.Core.Observations;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

[Trait("Category", "slow")]
public sealed class SchemaProbesTests
{
    private const string Contract = """
        data: {files: t.csv, schema: s.yaml, id: row, label: {name: late, from: "delay > 15"}, split: {method: given, column: part}}
        """;

    private const string Table = """
        part,km,zip,day,delay
        train,10,01234,2026-01-01,3
        train,20,04321,2026-01-02,30
        test,30,00001,2026-01-03,40
        test,40,,2026-01-04 23:59:00,1
        """;

    private static readonly string s_schema = """
        columns:
          km: {type: integer, required: true, range: [0, 40]}
          zip: {type: string, max_missing: 0.5, pattern: "^[0-9]+$"}
          day: {type: timestamp, required: true, range: [2026-01-01, 2026-01-04]}
          delay: {type: integer, required: true, range: [-60, 600]}
          late: {type: boolean, required: true, values: [true, false]}
        """;

    [Fact]
    public async Task A_table_that_keeps_its_schema_breaks_nothing()
    {
        var fit = await FitAsync(Table, s_schema);

        Assert.Equal([("train", 2L, 0L), ("test", 2L, 0L)], fit.Splits.Where(s => s.Rows > 0).Select(s => (s.Name, s.Rows, s.Broken)));
        Assert.Empty(fit.Absent!);
        Assert.Empty(fit.Unwritten!);
        Assert.Equal(1, Column(fit, "test", "zip").Missing);
    }

    [Fact]
    public async Task A_column_times_a_hundred_is_outside_its_range()
    {
        var km = Column(await FitAsync(Table.Replace("test,30", "test,3000", StringComparison.Ordinal), s_schema), "test", "km");

        Assert.Equal((1, "3000"), (km.OffRange, km.Worst));
    }

    [Theory]
    [InlineData("km: {type: integer, required: true, range: [0, 40]}", "km: {type: integer, values: [10, 20, 30]}", "km", "values")]
    [InlineData("zip: {type: string, max_missing: 0.5, pattern: \"^[0-9]+$\"}", "zip: {type: string, pattern: \"^[1-9]\", values: [\"1234\"]}", "zip", "pattern")]
    [InlineData("late: {type: boolean, required: true, values: [true, false]}", "late: {type: boolean, values: [true]}", "late", "values")]
    [InlineData("range: [2026-01-01, 2026-01-04]", "range: [2026-01-01, 2026-01-03]", "day", "range")]
    [InlineData("day: {type: timestamp,", "day: {type: date,", "day", "type")]
    [InlineData("km: {type: integer,", "km: {type: timestamp,", "km", "type")]
    public async Task What_is_broken_is_counted_where_it_is(string promise, string other, string column, string way)
    {
        var fit = Column(await FitAsync(Table, s_schema.Replace(promise, other, StringComparison.Ordinal).Replace("type: timestamp, required: true, range: [0, 40]", "type: timestamp", StringComparison.Ordinal)), "test", column);

        Assert.True(way switch { "values" => fit.OffValues, "pattern" => fit.OffPattern, "range" => fit.OffRange, _ => fit.OffType } > 0, $"{fit}");
        Assert.NotNull(fit.Worst);
    }

    [Fact]
    public async Task A_word_among_numbers_is_a_value_of_another_type()
    {
        var fit = await FitAsync(Table.Replace("test,30", "test,thirty", StringComparison.Ordinal), s_schema);

        Assert.Equal((1, "thirty"), (Column(fit, "test", "km").OffType, Column(fit, "test", "km").Worst));
        Assert.Equal(0, Column(fit, "train", "km").OffType);
    }

    [Fact]
    public async Task Missing_where_it_is_required_breaks_the_row()
    {
        var fit = await FitAsync(Table.Replace("test,30", "test,", StringComparison.Ordinal), s_schema);

        Assert.Equal(1, fit.Splits.Single(s => s.Name == "test").Broken);
    }

    [Fact]
    public async Task Columns_that_only_one_side_knows_are_named()
    {
        var fit = await FitAsync(Table, s_schema.Replace("  zip:", "  postcode:", StringComparison.Ordinal));

        Assert.Equal(["postcode"], fit.Absent!);
        Assert.Equal(["zip"], fit.Unwritten!);
    }

    [Fact]
    public async Task Coverage_knows_features_and_label_and_how_wide_a_range_is()
    {
        await using var project = SmallProject.With(Contract, ("t.csv", Table), ("s.yaml", s_schema.Replace("range: [0, 40]", "range: [0, 4000]", StringComparison.Ordinal)));
        var seen = await project.SeeAsync(new SchemaCoverageProbe());
        var km = seen.Columns.Single(c => c.Name == "km");

        Assert.Equal(["km", "zip", "day", "late"], seen.Columns.Select(c => c.Name));
        Assert.Equal(4000, km.RangeWidth);
        Assert.InRange(km.Span!.Value, 29, 30);
        Assert.All(seen.Columns, c => Assert.Equal(2, c.Constraints!.Count));
    }

    [Fact]
    public async Task A_schema_that_cannot_be_read_says_where()
    {
        await using var project = SmallProject.With(Contract, ("t.csv", Table), ("s.yaml", "columns:\n  km: {type: whole}\n"));

        Assert.Contains("s.yaml:2:", await project.WhyNotAsync(new SchemaFitProbe()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_that_takes_more_than_linear_time_is_refused()
    {
        await using var project = SmallProject.With(Contract, ("t.csv", Table), ("s.yaml", "columns:\n  zip: {type: string, pattern: '^(?!x)a'}\n"));

        Assert.Contains("cannot be held", await project.WhyNotAsync(new SchemaFitProbe()), StringComparison.Ordinal);
    }

    private static async Task<SchemaFit> FitAsync(string table, string schema)
    {
        await using var project = SmallProject.With(Contract, ("t.csv", table), ("s.yaml", schema));
        return await project.SeeAsync(new SchemaFitProbe());
    }

    private static ColumnFit Column(SchemaFit fit, string split, string name) => fit.Splits.Single(s => s.Name == split).Columns!.Single(c => c.Name == name);
}
