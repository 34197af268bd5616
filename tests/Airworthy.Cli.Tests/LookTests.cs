using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Airworthy.Cli.Tests;

/// <summary>A first look at tables that nobody described, as a process of its own.</summary>
public sealed class LookTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-look-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Copies_across_the_files_are_counted_and_shown()
    {
        var rows = Honest(seed: 1, 3000);
        var run = await LookAsync(Write("train.csv", rows[..2000]), Write("test.csv", [.. rows[2000..], .. rows[..17]]));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("17 of 1,017 test rows", Flat(run.Output), StringComparison.Ordinal);
        Assert.Contains("label y? guessed, 0.95", run.Output, StringComparison.Ordinal);
        Assert.Contains("      x=", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_wrong_it_says_what_was_looked_at()
    {
        var rows = Honest(seed: 2, 3000);
        var run = await LookAsync(Write("train.csv", rows[..2000]), Write("test.csv", rows[2000..]));

        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Output.Contains("Nothing was found.", StringComparison.Ordinal), run.Output);
        Assert.Contains("copies across the files", Flat(run.Output), StringComparison.Ordinal);
        Assert.Contains("shift between the files", Flat(run.Output), StringComparison.Ordinal);
        Assert.EndsWith("To keep these checks: run `airworthy init` in the project's folder.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(["test.csv", "train.csv"], _folder.EnumerateFileSystemInfos().Select(f => f.Name).Order());
    }

    [Fact]
    public async Task A_column_that_is_the_label_under_another_name_is_named()
    {
        var run = await LookAsync(Write("t.csv", "x,k,twin,y", Honest(seed: 3, 1000).Select(r => $"{r[..^2]},{(r[^1] == '1' ? "yes" : "no")},{r[^1]}")));

        Assert.Contains("✗ columns that give the label away: twin", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_whose_being_empty_tells_the_label_is_named()
    {
        var run = await LookAsync(Write("t.csv", "x,k,paid,y", Honest(seed: 4, 1000).Select((r, i) => $"{r[..^2]},{(r[^1] == '1' ? $"{i % 37}" : "")},{r[^1]}")));

        Assert.Contains("paid being empty", Flat(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_on_both_sides_are_named()
    {
        string[] Grouped(int seed, int offset) => [.. Honest(seed, 1000).Select((r, i) => $"{r[..^2]},u{offset + (i % 200)},{r[^1]}")];
        var run = await LookAsync(Write("train.csv", "x,k,user_id,y", Grouped(5, 0)), Write("test.csv", "x,k,user_id,y", Grouped(6, 150)));

        Assert.Contains("entity user_id? guessed", run.Output, StringComparison.Ordinal);
        Assert.Contains("50 of 200 values of user_id", Flat(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shift_between_the_files_is_told_and_only_where_it_is()
    {
        var rows = Honest(seed: 7, 4000);
        var run = await LookAsync(Write("train.csv", rows[..2000]), Write("test.csv", [.. rows[2000..].Select(r => Moved(r, by: 0.8))]));

        Assert.Contains("? shift between the files: x is not spread", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("k is not spread", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_contradict_each_other_are_told()
    {
        var rows = Honest(seed: 8, 1000);
        var run = await LookAsync(Write("t.csv", [.. rows, .. rows[..60].Select(r => r[..^1] + (r[^1] == '1' ? '0' : '1'))]));

        Assert.Contains("✗ contradicting labels: 60 of 1,060 rows", Flat(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zeros_and_words_that_mean_not_known_are_asked_about()
    {
        var run = await LookAsync(Write("t.csv", "x,insulin,job,y", Honest(seed: 9, 1000).Select((r, i) => $"{r.Split(',')[0]},{(i % 3 == 0 ? 0 : 80 + (i % 97))},{(i % 9 == 0 ? "unknown" : $"job{i % 4}")},{r[^1]}")));

        Assert.Contains("insulin is 0 in 334 rows", Flat(run.Output), StringComparison.Ordinal);
        Assert.Contains("job is unknown in 112 rows", Flat(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_label_it_looks_all_the_same_and_says_so()
    {
        var run = await LookAsync(Write("t.csv", "a,b,c", Enumerable.Range(0, 500).Select(i => $"{i * 1.7:0.0},name {i},{i * i}")));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("no column looks like the label", Flat(run.Output), StringComparison.Ordinal);
        Assert.DoesNotContain("To beat", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_model_has_to_beat_is_told()
    {
        var run = await LookAsync(Write("t.csv", Honest(seed: 10, 2000)));

        Assert.Matches("Always answering [01] is right in [0-9.]+ % of rows. The best single column below suspicion, x, reaches AUC 0\\.[6-9]", Flat(run.Output));
    }

    [Fact]
    public async Task A_test_file_without_the_label_tells_which_column_is_it()
    {
        var rows = Honest(seed: 11, 3000);
        var run = await LookAsync(Write("train.csv", "x,k,z", rows[..2000]), Write("test.csv", "x,k", [.. rows[2000..].Select(r => r[..^2]), rows[0][..^2]]));

        Assert.Contains("label z? guessed, 0.95: absent from the test file", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 1,001 rows of", Flat(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_name_of_a_column_is_a_name()
    {
        var run = await LookAsync(Write("t.csv", "\"order\"\"s\",\"select\",\"a,b\",y", Honest(seed: 12, 500).Select((r, i) => $"{r.Split(',')[0]},{i % 7},{i % 11},{r[^1]}")));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("order\"s", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dates_in_four_formats_are_read_as_words_and_do_no_harm()
    {
        var run = await LookAsync(Write("t.csv", "when,x,y", Enumerable.Range(0, 400).Select(i => (i % 4) switch
        {
            0 => $"2026-01-{1 + (i % 28):00},{i % 17},{i % 2}",
            1 => $"{1 + (i % 28):00}.01.2026,{i % 17},{i % 2}",
            2 => $"01/{1 + (i % 28):00}/26,{i % 17},{i % 2}",
            _ => $"{1 + (i % 28)} Jan 2026,{i % 17},{i % 2}",
        })));

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Ten_thousand_columns_are_looked_at_in_part_and_that_is_said()
    {
        var random = new Random(13);
        var run = await LookAsync(Write("wide.csv", string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}")), Enumerable.Range(0, 50).Select(_ => string.Join(',', Enumerable.Range(0, 10_000).Select(_ => random.Next(100))))));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("50 rows × 10,000 columns", run.Output, StringComparison.Ordinal);
        Assert.Contains("9,750 were left out", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,y\n", "There are columns and no rows.")]
    [InlineData("a,b,y\n1,2,0\n", "There is one row")]
    public async Task Too_few_rows_are_said_calmly(string text, string says)
    {
        var run = await LookAsync(Write("t.csv", text));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ragged.csv", "a,b,y\n1,2,0\n3,4,1\n5,6,0\n7,8,9,1\n1,2,0\n", "ragged.csv cannot be read: line 5 has 4 fields, the first line has 3", "No line is left out")]
    [InlineData("empty.csv", "", "empty.csv is empty", "header")]
    [InlineData("half.parquet", "PAR1 and then nothing of the kind", "half.parquet", "arquet")]
    [InlineData("table.xlsx", "PK", ".xlsx", "CSV, TSV, Parquet and JSON lines are read")]
    public async Task What_cannot_be_read_is_refused_with_its_name_and_reason(string name, string text, string says, string also) =>
        Refused(await LookAsync(Write(name, text)), says, also);

    [Theory]
    [InlineData("a,b\n1,2,3\n4,5,6\n", "a header with too few names")]
    [InlineData("a,b,y\n1,2,0\n3,4\n5,6,0\n", "a line with too few fields")]
    public async Task No_line_of_a_text_file_is_left_out_silently(string text, string because)
    {
        var run = await LookAsync(Write("t.csv", text));

        Assert.True(run.ExitCode == 2, $"{because}: {run.Output}");
        Assert.Contains("t.csv cannot be read", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_column_of_lines_that_hold_a_delimiter_is_asked_about()
    {
        var run = await LookAsync(Write("t.csv", "made on Monday\na,b,y\n1,2,0\n3,4,1\n"));

        Assert.Contains("? columns: there is one column, and its values hold commas", Flat(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_encoding_is_refused_with_what_to_do()
    {
        var path = Path.Combine(_folder.FullName, "latin.csv");
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes("name,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"Müller{i},{i % 2}\n"))), TestContext.Current.CancellationToken);

        Refused(await LookAsync(path), "latin.csv", "iconv");
    }

    [Fact]
    public async Task Utf_16_with_its_mark_is_read()
    {
        var path = Path.Combine(_folder.FullName, "wide.csv");
        await File.WriteAllTextAsync(path, "name,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"Müller{i},{i % 2}\n")), Encoding.Unicode, TestContext.Current.CancellationToken);
        var run = await LookAsync(path);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("100 rows × 2 columns", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_a_device_and_nothing_are_refused()
    {
        Refused(await LookAsync(_folder.FullName), "is a folder", "Name the files in it");
        Refused(await LookAsync(Path.Combine(_folder.FullName, "none.csv")), "is not there", "Correct its name");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "zero.csv"), "/dev/zero");
        Refused(await LookAsync(Path.Combine(_folder.FullName, "zero.csv")), "is no regular file", "Copy");
    }

    [Fact]
    public async Task A_label_that_is_not_there_is_refused_with_the_names_that_are() =>
        Refused(await LookAsync(Write("t.csv", Honest(seed: 14, 100)), "--label", "z"), "has no column z", "x, k, y");

    [Fact]
    public async Task The_same_is_told_as_json()
    {
        var rows = Honest(seed: 15, 1000);
        var run = await LookAsync(Write("train.csv", rows[..600]), Write("test.csv", [.. rows[600..], .. rows[..5]]), "--format", "json");
        var root = JsonDocument.Parse(run.Output).RootElement;

        Assert.Equal("y", root.GetProperty("guessed").GetProperty("label").GetProperty("column").GetString());
        var copies = root.GetProperty("noticed").EnumerateArray().First(n => n.GetProperty("about").GetString() == "copies across the files");
        Assert.Equal("wrong", copies.GetProperty("weight").GetString());
        Assert.NotEmpty(copies.GetProperty("rows").EnumerateArray());
    }

    [Theory]
    [InlineData("23 of 16,281", "adult_train.csv", "adult_test.csv")]
    [InlineData("alive with AUC 1.000", "titanic_seaborn.csv", null)]
    [InlineData("pdays is 999 in 39,673 rows", "bank_additional_full.csv", null)]
    [InlineData("duration with AUC", "bank_additional_full.csv", null)]
    [InlineData("together give cnt by a straight line", "bike_hour.csv", null)]
    [InlineData("insulin is 0 in 374 rows", "pima.csv", null)]
    [InlineData("1,000 rows × 21 columns", "german_credit.csv", null)]
    [InlineData("median_house_value is 500001, its largest value, in 965 rows", "california_housing.csv", null)]
    [InlineData("housing_median_age is 52, its largest value, in 1,273 rows", "california_housing.csv", null)]
    [InlineData("is not spread", "wine_white.csv", "wine_red.csv")]
    public async Task Known_properties_of_real_tables_are_found(string says, string train, string? test)
    {
        var data = Environment.GetEnvironmentVariable("AIRWORTHY_TEST_DATA");
        Assert.SkipWhen(data is null, "AIRWORTHY_TEST_DATA does not name a folder of real tables.");
        var run = await LookAsync([Path.Combine(data, train), .. test is null ? Array.Empty<string>() : [Path.Combine(data, test)]]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(says, Flat(run.Output), StringComparison.Ordinal);
    }

    /// <summary>Rows <c>x,k,y</c> in which x says something of y and k does not.</summary>
    private static string[] Honest(int seed, int rows)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ =>
        {
            var x = random.NextDouble() + random.NextDouble() + random.NextDouble();
            return string.Create(CultureInfo.InvariantCulture, $"{x:0.000000000},{random.Next(30)},{(x + (2 * random.NextDouble()) > 2.6 ? 1 : 0)}");
        })];
    }

    private static string Moved(string row, double by)
    {
        var comma = row.IndexOf(',', StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{double.Parse(row[..comma], CultureInfo.InvariantCulture) + by:0.000000}{row[comma..]}");
    }

    private string Write(string name, IEnumerable<string> rows) => Write(name, "x,k,y", rows);

    private string Write(string name, string header, IEnumerable<string> rows) => Write(name, $"{header}\n{string.Join('\n', rows)}\n");

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static void Refused(AirworthyProcess.Run run, string says, string also)
    {
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
        Assert.Contains(also, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    private static Task<AirworthyProcess.Run> LookAsync(params string[] arguments) => AirworthyProcess.RunAsync(null, ["look", .. arguments]);
}
