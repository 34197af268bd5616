using System.Globalization;
using System.Text;

namespace Airworthy.Cli.Tests;

public sealed class DataSplitTests : IDisposable
{
    private const string Contract = """
        airworthy: 1
        project: shop
        kind: tabular-classification
        data:
          files: [orders.csv]   # one line per order
          id: order_no
          label: returned
          time: at
          entity: customer
        """;

    private readonly TemporaryProject _project = new(Contract);

    public DataSplitTests()
    {
        var random = new Random(11);
        var text = new StringBuilder("order_no,at,customer,amount,returned\n");
        for (var i = 0; i < 900; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{5000 + i},{new DateTime(2026, 1, 1, 8, 0, 0).AddHours(i * 2.3):yyyy-MM-dd HH:mm:ss},C{random.Next(150):000},{random.NextDouble() * 90:0.000},{random.Next(2)}");
        }

        _project.Write("orders.csv", text.ToString());
    }

    private string Manifest => Path.Combine(_project.Folder, ".airworthy", "data", "orders.split.yaml");

    [Fact]
    public async Task A_split_that_leaks_is_refused_with_numbers_and_nothing_is_written()
    {
        var run = await _project.RunAsync("data", "split", "--method", "random");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Refused, nothing is written: the split random leaks.", run.Output, StringComparison.Ordinal);
        Assert.Matches("\\d+ of \\d+ values of customer in (dev|test) are also in train", run.Output);
        Assert.Equal(Contract + "\n", Text("airworthy.yaml"));
        Assert.False(File.Exists(Manifest));
    }

    [Fact]
    public async Task Without_a_wish_the_first_method_that_does_not_leak_is_proposed_and_says_why_not_the_one_before()
    {
        var run = await _project.RunAsync("data", "split");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches("Not by-time: \\d+ of \\d+ values of customer", run.Output);
        Assert.Contains("None of the", run.Output, StringComparison.Ordinal);
        Assert.Equal(Contract + "\n  split:\n    method: by-group\n    draw: md5\n    shares: {train: 0.7, dev: 0.15, test: 0.15}\n", Text("airworthy.yaml"));
    }

    [Fact]
    public async Task The_same_twice_is_the_same_byte_by_byte_and_only_values_change()
    {
        _project.Write("airworthy.yaml", Contract.Replace("entity: customer", "entity: none   # asked", StringComparison.Ordinal) + "\n");
        var first = await _project.RunAsync("data", "split", "--method", "by-time", "--gap", "3");
        var (contract, manifest) = (Text("airworthy.yaml"), File.ReadAllText(Manifest));
        var second = await _project.RunAsync("data", "split", "--method", "by-time", "--gap", "3");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal((contract, manifest), (Text("airworthy.yaml"), File.ReadAllText(Manifest)));
        Assert.Contains("entity: none   # asked", contract, StringComparison.Ordinal);
        Assert.Contains("gap_days: 3", contract, StringComparison.Ordinal);
        Assert.Contains("at least 3 days apart", first.Output, StringComparison.Ordinal);

        var third = await _project.RunAsync("data", "split", "--gap", "5");
        Assert.Equal(0, third.ExitCode);
        Assert.Contains("gap_days: 5", Text("airworthy.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_names_its_splits_and_its_profile_is_made_again_of_the_rows_that_are_train()
    {
        _project.Write("airworthy.yaml", Contract.Replace("entity: customer", "entity: none\n  dataset: orders", StringComparison.Ordinal) + "\n");
        Assert.Equal(0, (await _project.RunAsync("data", "add", "orders", "orders.csv")).ExitCode);
        var (before, whole) = (ProfileOf(), await _project.RunAsync("data", "profile", "--with", "v0001"));
        Assert.Contains("900 rows", whole.Output, StringComparison.Ordinal);

        var split = await _project.RunAsync("data", "split", "--method", "by-time", "--shares", "0.6,0.2,0.2");

        Assert.Equal((0, ""), (split.ExitCode, split.Errors));
        Assert.Contains("Version v0001 of orders names these splits now, and its profile is of this train.", split.Output, StringComparison.Ordinal);
        Assert.NotEqual(before, ProfileOf());
        var train = await _project.RunAsync("data", "profile", "--with", "v0001");
        Assert.DoesNotContain("900 rows", train.Output, StringComparison.Ordinal);
        Assert.Matches(@"\b5\d\d rows", train.Output);
        Assert.Contains("1 version is whole", (await _project.RunAsync("data", "verify")).Output, StringComparison.Ordinal);

        string ProfileOf() => Text(".airworthy/data/orders.versions.yaml").Split('\n').Single(l => l.Contains("profile: sha256:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_shows_both_files()
    {
        var run = await _project.RunAsync("data", "split", "--method", "nested", "--dry-run");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("  data.split.nested: 5\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("- {train: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(Contract + "\n", Text("airworthy.yaml"));
        Assert.False(File.Exists(Manifest));
    }

    [Theory]
    [InlineData(64, "Did you mean by-time?", "--method", "by-tme")]
    [InlineData(64, "that sum to 1", "--shares", "0.5,0.6")]
    [InlineData(64, "expected 3 to 50 folds", "--nested", "2")]
    [InlineData(1, "A gap is left in time, and the split is random.", "--method", "random", "--gap", "3")]
    [InlineData(1, "leave no row for a split when 400 days lie between", "--method", "by-time", "--gap", "400")]
    [InlineData(1, "which data.split.columns names", "--method", "by-group", "--columns", "custommer")]
    public async Task A_wish_that_cannot_be_says_why(int exit, string says, params string[] asked)
    {
        var run = await _project.RunAsync("data", ["split", .. asked]);

        Assert.Equal(exit, run.ExitCode);
        Assert.Contains(says, run.Errors + run.Output, StringComparison.Ordinal);
        Assert.Equal(Contract + "\n", Text("airworthy.yaml"));
    }

    [Fact]
    public async Task Rows_of_a_split_are_given_out_and_reads_of_test_are_counted()
    {
        Assert.Equal(0, (await _project.RunAsync("data", "split", "--method", "by-group")).ExitCode);
        var train = await _project.RunAsync("data", "read", "--split", "train");
        var first = await _project.RunAsync("data", "read", "--split", "test", "--run", "trial-1", "--out", Path.Combine(_project.Folder, "out", "test.csv"));
        var second = await _project.RunAsync("data", "read", "--split", "test", "--run", "trial-2", "--out", Path.Combine(_project.Folder, "out", "test.parquet"));
        var listed = await _project.RunAsync("records", "list", "--check", "test-split/read");

        Assert.StartsWith("order_no,at,customer,amount,returned\n", train.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("allowed", train.Errors, StringComparison.Ordinal);
        Assert.Contains("Runs have read these rows 1 time; 5 are allowed", first.Errors, StringComparison.Ordinal);
        Assert.Contains("Runs have read these rows 2 times", second.Errors, StringComparison.Ordinal);
        Assert.Contains("Run trial-2 read the", listed.Output, StringComparison.Ordinal);
        Assert.Equal("PAR1", Encoding.ASCII.GetString(File.ReadAllBytes(Path.Combine(_project.Folder, "out", "test.parquet")).AsSpan(0, 4)));

        var rows = File.ReadAllLines(Path.Combine(_project.Folder, "out", "test.csv")).Skip(1).Select(l => l.Split(',')[2]).ToHashSet();
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(train.Output.Split('\n').Skip(1).Where(l => l.Length > 0), l => rows.Contains(l.Split(',')[2]));
        Assert.Equal(0, (await _project.RunAsync("records", "verify")).ExitCode);
    }

    [Fact]
    public async Task A_split_that_the_projects_own_code_draws_is_not_given_out()
    {
        _project.Write("airworthy.yaml", Contract + "\n  split: {method: random, seed: 42, shares: {train: 0.8, test: 0.2}}\n");

        var run = await _project.RunAsync("data", "read", "--split", "test");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The project's own code draws this split", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_changed_split_is_named_by_the_check()
    {
        Assert.Equal(0, (await _project.RunAsync("data", "split", "--method", "by-group")).ExitCode);
        var before = await _project.RunAsync("check", "leakage-safe-split/rows", "--format", "json");
        _project.Write("orders.csv", Text("orders.csv") + "9001,2026-03-29 08:00:00,C001,12.5,1\n");
        var after = await _project.RunAsync("check", "leakage-safe-split/rows", "--format", "json");

        Assert.DoesNotContain("The split is not what", before.Output, StringComparison.Ordinal);
        Assert.Contains("The split is not what .airworthy/data/orders.split.yaml records", after.Output, StringComparison.Ordinal);
    }

    private string Text(string path) => File.ReadAllText(Path.Combine(_project.Folder, path));

    public void Dispose() => _project.Dispose();
}
