namespace Airworthy.Cli.Tests;

public sealed class DataCommandTests
{
    private const string Contract = """
        airworthy: 1
        project: small
        data:
          dataset: trips
          files: [trips.csv]
          id: trip
          label: late
          storage: {data: .airworthy/store, models: registry, annotations: docs/labels.md}

        """;

    [Fact]
    public async Task From_the_first_version_to_the_difference_of_two()
    {
        using var project = new ScratchProject();
        project.Write("airworthy.yaml", Contract);
        Assert.Contains("No dataset has a version yet", (await project.RunAsync("data", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("No dataset has a version yet", (await project.RunAsync("data", "verify")).Output, StringComparison.Ordinal);

        project.Write("trips.csv", "trip,way,late\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"T{i:000},{i},{i % 2}\n")));
        var first = await project.RunAsync("data", "add", "trips", "trips.csv", "--now", "2026-01-05T10:00:00Z");
        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.StartsWith("trips v0001: 200 rows, ", first.Output, StringComparison.Ordinal);
        Assert.Equal("*\n", project.Read(".airworthy/store/.gitignore"));
        Assert.Contains("nothing was added", (await project.RunAsync("data", "add", "trips", "trips.csv")).Output, StringComparison.Ordinal);

        project.Write("trips.csv", "trip,way,late,note\n" + string.Concat(Enumerable.Range(1, 209).Select(i => $"T{i:000},{(i == 7 ? 99 : i)},{(i is 3 or 4 ? 1 - (i % 2) : i % 2)},x\n")));
        var second = await project.RunAsync("data", "add", "trips", "trips.csv", "--source", "the depot, February", "--now", "2026-02-05T10:00:00Z");
        Assert.Contains("Labels since v0001: 2 changed, 10 added, 1 gone with their rows.", second.Output, StringComparison.Ordinal);
        Assert.Contains("Say why in docs/labels.md, under a heading with v0002", second.Output, StringComparison.Ordinal);
        Assert.Contains("from: {source: \"the depot, February\", parent: v0001}", project.Read(".airworthy/data/trips.versions.yaml"), StringComparison.Ordinal);
        Assert.Contains("labels: {changed: 2, added: 10, log: docs/labels.md#v0002}", project.Read(".airworthy/data/trips.versions.yaml"), StringComparison.Ordinal);

        var difference = await project.RunAsync("data", "diff", "v0001", "v0002");
        Assert.Contains("note is new (VARCHAR)", difference.Output, StringComparison.Ordinal);
        Assert.Contains("rows     10 added, 1 removed, 3 changed, 196 the same, by trip", difference.Output, StringComparison.Ordinal);
        Assert.Contains("labels   2 changed, 10 added, 1 gone with their rows", difference.Output, StringComparison.Ordinal);
        Assert.Contains("trip=T003, before=1, after=0", difference.Output, StringComparison.Ordinal);

        Assert.Contains("2 versions are whole", (await project.RunAsync("data", "verify")).Output, StringComparison.Ordinal);
        Assert.Contains("1 version is whole", (await project.RunAsync("data", "verify", "trips@v0001")).Output, StringComparison.Ordinal);
        var list = await project.RunAsync("data", "list");
        Assert.Contains("v0002  2026-02-05", list.Output, StringComparison.Ordinal);
        Assert.Contains("(2 labels changed, 10 added)", list.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await project.RunAsync("data", "checkout", "v0001", "--to", "old")).ExitCode);
        Assert.StartsWith("trip,way,late\nT000,0,0\n", project.Read("old/trips.csv"), StringComparison.Ordinal);
        project.Write("old/trips.csv", "mine");
        var inTheWay = await project.RunAsync("data", "checkout", "v0001", "--to", "old");
        Assert.Equal(1, inTheWay.ExitCode);
        Assert.Contains("trips.csv is in ", inTheWay.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", project.Read("old/trips.csv"));
    }

    [Fact]
    public async Task Collecting_asks_first_and_keeps_what_a_branch_names()
    {
        using var project = new ScratchProject();
        project.Write("airworthy.yaml", Contract);
        foreach (var rows in (int[])[100, 5_000])
        {
            project.Write("trips.csv", "trip,way,late\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"T{i},{i * 7},{i % 2}\n")));
            Assert.Equal(0, (await project.RunAsync("data", "add", "trips", "trips.csv")).ExitCode);
        }

        Assert.Contains("Nothing to remove", (await project.RunAsync("data", "gc", "--yes")).Output, StringComparison.Ordinal);
        project.Commit("Two versions");
        var manifest = project.Read(".airworthy/data/trips.versions.yaml");
        project.Write(".airworthy/data/trips.versions.yaml", manifest[..manifest.IndexOf("  - id: v0002", StringComparison.Ordinal)]);
        Assert.Contains("Nothing to remove", (await project.RunAsync("data", "gc", "--yes")).Output, StringComparison.Ordinal);

        project.Commit("One version");
        var asked = await project.RunAsync("data", "gc");
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("Nothing was removed; add --yes.", asked.Output, StringComparison.Ordinal);
        Assert.Matches(@"^Removed [34] chunks \(\d{2,3},\d{3} bytes\)", (await project.RunAsync("data", "gc", "--yes")).Output);
        Assert.Contains("1 version is whole", (await project.RunAsync("data", "verify")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_is_kept_with_each_version_and_stands_for_rows_that_are_gone()
    {
        using var project = new ScratchProject();
        project.Write("airworthy.yaml", Contract);
        void Rows(int from) => project.Write("trips.csv", "trip,way,late\n" + string.Concat(Enumerable.Range(from, 500).Select(i => $"T{i:000},{i},{i % 2}\n")));
        Rows(0);
        Assert.Equal(0, (await project.RunAsync("data", "add", "trips", "trips.csv")).ExitCode);
        Rows(400);
        Assert.Equal(0, (await project.RunAsync("data", "add", "trips", "trips.csv")).ExitCode);
        Assert.Equal(2, project.Read(".airworthy/data/trips.versions.yaml").Split("    profile: sha256:").Length - 1);
        Assert.Contains("nothing was added", (await project.RunAsync("data", "add", "trips", "trips.csv")).Output, StringComparison.Ordinal);
        Assert.Contains("2 versions are whole", (await project.RunAsync("data", "verify")).Output, StringComparison.Ordinal);

        var moved = await project.RunAsync("data", "profile", "--with", "v0001", "--compare", "v0002");
        Assert.Equal((0, ""), (moved.ExitCode, moved.Errors));
        Assert.Contains("v0002 (500 rows) against data (500 rows)", moved.Output, StringComparison.Ordinal);
        Assert.Matches(@"way\s+large", moved.Output);

        // The rows are gone, and so are the packs that held them; the profile is all that is left.
        Rows(0);
        project.Write("serving.csv", project.Read("trips.csv"));
        File.Delete(Path.Combine(project.Root, "trips.csv"));
        var packs = Directory.GetFiles(Path.Combine(project.Root, ".airworthy/store/data/packs"), "*.pack").Where(p => File.ReadAllBytes(p).AsSpan().IndexOf("\nT450,"u8) >= 0).ToList();
        Assert.NotEmpty(packs);
        packs.ForEach(File.Delete);
        Directory.Delete(Path.Combine(project.Root, ".airworthy/store/data/out"), recursive: true);
        var without = await project.RunAsync("data", "profile", "--compare", "serving.csv");
        Assert.Equal(0, without.ExitCode);
        Assert.Contains("The profile that was kept of v0002 stands for the rows.", without.Errors, StringComparison.Ordinal);
        Assert.Matches(@"way\s+large", without.Output);
        Assert.Contains("There is no version v0009.", (await project.RunAsync("data", "profile", "--with", "v0009")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, "two words cannot be the name of a dataset", "add", "two words", "trips.csv")]
    [InlineData(64, "--encoding ebcdic: expected utf-8, utf-16 or latin-1.", "add", "trips", "trips.csv", "--encoding", "ebcdic")]
    [InlineData(64, "--delimiter ||: expected one character", "add", "trips", "trips.csv", "--delimiter", "||")]
    [InlineData(1, "none.csv is not there.", "add", "trips", "none.csv")]
    [InlineData(1, "/dev/zero is no regular file.", "add", "trips", "/dev/zero")]
    [InlineData(1, "--encoding latin-1", "add", "trips", "latin.csv")]
    [InlineData(64, "There is no version v0009.", "checkout", "v0009")]
    public async Task What_is_wrong_is_said_with_what_to_do(int code, string says, params string[] arguments)
    {
        using var project = new ScratchProject();
        project.Write("airworthy.yaml", Contract);
        project.Write("trips.csv", "trip,late\nA,1\n");
        File.WriteAllBytes(Path.Combine(project.Root, "latin.csv"), [.. "trip,late\nZ"u8, 0xFC, .. "rich,1\n"u8]);
        var run = await project.RunAsync(["data", .. arguments]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
        Assert.False(project.Has(".airworthy/data/trips.versions.yaml"));
    }
}
