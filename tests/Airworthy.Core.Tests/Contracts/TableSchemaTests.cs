using Airworthy.Core.Contracts;

namespace Airworthy.Core.Tests.Contracts;

public sealed class TableSchemaTests
{
    [Fact]
    public void A_column_is_read_with_all_its_promises()
    {
        var column = Read("""
            columns:
              distance: {type: integer, unit: miles, required: true, range: [10, 5500], available_after: 0h, source: dot, means: Length of the route.}
            """).Schema!.Columns["distance"];

        Assert.Equal(ColumnType.Integer, column.Type);
        Assert.Equal((10, 5500), column.Bounds);
        Assert.Equal(0, column.MissingLimit);
        Assert.Equal(["required", "range"], column.Constraints);
    }

    [Fact]
    public void A_range_of_dates_counts_in_seconds() =>
        Assert.Equal(86_400, Read("columns: {day: {type: date, range: [1970-01-01, 1970-01-02]}}").Schema!.Columns["day"].Bounds!.Value.High);

    [Fact]
    public void Required_and_max_missing_are_one_promise_not_two() =>
        Assert.Equal(["required"], Read("columns: {a: {type: string, required: true, max_missing: 0.0}}").Schema!.Columns["a"].Constraints);

    [Theory]
    [InlineData("{type: string, max_missing: 1.0}")]
    [InlineData("{type: string, pattern: '.*'}")]
    [InlineData("{type: string, required: false}")]
    public void What_every_value_keeps_is_no_constraint(string column) =>
        Assert.Empty(Read($"columns: {{a: {column}}}").Schema!.Columns["a"].Constraints);

    [Theory]
    [InlineData("{type: integer, range: [5]}", "has 1 entries")]
    [InlineData("{type: integer, range: [low, 5]}", "holds low")]
    [InlineData("{type: integer, range: [9, 5]}", "begins at 9, above its end 5")]
    [InlineData("{type: string, range: [1, 9]}", "stands at a column of type string")]
    [InlineData("{type: string, values: []}", "is an empty list")]
    [InlineData("{type: string, pattern: '['}", "is no regular expression")]
    [InlineData("{type: text}", "expected integer, number, string")]
    [InlineData("{type: string, max_missing: 5}", "Did you mean 0.05?")]
    [InlineData("{type: string, rnage: [1, 2]}", "Did you mean range?")]
    [InlineData("{range: [1, 2]}", "type is missing")]
    public void What_is_wrong_is_said_with_its_place(string column, string expected)
    {
        var reading = Read($"columns:\n  a: {column}\n");

        Assert.Null(reading.Schema);
        var problem = Assert.Single(reading.Problems);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Equal(2, problem.At.Line);
    }

    private static TableSchemaReading Read(string text) => TableSchemaReader.Read(text, "x.schema.yaml");
}
