using Airworthy.Client;

using DuckDB.NET.Data;

namespace Airworthy.Cli.Tests.Tracking;

public sealed class RunsImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-import-").FullName;
    private readonly MlrunsOnDisk _mlruns;

    public RunsImportTests()
    {
        _mlruns = new MlrunsOnDisk(_folder);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder, "store");

    [Fact]
    public async Task An_mlruns_folder_comes_over_whole_and_once()
    {
        _mlruns.WriteRuns();
        _mlruns.Write("mlruns/.trash/9/meta.yaml", "name: old\n");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/artifacts/link"), "/etc");

        var first = await ImportAsync(Path.Combine(_folder, "mlruns"));
        Assert.Equal("", string.Join('\n', first.Errors.Split('\n').Where(l => !l.StartsWith("Deleted experiments", StringComparison.Ordinal))));
        Assert.Contains("Imported 3 runs with 5 metric values and 1 artifacts", first.Output);
        var second = await ImportAsync(Path.Combine(_folder, "mlruns"));
        Assert.Contains("Imported 0 runs with 0 metric values and 0 artifacts", second.Output);
        Assert.Contains("3 were there already", second.Output);

        using var server = await ServeProcess.StartAsync(Store);
        using var client = new TrackingClient(new Uri(server.Address));
        var runs = await client.SearchRunsAsync(["flights"], view: View.All, cancel: Cancel).ToDictionaryAsync(r => r.Name, cancellationToken: Cancel);
        var parent = runs["parent"];
        Assert.Equal((RunStatus.Failed, "ana", 1_700_000_000_000, 1_700_000_060_000), (parent.Status, parent.User, parent.StartedAt!.Value.ToUnixTimeMilliseconds(), parent.EndedAt!.Value.ToUnixTimeMilliseconds()));
        Assert.Equal(("0.1", "two\nlines"), (parent.Params["lr"], parent.Params["note"]));
        Assert.Equal([(0.5, 0, 1_700_000_001_000), (0.25, 1, 1_700_000_002_000), (double.NaN, 2, 1_700_000_003_000)],
            (await client.HistoryAsync(parent.Id, "train/loss", Cancel).ToListAsync(Cancel)).Select(m => (m.Value, m.Step, m.Timestamp.ToUnixTimeMilliseconds())));
        Assert.Equal([("flights", "4f0c77", "train", ("local", "{}"))], parent.Inputs.Select(i => (i.Name, i.Digest, i.Context, i.Source)));
        Assert.Equal(parent.Id, runs["child"].Tags["mlflow.parentRunId"]);
        Assert.Equal((true, RunStatus.Finished), (runs["deleted"].Deleted, runs["deleted"].Status));
        Assert.Equal(["model/MLmodel"], (await client.Artifacts.ListAllAsync(parent, cancel: Cancel).ToListAsync(Cancel)).Select(a => a.Path));
    }

    [Fact]
    public async Task A_run_that_cannot_be_kept_is_named_and_stops_no_other()
    {
        _mlruns.WriteRuns();
        _mlruns.Write("mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/params/not a key!", "1");
        _mlruns.Write("mlruns/8/meta.yaml", "artifact_location: file:///x\nexperiment_id: '8'\nlifecycle_stage: active\nname: '  '\n");
        _mlruns.Write("mlruns/8/cccc0000cccc0000cccc0000cccc0000/meta.yaml", "run_id: cccc0000cccc0000cccc0000cccc0000\nrun_name: lone\nstatus: 3\nstart_time: 1\nlifecycle_stage: active\nexperiment_id: '8'\nuser_id: ana\n");

        var run = await ImportAsync(Path.Combine(_folder, "mlruns"));
        var listed = await AirworthyProcess.RunAsync(_folder, "runs", "list", "--store", Store);
        var wrong = await AirworthyProcess.RunAsync(_folder, "runs", "export", "runs.csv", "too much");

        Assert.Equal(0, run.ExitCode);
        var note = Assert.Single(run.Errors.Split('\n'), l => l.StartsWith("The run parent of flights was not brought whole:", StringComparison.Ordinal));
        Assert.Contains("\"not a key!\"", note);
        Assert.Contains("Imported 3 runs", run.Output);
        Assert.Contains("lone", listed.Output);
        Assert.Contains("unnamed", listed.Output);
        Assert.Contains("`airworthy runs export --help`", wrong.Errors);
    }

    [Fact, Trait("Category", "slow")]
    public async Task Runs_of_another_server_come_over_by_its_protocol_and_are_the_same_runs()
    {
        _mlruns.WriteRuns();
        await ImportAsync(Path.Combine(_folder, "mlruns"));
        using var other = await ServeProcess.StartAsync(Store);
        var target = Path.Combine(_folder, "target");

        var copied = await AirworthyProcess.RunAsync(_folder, "runs", "import", other.Address, "--store", target);
        Assert.Contains("Imported 3 runs with 5 metric values and 1 artifacts", copied.Output);
        Assert.Contains("3 were there already", (await AirworthyProcess.RunAsync(_folder, "runs", "import", other.Address, "--store", target)).Output);

        using (var moved = await ServeProcess.StartAsync(target))
        {
            using var client = new TrackingClient(new Uri(moved.Address));
            var parent = await client.SearchRunsAsync(["flights"], "params.lr = '0.1'", cancel: Cancel).SingleAsync(Cancel);
            Assert.Equal([("flights", "4f0c77", "train")], parent.Inputs.Select(i => (i.Name, i.Digest, i.Context)));
        }

        var csv = Path.Combine(_folder, "runs.csv");
        var parquet = Path.Combine(_folder, "runs.parquet");
        Assert.Equal(0, (await AirworthyProcess.RunAsync(_folder, "runs", "export", csv, "--store", target)).ExitCode);
        Assert.Equal(0, (await AirworthyProcess.RunAsync(_folder, "runs", "export", parquet, "--server", other.Address, "--filter", "params.lr = '0.1'")).ExitCode);
        await using var duck = new DuckDBConnection("DataSource=:memory:");
        await duck.OpenAsync(Cancel);
        Assert.Equal("child,parent", await OneAsync(duck, $"select string_agg(name, ',' order by name) from '{csv}'"));
        Assert.Equal("parent 0.1 FAILED 2023-11-14 22:13:20 nan", await OneAsync(duck, $"select concat_ws(' ', name, \"params.lr\", status, start_time, \"metrics.train/loss\") from '{parquet}'"));
        Assert.Contains("nothing is overwritten", (await AirworthyProcess.RunAsync(_folder, "runs", "export", csv, "--store", target)).Errors);
        Assert.Contains("Say the format", (await AirworthyProcess.RunAsync(_folder, "runs", "export", "runs.xls", "--store", target)).Errors);
    }

    [Fact]
    public async Task TensorBoard_event_files_become_runs_with_their_scalars()
    {
        var train = new EventFile(Path.Combine(_folder, "logs", "train", "events.out.tfevents.1700000000.host"));
        train.Version(1_700_000_000);
        train.Scalar(1_700_000_001.5, 1, "epoch loss (%)", 0.5f);
        train.Tensor(1_700_000_002, 2, "epoch loss (%)", 0.25f);
        train.Tensor(1_700_000_002, 2, "many", 1, 2);
        train.Image(1_700_000_003, 3, "picture");
        train.Dispose();
        var eval = new EventFile(Path.Combine(_folder, "logs", "eval", "events.out.tfevents.1700000000.host"));
        eval.Scalar(1_700_000_001, 1, "auc", 0.7f);
        eval.Scalar(1_700_000_002, 2, "auc", 0.8f);
        eval.Damage();
        eval.Scalar(1_700_000_003, 3, "auc", 0.9f);
        eval.Dispose();
        File.WriteAllBytes(Path.Combine(_folder, "logs", "eval", "events.out.tfevents.1700000001.host"), [1, 2, 3]);

        var imported = await ImportAsync(Path.Combine(_folder, "logs"));
        Assert.Contains("Imported 2 runs with 3 metric values", imported.Output);
        Assert.Contains("2 images, histograms, texts and other things that are no scalars were not imported", imported.Errors);
        Assert.Contains("is damaged; what follows was not imported", imported.Errors);

        using var server = await ServeProcess.StartAsync(Store);
        using var client = new TrackingClient(new Uri(server.Address));
        var runs = await client.SearchRunsAsync(["logs"], cancel: Cancel).ToDictionaryAsync(r => r.Name, cancellationToken: Cancel);
        Assert.Equal([(0.5, 1, 1_700_000_001_500), (0.25, 2, 1_700_000_002_000)],
            (await client.HistoryAsync(runs["train"].Id, "epoch loss ___", Cancel).ToListAsync(Cancel)).Select(m => (m.Value, m.Step, m.Timestamp.ToUnixTimeMilliseconds())));
        Assert.Equal(0.7, runs["eval"].Metrics["auc"].Value, 5);
        Assert.Equal((RunStatus.Finished, 1_700_000_000_000, 1_700_000_003_000), (runs["train"].Status, runs["train"].StartedAt!.Value.ToUnixTimeMilliseconds(), runs["train"].EndedAt!.Value.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task What_is_no_source_is_named_with_what_was_expected()
    {
        Assert.Contains("holds neither experiments of MLflow", (await ImportAsync(_folder)).Errors);
        _mlruns.WriteRuns();
        Assert.Contains($"Did you mean {Path.Combine(_folder, "mlruns")}?", (await ImportAsync(_folder)).Errors);
        Assert.Contains("is no folder", (await ImportAsync(Path.Combine(_folder, "none"))).Errors);
        _mlruns.Write("mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/metrics/bad", "1700000001000 0.5 0\nnonsense here\n");
        Assert.Contains("metrics/bad:2: 'nonsense here' is no value of a metric", (await ImportAsync(Path.Combine(_folder, "mlruns"))).Errors);
    }

    private Task<AirworthyProcess.Run> ImportAsync(string source) => AirworthyProcess.RunAsync(_folder, "runs", "import", source, "--store", Store);

    private static async Task<string?> OneAsync(DuckDBConnection duck, string sql)
    {
        await using var command = duck.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync(Cancel))?.ToString();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
