using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Storage.Upkeep;

namespace Airworthy.Tracking.Tests;

public sealed class UpkeepTests(Engines engines)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task What_was_deleted_long_enough_ago_is_removed_from_every_table(string engine)
    {
        var store = await engines.EmptyStoreAsync(engine);
        await using var server = await Server.StartAsync(store);
        var deleted = await RunAsync(server, await server.NewExperimentAsync());
        var kept = await RunAsync(server, "0");
        var whole = await server.NewExperimentAsync();
        var inside = await RunAsync(server, whole);
        (await server.PostAsync("logged-models", $$"""{"experiment_id": "{{whole}}", "name": "m", "source_run_id": "{{inside}}", "tags": [{"key": "a", "value": "b"}], "params": [{"key": "a", "value": "b"}]}""")).Ok();
        foreach (var run in new[] { inside, deleted, kept })
        {
            (await server.PostAsync("runs/log-inputs", $$$"""{"run_id": "{{{run}}}", "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "train"}], "dataset": {"name": "d", "digest": "1", "source_type": "local", "source": "x"}}]}""")).Ok();
        }

        (await server.PostAsync("runs/delete", $$"""{"run_id": "{{deleted}}"}""")).Ok();
        (await server.PostAsync("experiments/delete", $$"""{"experiment_id": "{{whole}}"}""")).Ok();

        using var sweep = new StoreSweep(server.Database, new ArtifactFolder(server.Artifacts), TimeProvider.System);
        Assert.True((await sweep.LookAsync(TimeProvider.System.GetUtcNow().AddHours(-1), Cancel)).IsEmpty);
        var left = await sweep.LookAsync(TimeProvider.System.GetUtcNow().AddSeconds(1), Cancel);
        Assert.Equal((1, 2, 8), (left.Experiments.Count, left.Runs.Count, left.Bytes));
        await sweep.RemoveAsync(left, Cancel);

        (await server.GetAsync($"experiments/get?experiment_id={whole}")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await server.GetAsync($"runs/get?run_id={kept}")).Ok();
        var state = await StoreCheck.LookAsync(store, server.Artifacts, Cancel);
        Assert.Empty(state.Problems);
        Assert.Contains("2 experiments, 1 runs, 1 metric values", state.Notes);
        Assert.Single(Directory.EnumerateFiles(server.Artifacts, "a.txt", SearchOption.AllDirectories));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Rows_and_files_without_a_run_are_found(string engine)
    {
        var store = await engines.EmptyStoreAsync(engine);
        await using var server = await Server.StartAsync(store);
        Assert.Empty((await StoreCheck.LookAsync(store, server.Artifacts, Cancel)).Problems);
        await server.Database.WriteAsync(session => session.ExecuteAsync("insert into tags (run, key, value) values (77, 'a', 'b')"), Cancel);
        await ArtifactsAsync(server, $"mlflow-artifacts:/0/{new string('a', 32)}/artifacts");

        var state = await StoreCheck.LookAsync(store, server.Artifacts, Cancel);
        Assert.Equal(["1 runs in tags that are not there"], state.Problems);
        Assert.Contains("1 folders of artifacts belong to no run", state.Notes);
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Where_no_store_is_that_is_what_is_said(string engine)
    {
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await StoreCheck.LookAsync(await engines.EmptyStoreAsync(engine), "/nowhere", Cancel));

        Assert.StartsWith("There is no store in ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Within_one_process_a_store_may_be_open_twice_and_is_free_after_the_last()
    {
        var folder = (StoreAddress.Folder)await engines.EmptyStoreAsync("sqlite");
        await using (var first = await Database.OpenAsync(folder, Cancel))
        {
            await using (var second = await Database.OpenAsync(folder, Cancel))
            {
                Assert.Null(StoreOwner.Find(folder));
            }

            Assert.True(File.Exists(Path.Combine(folder.Path, "owner.json")));
        }

        Assert.False(File.Exists(Path.Combine(folder.Path, "owner.json")));
    }

    private static async Task<string> RunAsync(Server server, string experiment)
    {
        var run = (await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}"}""")).Ok();
        var id = run["run.info.run_id"].GetString()!;
        (await server.PostAsync("runs/log-batch", $$"""{"run_id": "{{id}}", "metrics": [{"key": "auc", "value": 0.5, "timestamp": 1, "step": 0}], "params": [{"key": "a", "value": "b"}], "tags": [{"key": "c", "value": "d"}]}""")).Ok();
        await ArtifactsAsync(server, run["run.info.artifact_uri"].GetString()!);
        return id;
    }

    private static async Task ArtifactsAsync(Server server, string address)
    {
        using var content = new ByteArrayContent("abcd"u8.ToArray());
        using var put = await server.Http.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/{address["mlflow-artifacts:/".Length..]}/a.txt", content, Cancel);
        Assert.Equal(200, (int)put.StatusCode);
    }
}
