using System.Globalization;

namespace Airworthy.Cli.Tests;

/// <summary><c>airworthy data schema</c> as a user meets it: drafted, corrected by hand, approved by name, and laid beside rows that changed.</summary>
public sealed class DataSchemaTests : IDisposable
{
    private const string Reason = "Ranges as the depot's handbook gives them, page 12";

    private const string Schema = ".airworthy/schema/example.schema.yaml";

    private const string Draft = ".airworthy/schema/example.draft.yaml";

    private readonly ScratchProject _project = new();

    public DataSchemaTests()
    {
        _project.Write("airworthy.yaml", _project.Read("airworthy.yaml") + "data:\n  files: [t.csv]   # the export of May\n  label: late\n");
        Rows("north", 400);
    }

    private void Rows(string carrier, int longest) => _project.Write("t.csv", "code,km,carrier,late\n"
        + string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"AB-{i:0000},{1 + (i * (longest - 1) / 299.0):0.0},{(i % 2 == 0 ? carrier : "west")},{i % 2}\n"))));

    [Fact]
    public async Task A_draft_is_corrected_and_approved_and_later_only_what_changed_is_proposed()
    {
        var inferred = await _project.RunAsync("data", "schema", "infer");
        Assert.Equal((0, ""), (inferred.ExitCode, inferred.Errors));
        Assert.Contains("a draft of 4 columns from 300 rows", inferred.Output, StringComparison.Ordinal);
        Assert.StartsWith("# DRAFT, inferred by a program from 300 rows.", _project.Read(Draft), StringComparison.Ordinal);
        Assert.False(_project.Has(Schema), "Nothing that nobody approved is a schema.");

        _project.Replace(Draft, "range: [0, 400]", "range: [0.5, 900]\n    unit: km\n    means: way by road");
        var approved = await _project.RunAsync("data", "schema", "approve", "--by", "lea", "--reason", Reason);
        Assert.Equal((0, ""), (approved.ExitCode, approved.Errors));
        Assert.Contains("approved by lea", approved.Output, StringComparison.Ordinal);
        Assert.Contains("code, carrier, late mean: add `means`", approved.Output, StringComparison.Ordinal);
        Assert.Contains("# the export of May", _project.Read("airworthy.yaml"), StringComparison.Ordinal);
        Assert.Contains($"schema: {Schema}", _project.Read("airworthy.yaml"), StringComparison.Ordinal);
        Assert.Equal($$"""
            # What each column should look like. A change to it is a reviewed change.
            columns:
              code:
                type: string
                required: true
                pattern: "^[A-Z]{2}\\-[0-9]{4}$"
                max_missing: 0
              km:
                type: number
                unit: km
                required: true
                range: [0.5, 900]
                max_missing: 0
                means: way by road
              carrier:
                type: string
                required: true
                values: [north, west]
                max_missing: 0
              late:
                type: integer
                required: true
                range: [0, 1]
                values: [0, 1]
                max_missing: 0
            # 2001-07-01 lea: {{Reason}} (code, km, carrier, late)

            """, _project.Read(Schema));
        Assert.False(_project.Has(Draft));
        Assert.Equal(0, (await _project.RunAsync("data", "schema", "diff")).ExitCode);

        _project.Replace(Schema, "values: [north, west]", "values: [north, west]   # two firms, since May");
        Rows("south", 950);
        var diff = await _project.RunAsync("data", "schema", "diff");
        Assert.Equal(1, diff.ExitCode);
        Assert.Contains("range: [0.5, 900] → [0.5, 950]", diff.Output, StringComparison.Ordinal);
        Assert.Contains("values: [north, west] → [north, west, south]", diff.Output, StringComparison.Ordinal);
        Assert.Contains("2 columns of 4 differ", diff.Output, StringComparison.Ordinal);

        await _project.RunAsync("data", "schema", "infer");
        var again = await _project.RunAsync("data", "schema", "approve", "--by", "lea", "--reason", "A third firm drives since June, says the depot", "--column", "carrier");
        Assert.Equal((0, ""), (again.ExitCode, again.Errors));
        Assert.Contains("values: [north, west, south]   # two firms, since May", _project.Read(Schema), StringComparison.Ordinal);
        Assert.Contains("range: [0.5, 900]", _project.Read(Schema), StringComparison.Ordinal);
        Assert.True(_project.Has(Draft), "What was not taken over still waits.");
        Assert.Contains("km: number, in km, required, 0.5 to 900", (await _project.RunAsync("data", "schema", "show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_approved_without_a_person_a_reason_and_a_draft()
    {
        var run = await _project.RunAsync("data", "schema", "approve", "--by", "nobody", "--reason", "tbd");

        Assert.Equal(1, run.ExitCode);
        foreach (var expected in (string[])["nobody is not an active person", "The reason is the placeholder \"tbd\"", $"There is no draft at {Draft}"])
        {
            Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        }

        Assert.False(_project.Has(Schema));
    }

    [Fact]
    public async Task A_draft_that_is_no_schema_is_not_taken_over()
    {
        await _project.RunAsync("data", "schema", "infer");
        _project.Replace(Draft, "range: [0, 400]", "range: [400, 1]");

        var run = await _project.RunAsync("data", "schema", "approve", "--by", "lea", "--reason", Reason);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("columns.km.range begins at 400, above its end 1", run.Errors, StringComparison.Ordinal);
        Assert.False(_project.Has(Schema));
        Assert.True(_project.Has(Draft));
    }

    [Theory]
    [InlineData("show"), InlineData("diff"), InlineData("infer")]
    public async Task A_schema_that_cannot_be_read_is_left_as_it_is(string command)
    {
        _project.Write(Schema, "columns: {km: {type: nmber}}\n");

        var run = await _project.RunAsync("data", "schema", command);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"{Schema}:1:", run.Errors, StringComparison.Ordinal);
        Assert.Equal("columns: {km: {type: nmber}}\n", _project.Read(Schema));
    }

    [Fact]
    public async Task Of_a_table_without_rows_nothing_is_inferred()
    {
        _project.Write("t.csv", "code,km,carrier,late\n");

        Assert.Contains("no rows", (await _project.RunAsync("data", "schema", "infer")).Errors, StringComparison.Ordinal);
        Assert.False(_project.Has(Draft));
    }

    public void Dispose() => _project.Dispose();
}
