using System.Diagnostics;

using Airworthy.Core.Checklist;
using Airworthy.Core.Records;
using Airworthy.Data.Records;

namespace Airworthy.Cli.Tests;

/// <summary>Two clones and a bare remote, all real.</summary>
public sealed class RecordsTests : IDisposable
{
    private const string Ref = "refs/airworthy/records";

    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-records-").FullName;
    private readonly ScratchProject _seed = new();

    public RecordsTests()
    {
        ScratchProject.Shell(_folder, "git", "clone", "-q", "--bare", _seed.Root, "remote.git");
        Clone("a");
        Clone("b");
    }

    [Fact]
    public async Task A_colleague_sees_what_a_check_left_behind()
    {
        Assert.Equal("", (await RunAsync("a", "check", "business-goal")).Output.Length > 0 ? "" : "nothing was printed");
        var push = await RunAsync("a", "records", "push");
        var pull = await RunAsync("b", "records", "pull");

        Assert.Equal(("", ""), (push.Errors, pull.Errors));
        Assert.Contains("Brought", push.Output, StringComparison.Ordinal);
        Assert.Contains("from origin", pull.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Ids("a"));
        Assert.Equal(Ids("a"), Ids("b"));
        Assert.Contains("business-goal/contract", (await RunAsync("b", "records", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("The history is whole", (await RunAsync("b", "records", "verify")).Output, StringComparison.Ordinal);
        Assert.Contains("already", (await RunAsync("a", "records", "push")).Output, StringComparison.Ordinal);
        Assert.Contains("nothing new", (await RunAsync("b", "records", "pull")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_sides_are_joined_and_nothing_is_taken_away()
    {
        await RecordAsync("a", "local-a", 3);
        await RecordAsync("b", "local-b", 2);
        await RunAsync("a", "records", "push");
        await RunAsync("b", "records", "push");
        await RunAsync("a", "records", "pull");
        await RunAsync("b", "records", "pull");

        Assert.Equal(5, Ids("a").Count);
        Assert.Equal(Ids("a"), Ids("b"));
        Assert.Equal("local-a.jsonl\nlocal-b.jsonl\n", Remote("ls-tree", "--name-only", Ref));
        Assert.Equal("2", Remote("rev-list", "--count", Ref).Trim());
    }

    [Fact]
    public async Task Four_who_push_at_the_same_time_all_arrive()
    {
        string[] clones = ["a", "b", "c", "d"];
        Clone("c");
        Clone("d");
        foreach (var clone in clones)
        {
            await RecordAsync(clone, $"local-{clone}", 4);
        }

        var runs = await Task.WhenAll(clones.Select(c => RunAsync(c, "records", "push")));

        Assert.All(runs, r => Assert.Equal("", r.Errors));
        await RunAsync("a", "records", "pull");
        Assert.Equal(16, Ids("a").Count);
        Assert.Contains("The history is whole: 16 records of 4 writers", (await RunAsync("a", "records", "verify")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "history broken")]    // in the middle: its follower names what is not there
    [InlineData(2, "history broken")]    // the last one: only git's own history shows it
    public async Task A_record_that_somebody_edited_on_the_way_is_refused_with_its_place(int line, string expected)
    {
        await RecordAsync("a", "local-a", 3);
        await RunAsync("a", "records", "push");
        var lines = Remote("show", $"{Ref}:local-a.jsonl").Split('\n');
        lines[line] = lines[line].Replace("\"says\":\"It", "\"says\":\"Perhaps it", StringComparison.Ordinal);
        Replace("local-a.jsonl", string.Join('\n', lines));
        var pull = await RunAsync("b", "records", "pull");

        Assert.Equal(1, pull.ExitCode);
        Assert.Contains(expected, pull.Errors, StringComparison.Ordinal);
        Assert.Contains($"{Ref} of origin: local-a.jsonl:{line + 1}:1: ", pull.Errors, StringComparison.Ordinal);
        Assert.Empty(Ids("b"));
    }

    [Fact]
    public async Task A_history_that_was_replaced_on_the_remote_is_refused()
    {
        await RecordAsync("a", "local-a", 3);
        await RunAsync("a", "records", "push");
        await RunAsync("b", "records", "pull");
        Remote("update-ref", "-d", Ref);
        await RecordAsync("b", "local-b", 1);
        Directory.Delete(Store("a"), recursive: true);
        await RecordAsync("a", "local-a2", 1);
        ScratchProject.Shell(Path.Combine(_folder, "a"), "git", "update-ref", "-d", "refs/airworthy/remotes/origin");
        await RunAsync("a", "records", "push");
        var push = await RunAsync("b", "records", "push");

        Assert.Equal(1, push.ExitCode);
        Assert.Contains("seen there before, is gone", push.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_edited_here_is_not_pushed()
    {
        await RecordAsync("a", "local-a", 3);
        var file = Path.Combine(Store("a"), "local-a.jsonl");
        File.WriteAllText(file, File.ReadAllText(file).Replace("on day 2", "on day 9", StringComparison.Ordinal));
        var push = await RunAsync("a", "records", "push");
        var verify = await RunAsync("a", "records", "verify");

        Assert.Equal((1, 1), (push.ExitCode, verify.ExitCode));
        Assert.Contains(".airworthy/store/records/local-a.jsonl:3:1: history broken", push.Errors, StringComparison.Ordinal);
        Assert.Contains(".airworthy/store/records/local-a.jsonl:3:1: history broken", verify.Output, StringComparison.Ordinal);
        Assert.Equal("", Remote("for-each-ref", "refs/airworthy"));
    }

    [Fact]
    public async Task A_history_lost_here_comes_back_from_the_remote()
    {
        await RecordAsync("a", "local-a", 3);
        await RunAsync("a", "records", "push");
        var file = Path.Combine(Store("a"), "local-a.jsonl");
        var lines = File.ReadAllLines(file);
        File.WriteAllText(file, lines[0] + "\n" + lines[2] + "\n");
        Assert.Equal(1, (await RunAsync("a", "records", "verify")).ExitCode);
        await RunAsync("a", "records", "pull");

        Assert.Equal(0, (await RunAsync("a", "records", "verify")).ExitCode);
        Assert.Equal(3, Ids("a").Count);
    }

    [Fact]
    public async Task A_push_or_pull_killed_at_any_moment_leaves_both_sides_whole()
    {
        var random = new Random(7);
        for (var round = 0; round < 6; round++)
        {
            await RecordAsync("a", "local-a", 50);
            await KillAsync("a", random.Next(100, 700), "records", "push");
            await KillAsync("b", random.Next(100, 700), "records", "pull");
        }

        await File.AppendAllTextAsync(Path.Combine(Store("a"), "local-a.jsonl"), "{\"check\":\"ci/found\",\"torn", TestContext.Current.CancellationToken);
        var push = await RunAsync("a", "records", "push");
        var pull = await RunAsync("b", "records", "pull");

        Assert.Equal(("", ""), (push.Errors, pull.Errors));
        Assert.Equal(300, Ids("b").Count);
        Assert.Equal(Ids("a"), Ids("b"));
        Assert.Equal(0, (await RunAsync("b", "records", "verify")).ExitCode);
    }

    [Fact]
    public async Task Two_projects_of_one_repository_keep_apart()
    {
        var inner = Path.Combine(_folder, "a", "models", "inner");
        Directory.CreateDirectory(inner);
        File.WriteAllText(Path.Combine(inner, "airworthy.yaml"), "airworthy: 1\nproject: inner\n");
        await RecordAsync("a", "local-a", 1);
        await RecordAsync("a/models/inner", "local-a", 2);
        await RunAsync("a", "records", "push");
        await RunAsync("a/models/inner", "records", "push");
        Directory.Delete(Store("a"), recursive: true);
        await RunAsync("a", "records", "pull");

        Assert.Single(Ids("a"));
        Assert.Equal("local-a.jsonl\nmodels/inner/local-a.jsonl\n", Remote("ls-tree", "-r", "--name-only", Ref));
    }

    [Theory]
    [InlineData("elsewhere", "elsewhere cannot be reached")]
    [InlineData("--upload-pack=touch /tmp/x", "is no remote")]
    public async Task A_remote_that_is_not_there_is_named(string remote, string expected)
    {
        await RecordAsync("a", "local-a", 1);
        var push = await RunAsync("a", "records", "push", $"--remote={remote}");

        Assert.Equal(1, push.ExitCode);
        Assert.Contains(expected, push.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_does_as_well_as_a_name()
    {
        await RecordAsync("a", "local-a", 1);
        await RunAsync("a", "records", "push", "--remote", $"file://{_folder}/remote.git");
        await RunAsync("b", "records", "pull", "--remote", Path.Combine(_folder, "remote.git"));

        Assert.Single(Ids("b"));
    }

    [Fact]
    public async Task Outside_git_it_says_so()
    {
        var bare = Directory.CreateTempSubdirectory("airworthy-nogit-").FullName;
        File.WriteAllText(Path.Combine(bare, "airworthy.yaml"), "airworthy: 1\nproject: x\n");

        Assert.Contains("in no git repository", (await AirworthyProcess.RunAsync(bare, "records", "push")).Errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _seed.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<AirworthyProcess.Run> RunAsync(string clone, params string[] arguments) => AirworthyProcess.RunAsync(Path.Combine(_folder, clone), arguments);

    private void Clone(string name)
    {
        ScratchProject.Shell(_folder, "git", "clone", "-q", "remote.git", name);
        ScratchProject.Shell(Path.Combine(_folder, name), "git", "config", "user.email", $"{name}@example.com");
        ScratchProject.Shell(Path.Combine(_folder, name), "git", "config", "user.name", name);
    }

    private string Store(string clone) => new RecordStore(Path.Combine(_folder, clone)).Folder;

    private List<string> Ids(string clone) => [.. new RecordStore(Path.Combine(_folder, clone)).Read().Select(r => r.Id).Order(StringComparer.Ordinal)];

    private async Task RecordAsync(string clone, string writer, int count)
    {
        var fresh = Enumerable.Range(1, count).Select(i => new CheckRecord
        {
            Check = "ci/found",
            CheckVersion = 1,
            Answer = Answer.Met,
            Says = $"It was so on day {i}.",
            Subject = new Dictionary<string, string>(),
            By = new Writer(WriterKind.Person, writer),
            At = new DateTimeOffset(2001, 6, 1, 9, 0, 0, TimeSpan.Zero).AddMinutes(i),
        });
        await new RecordStore(Path.Combine(_folder, clone)).AppendAsync(writer, [.. fresh], TestContext.Current.CancellationToken);
    }

    private string Remote(params string[] arguments) => ScratchProject.Shell(Path.Combine(_folder, "remote.git"), "git", arguments);

    /// <summary>Puts a commit on the remote's records that changes a file, as somebody with access could.</summary>
    private void Replace(string name, string text)
    {
        var edit = Path.Combine(_folder, "edit");
        ScratchProject.Shell(_folder, "git", "clone", "-q", "remote.git", "edit");
        ScratchProject.Shell(edit, "git", "fetch", "-q", "origin", Ref);
        ScratchProject.Shell(edit, "git", "checkout", "-q", "FETCH_HEAD");
        File.WriteAllText(Path.Combine(edit, name), text);
        ScratchProject.Shell(edit, "git", "-c", "user.name=eve", "-c", "user.email=eve@example.com", "commit", "-qam", "tidy up");
        ScratchProject.Shell(edit, "git", "push", "-q", "origin", $"HEAD:{Ref}");
    }

    private async Task KillAsync(string clone, int after, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Path, .. arguments])
        {
            WorkingDirectory = Path.Combine(_folder, clone),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await Task.Delay(after, TestContext.Current.CancellationToken);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
