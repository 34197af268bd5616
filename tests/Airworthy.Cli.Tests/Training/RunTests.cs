using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

using Airworthy.Cli.Training;
using Airworthy.Client;

namespace Airworthy.Cli.Tests.Training;

/// <summary>A team's own command, run as a run: real processes, a real repository, a real store.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task What_a_command_says_logs_and_leaves_behind_becomes_a_run()
    {
        using var project = TrainerProject.Of("""
            echo hello; echo trouble >&2
            log auc 0.75
            mkdir -p predictions; printf 'id,label,score\n1,1,0.9\n2,0,0.1\n' > predictions/dev.csv
            echo "$AIRWORTHY_SEED $SECRET_WORD" | cut -d' ' -f1 > seed.txt
            """);

        var run = await project.RunAsync([("SECRET_WORD", "do-not-keep-me")], "run", "--name", "first", "--seed", "7", "--tag", "team=desk", "--", "sh", "train.sh");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal("hello\n", run.Output);
        Assert.StartsWith("trouble\n", run.Errors, StringComparison.Ordinal);
        var (kept, files) = await project.KeptAsync(TrainerProject.IdIn(run.Errors));
        Assert.Equal((RunStatus.Finished, "first", 0.75, "7", "desk", "0"), (kept.Status, kept.Name, kept.Metrics["auc"].Value, kept.Params["seed"], kept.Tags["team"], kept.Tags["airworthy.exit_code"]));
        Assert.Equal((project.Git("rev-parse", "HEAD").Trim(), "false", "sh train.sh", "train.sh"),
            (kept.Tags["mlflow.source.git.commit"], kept.Tags["mlflow.source.git.dirty"], kept.Tags["airworthy.command"], kept.Tags["mlflow.source.name"]));
        Assert.Equal("hello\ntrouble\n", string.Join('\n', files["output.txt"].Split('\n').OrderBy(l => l.Length == 0).ThenBy(l => l, StringComparer.Ordinal)));
        Assert.EndsWith("  train.sh\n", files["source/code.sha256"], StringComparison.Ordinal);
        Assert.StartsWith("sha256:", kept.Tags["airworthy.code.digest"], StringComparison.Ordinal);
        Assert.Contains("id,label,score", files["predictions/dev.csv"], StringComparison.Ordinal);
        Assert.Contains("processors: ", files["environment/machine.txt"], StringComparison.Ordinal);
        Assert.Equal("7\n", project.Read("seed.txt"));
        Assert.DoesNotContain("do-not-keep-me", string.Join('\n', files.Values.Concat(kept.Tags.Values).Concat(kept.Params.Values)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_fails_hands_its_exit_code_on_and_its_run_is_marked_failed()
    {
        using var project = TrainerProject.Of("echo broken; exit 3");
        project.Write("train.sh", project.Read("train.sh") + "# changed\n");
        project.Write("notes.txt", "new\n");

        var run = await project.RunAsync([], "run", "--", "sh", "train.sh");

        Assert.Equal(3, run.ExitCode);
        var (kept, files) = await project.KeptAsync(TrainerProject.IdIn(run.Errors));
        Assert.Equal((RunStatus.Failed, "3", "true"), (kept.Status, kept.Tags["airworthy.exit_code"], kept.Tags["mlflow.source.git.dirty"]));
        Assert.Contains("+# changed", files["source/uncommitted.diff"], StringComparison.Ordinal);
        Assert.Contains("notes.txt", files["source/uncommitted.diff"], StringComparison.Ordinal);
        Assert.Equal("notes.txt\n", files["source/untracked.txt"]);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told_and_leaves_a_failed_run()
    {
        using var project = TrainerProject.Of("exit 0");

        var run = await project.RunAsync([], "run", "--", "no-such-program-here");

        Assert.Equal(127, run.ExitCode);
        Assert.Contains("no-such-program-here cannot be started", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_c_reaches_the_command_and_ends_the_run_as_killed()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var project = TrainerProject.Of("trap 'echo cleaned > cleaned.txt; exit 9' INT\necho > ready.txt\nwhile true; do sleep 0.1; done");
        using var process = await StartAsync(project, cancel);

        ScratchProject.Shell(project.Root, "kill", "-INT", $"{process.Id}");
        await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(40), cancel);

        Assert.Equal(130, process.ExitCode);
        Assert.True(project.Has("cleaned.txt"), project.Read(Printed));
        var (kept, _) = await project.KeptAsync(TrainerProject.IdIn(project.Read(Printed)));
        Assert.Equal(RunStatus.Killed, kept.Status);
    }

    [Fact]
    public async Task The_second_ctrl_c_leaves_at_once_and_nothing_goes_on_behind_it()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var project = TrainerProject.Of("trap '' INT\necho $$ > ready.txt\nwhile true; do sleep 0.1; done");
        using var process = await StartAsync(project, cancel);
        var trainer = int.Parse(project.Read("ready.txt"), CultureInfo.InvariantCulture);

        // The word that comes two seconds after the first shows that it was heard, and that the command has not ended for it.
        ScratchProject.Shell(project.Root, "kill", "-INT", $"{process.Id}");
        while (!process.HasExited && !project.Read(Printed).Contains("Ctrl-C again leaves at once.", StringComparison.Ordinal))
        {
            await Task.Delay(20, cancel);
        }

        Assert.False(process.HasExited, project.Read(Printed));
        ScratchProject.Shell(project.Root, "kill", "-INT", $"{process.Id}");
        await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(5), cancel);

        Assert.Equal(130, process.ExitCode);
        Assert.DoesNotContain("xception", project.Read(Printed), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(trainer));
    }

    private const string Printed = "printed.txt";

    private static async Task<Process> StartAsync(TrainerProject project, CancellationToken cancel)
    {
        var process = Process.Start("sh", ["-c", "cd \"$1\"; exec env --default-signal=INT dotnet \"$0\" run -- sh train.sh >\"$2\" 2>&1 </dev/null", BuiltProgram.Path, project.Root, Printed]);
        while (!(project.Has("ready.txt") && project.Read("ready.txt").EndsWith('\n')) && !process.HasExited)
        {
            await Task.Delay(20, cancel);
        }

        return process;
    }
}

/// <summary>A project whose training is a shell script that logs by the protocol.</summary>
internal sealed partial class TrainerProject : IDisposable
{
    // Only what every system has: the script speaks HTTP through python3 where it logs.
    private const string Log = """
        log() { python3 - "$1" "$2" <<'PY'
        import json, os, sys, urllib.request
        body = json.dumps({"run_id": os.environ["MLFLOW_RUN_ID"], "key": sys.argv[1], "value": float(sys.argv[2]), "timestamp": 1, "step": 0}).encode()
        request = urllib.request.Request(os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow/runs/log-metric", body, {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ.get("MLFLOW_TRACKING_TOKEN", "")})
        urllib.request.urlopen(request).read()
        PY
        }

        """;

    private readonly ScratchProject _project = new();

    public string Root => _project.Root;

    public static TrainerProject Of(string script)
    {
        var made = new TrainerProject();
        made.Write("lib/log.sh", Log);
        made.Write("train.sh", ". ./lib/log.sh\n" + script + "\n");
        made.Write(".gitignore", ".airworthy/store/\nignored.txt\n");
        made._project.Commit("Training");
        return made;
    }

    public Task<AirworthyProcess.Run> RunAsync((string, string)[] variables, params string[] arguments) => AirworthyProcess.RunAsync(Root, variables, arguments);

    public void Write(string path, string text) => _project.Write(path, text);

    public string Read(string path) => _project.Read(path);

    public bool Has(string path) => _project.Has(path);

    public string Git(params string[] arguments) => _project.Git(arguments);

    public static string IdIn(string text) => Id().Match(text) is { Success: true } match ? match.Groups[1].Value : throw new InvalidOperationException(text);

    /// <summary>A run as the store keeps it, and its files as texts.</summary>
    public async Task<(Run Run, IReadOnlyDictionary<string, string> Files)> KeptAsync(string id)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var place = await TrackingPlace.OwnAsync(Path.Combine(Root, ".airworthy", "store"), cancel);
        var run = await place.Client.GetRunAsync(id, cancel);
        var files = new Dictionary<string, string>();
        await foreach (var file in place.Client.Artifacts.ListAllAsync(run, cancel: cancel))
        {
            using var reader = new StreamReader(await place.Client.Artifacts.OpenAsync(run, file.Path, cancel));
            files[file.Path] = await reader.ReadToEndAsync(cancel);
        }

        return (run, files);
    }

    public void Dispose() => _project.Dispose();

    [GeneratedRegex(@"\(([0-9a-f]{32})\)")]
    private static partial Regex Id();
}
