using Airworthy.Core.Contracts;

using CsCheck;

namespace Airworthy.Core.Tests.Contracts;

public sealed class SchemaDraftTests
{
    private const string Reviewed = """
        # Written by hand.
        columns:
          km: {type: number, unit: km, range: [1, 1000], max_missing: 0.0, available_after: 2h, means: "way by road"}  # 1000 is the far depot
          carrier:
            type: string
            values: [north, west]     # two firms, since May
            required: true
            means: who drives
        max_broken: 0.01
        """;

    private static SeenColumn Km(double low, double high, long missing = 0) => new("km", ColumnType.Number, 1000, missing, 900) { Ends = (low, high) };

    private static SeenColumn Carrier(params string[] values) => new("carrier", ColumnType.String, 1000, 0, values.Length) { Values = values };

    [Fact]
    public void Of_a_column_that_nobody_described_type_ends_and_missing_share_are_drafted() =>
        Assert.Equal(["type: number", "range: [0, 440]", "max_missing: 0.13"], SchemaDraft.Propose(null, [Km(3.2, 433.1, missing: 100)]).Select(f => $"{f.Field}: {f.Yaml}"));

    [Theory]
    [InlineData(0.0031, 0.0998, "[0.003, 0.1]")]
    [InlineData(-12.5, 33, "[-13, 33]")]
    [InlineData(1e12, 3e12, "[1000000000000, 3000000000000]")]
    [InlineData(7, 7, "[7, 7]")]
    public void A_range_is_what_was_seen_a_little_rounded(double low, double high, string expected) =>
        Assert.Equal(expected, SchemaDraft.Propose(null, [Km(low, high)]).Single(f => f.Field == "range").Yaml);

    [Fact]
    public void Rounding_never_leaves_a_value_out_and_adds_at_most_a_tenth_on_each_side() => (
        from low in Gen.Double[-1e6, 1e6]
        from span in Gen.Double[1e-3, 1e6]
        select (low, high: low + span)).Sample(x =>
        {
            var yaml = SchemaDraft.Propose(null, [Km(x.low, x.high)]).Single(f => f.Field == "range").Yaml.Trim('[', ']').Split(", ");
            var (low, high) = (ColumnPromise.Position(yaml[0])!.Value, ColumnPromise.Position(yaml[1])!.Value);
            var span = x.high - x.low;
            return low <= x.low && high >= x.high && low >= x.low - (0.11 * span) && high <= x.high + (0.11 * span) && !(x.low >= 0 && low < 0);
        });

    [Theory]
    [InlineData("carrier", 1000, true)]     // three values in a thousand rows
    [InlineData("carrier", 10, false)]      // three values in ten rows may be an accident
    public void A_short_list_of_texts_that_repeat_is_closed(string name, long rows, bool expected) =>
        Assert.Equal(expected, SchemaDraft.Propose(null, [Carrier("a", "b", "c") with { Name = name, Rows = rows }]).Any(f => f.Field == "values"));

    [Fact]
    public void What_the_rows_keep_is_not_touched_however_narrow_they_are() =>
        Assert.Empty(SchemaDraft.Propose(Read(Reviewed), [Km(200, 210), Carrier("north")]));

    [Fact]
    public void Only_what_the_rows_contradict_is_widened()
    {
        var fields = SchemaDraft.Propose(Read(Reviewed), [Km(0.5, 900, missing: 10), Carrier("north", "south")]);

        Assert.Equal(["km.range: [1, 1000] → [0, 1000]", "km.max_missing: 0 → 0.02", "carrier.values: [north, west] → [north, west, south]"],
            fields.Select(f => $"{f.Column}.{f.Field}: {f.Was} → {f.Yaml}"));
    }

    [Fact]
    public void Taking_a_draft_over_keeps_comments_order_and_hand_written_lines()
    {
        var edited = SchemaEdit.SetAll(Reviewed, "s.yaml", SchemaDraft.Propose(Read(Reviewed), [Km(0.5, 900), Carrier("north", "south"), new SeenColumn("a.b: c", ColumnType.Boolean, 10, 0, 2) { Values = ["false", "true"] }]));

        Assert.Empty(edited.Problems);
        Assert.Equal("""
            # Written by hand.
            columns:
              km: {type: number, unit: km, range: [0, 1000], max_missing: 0.0, available_after: 2h, means: "way by road"}  # 1000 is the far depot
              carrier:
                type: string
                values: [north, west, south]     # two firms, since May
                required: true
                means: who drives
              "a.b: c":
                type: boolean
                required: true
                values: [false, true]
                max_missing: 0
            max_broken: 0.01
            """, edited.Text);
    }

    [Theory]
    [InlineData("km", "range", "[5, 1]", "begins at 5")]
    [InlineData("km", "colour", "red", "colour is not a known key")]
    [InlineData("new", "range", "[1, 5]", "type is missing")]
    public void What_would_be_no_schema_is_not_written(string column, string field, string yaml, string says)
    {
        var edited = SchemaEdit.SetAll(Reviewed, "s.yaml", [new ProposedField(column, field, null, yaml)]);

        Assert.Null(edited.Text);
        Assert.Contains(says, string.Join(' ', edited.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_says_on_its_first_line_that_it_was_inferred_and_reads_as_a_schema()
    {
        SeenColumn[] columns = [Km(3.2, 433.1), Carrier("a", "b"), new("order\"s", ColumnType.String, 50, 5, 45) { Pattern = @"^[A-Z]{3}\-[0-9]$", PatternIs = "a code" }];
        var text = SchemaDraft.Text(SchemaDraft.Propose(null, columns), columns, "1,000 rows", isAddition: false);

        Assert.StartsWith("# DRAFT, inferred by a program from 1,000 rows.", text, StringComparison.Ordinal);
        Assert.Equal(["km", "carrier", "order\"s"], Read(text).Columns.Keys);
        Assert.Equal(@"^[A-Z]{3}\-[0-9]$", Read(text).Columns["order\"s"].Pattern);
    }

    private static TableSchema Read(string text)
    {
        var reading = TableSchemaReader.Read(text, "s.yaml");
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        return reading.Schema!;
    }
}
