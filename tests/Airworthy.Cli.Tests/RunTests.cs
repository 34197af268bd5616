using System.Diagnostics;

using Airworthy.Client;

using Airworthy.Cli.Tests.Tracking;

namespace Airworthy.Cli.Tests;

/// <summary><c>airworthy run</c>: real commands, a real repository, the real tracking server.</summary>
public sealed class RunTests : IDisposable
{
    private const string Script = """
        echo "seed $AIRWORTHY_SEED"
        cat "$AIRWORTHY_DATA_ORDERS" | head -1
        echo "a warning" >&2
        curl -s -o /dev/null -w 'stranger %{http_code}\n' "$MLFLOW_TRACKING_URI/api/2.0/mlflow/experiments/search?max_results=1"
        curl -s -H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" -H 'Content-Type: application/json' "$MLFLOW_TRACKING_URI/api/2.0/mlflow/runs/log-metric" \
          -d "{\"run_id\": \"$MLFLOW_RUN_ID\", \"key\": \"dev_roc_auc\", \"value\": 0.7, \"timestamp\": 1, \"step\": 0}"
        mkdir -p predictions; printf 'id,label,score\n1,0,0.2\n' > predictions/dev.csv
        exit ${1:-0}
        """;

    private readonly ScratchProject _project = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public RunTests()
    {
        _project.Write("airworthy.yaml", "airworthy: 1\nproject: shop\nkind: tabular-classification\ndata: {dataset: orders, files: [orders.csv], id: id, label: y}\nfeatures: {code: [train.sh]}\n");
        _project.Write("orders.csv", "id,x,y\n1,2,0\n2,3,1\n");
        _project.Write("predictions/test.csv", "id,label,score\n");
        _project.Write("requirements.txt", "pandas==2.2.3\n");
        _project.Write("train.sh", Script);
    }

    [Fact]
    public async Task A_command_becomes_a_run_that_tells_what_it_was_made_of()
    {
        Assert.Equal(0, (await _project.RunAsync("data", "add", "orders", "orders.csv")).ExitCode);
        _project.Commit("One");
        var first = await _project.RunAsync("run", "--name", "first", "--seed", "11", "--tag", "who=ana", "--", "sh", "train.sh");
        Assert.True(first.ExitCode == 0, first.Errors);
        Assert.Contains("seed 11\nid,x,y\n", first.Output, StringComparison.Ordinal);
        Assert.Contains("stranger 401", first.Output, StringComparison.Ordinal);
        Assert.Contains("a warning", first.Errors, StringComparison.Ordinal);
        Assert.Contains("Run first finished after", first.Errors, StringComparison.Ordinal);
        _project.Write("train.sh", Script + "\n# changed\n");
        _project.Write("new.txt", "untracked\n");
        var second = await _project.RunAsync("run", "--name", "second", "--", "sh", "train.sh", "3");
        Assert.Equal(3, second.ExitCode);

        using var server = await ServeProcess.StartAsync(Path.Combine(_project.Root, ".airworthy", "store"));
        using var client = new TrackingClient(new Uri(server.Address));
        var runs = await client.SearchRunsAsync(["shop"], cancel: Cancel).ToDictionaryAsync(r => r.Name, cancellationToken: Cancel);
        var run = runs["first"];
        Assert.Equal((RunStatus.Finished, 0.7, "11", "ana"), (run.Status, run.Metrics["dev_roc_auc"].Value, run.Params["seed"], run.Tags["who"]));
        Assert.Equal(("False", "sh train.sh", "train.sh", "orders@v0001"), (run.Tags["mlflow.source.git.dirty"], run.Tags["airworthy.command"], run.Tags["mlflow.source.name"], run.Tags["data.version"]));
        Assert.Equal(40, run.Tags["mlflow.source.git.commit"].Length);
        Assert.StartsWith("sha256:", run.Tags["airworthy.code.digest"], StringComparison.Ordinal);
        Assert.Equal([("orders", "train")], run.Inputs.Select(i => (i.Name, i.Context)));
        Assert.True(run.Metrics["system/wall_seconds"].Value > 0 && run.Metrics["system/processor_seconds"].Value > 0);
        Assert.Equal(["environment/machine.json", "environment/requirements.txt", "output.txt", "predictions/dev.csv"], await FilesAsync(client, run));
        Assert.Equal((RunStatus.Failed, "True", "code/uncommitted.patch"), (runs["second"].Status, runs["second"].Tags["mlflow.source.git.dirty"], runs["second"].Tags["airworthy.diff"]));
        Assert.Contains("# changed", await TextAsync(client, runs["second"], "code/uncommitted.patch"), StringComparison.Ordinal);
        Assert.Equal("new.txt\n", await TextAsync(client, runs["second"], "code/untracked.txt"));
        Assert.Contains("a warning", await TextAsync(client, runs["second"], "output.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_server_is_used_and_what_is_wrong_is_named()
    {
        _project.Commit("One");
        using var server = await ServeProcess.StartAsync(Path.Combine(_project.Root, ".airworthy", "store"));
        var run = await _project.RunAsync("run", "--experiment", "tries", "--", "sh", "-c", "echo $MLFLOW_TRACKING_URI; echo token=$MLFLOW_TRACKING_TOKEN");
        Assert.Contains($"{server.Address}\ntoken=\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"{server.Address}/runs/", run.Errors, StringComparison.Ordinal);

        var missing = await _project.RunAsync("run", "--", "no-such-program", "x");
        Assert.Equal(127, missing.ExitCode);
        Assert.Contains("no-such-program cannot be started", missing.Errors, StringComparison.Ordinal);
        Assert.Contains("There is no version v0009", (await _project.RunAsync("run", "--data", "v0009", "--", "true")).Errors, StringComparison.Ordinal);
        Assert.Contains("--tag x: expected key=value", (await _project.RunAsync("run", "--tag", "x", "--", "true")).Errors, StringComparison.Ordinal);
        using var client = new TrackingClient(new Uri(server.Address));
        Assert.Equal([RunStatus.Failed], (await client.SearchRunsAsync(["shop"], cancel: Cancel).ToListAsync(Cancel)).Select(r => r.Status));
    }

    [Fact]
    public async Task Ctrl_c_reaches_the_command_and_the_run_says_that_it_was_stopped()
    {
        _project.Commit("One");
        var started = Path.Combine(_project.Root, "started");
        var start = new ProcessStartInfo("sh", ["-c", "exec env --default-signal=INT dotnet \"$0\" run --name long -- sh -c 'trap \"echo tidied > tidied; exit 9\" INT; touch started; while true; do sleep 0.1; done' < /dev/null", BuiltProgram.Path]) { WorkingDirectory = _project.Root };
        using var process = Process.Start(start)!;
        while (!File.Exists(started) && !process.HasExited)
        {
            await Task.Delay(50, Cancel);
        }

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(Cancel);
        }

        await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(40), Cancel);
        Assert.Equal(130, process.ExitCode);
        Assert.True(File.Exists(Path.Combine(_project.Root, "tidied")), "The command could tidy up.");
        Assert.Matches(@"long\s+\w+\s+killed", (await _project.RunAsync("runs", "list")).Output);
    }

    private static async Task<IEnumerable<string>> FilesAsync(TrackingClient client, Run run) => (await client.Artifacts.ListAllAsync(run, cancel: Cancel).ToListAsync(Cancel)).Select(a => a.Path).Order(StringComparer.Ordinal);

    private static async Task<string> TextAsync(TrackingClient client, Run run, string file)
    {
        using var reader = new StreamReader(await client.Artifacts.OpenAsync(run, file, Cancel));
        return await reader.ReadToEndAsync(Cancel);
    }

    public void Dispose() => _project.Dispose();
}
