using System.Net;

namespace Airworthy.Client.Tests;

public sealed class RunTests(InProcessServer server) : IDisposable
{
    private readonly TrackingClient _client = server.NewClient();
    private readonly string _experiment = Guid.NewGuid().ToString();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_logs_in_the_background_and_is_finished_when_it_is_disposed()
    {
        string id;
        await using (var run = await _client.StartRunAsync(_experiment, "first", cancel: Cancel))
        {
            id = run.Id;
            run.LogParam("lr", 0.1).LogParam("shuffle", true).LogMetric("auc", 0.7, step: 3).LogMetric("auc", 0.8, step: 4).SetTag("note", "ä");
            Assert.Equal(RunStatus.Running, run.Info.Status);
        }

        var seen = await _client.GetRunAsync(id, Cancel);
        Assert.Equal(("first", RunStatus.Finished, "0.1", "true", "ä"), (seen.Name, seen.Status, seen.Params["lr"], seen.Params["shuffle"], seen.Tags["note"]));
        Assert.Equal((0.8, 4), (seen.Metrics["auc"].Value, seen.Metrics["auc"].Step));
        Assert.NotNull(seen.EndedAt);
        Assert.Equal([3, 4], (await _client.HistoryAsync(id, "auc", Cancel).ToListAsync(Cancel)).Select(m => m.Step));
    }

    [Fact]
    public async Task A_run_with_times_that_no_calendar_has_is_read_like_any_other()
    {
        var run = await _client.CreateRunAsync((await _client.GetOrCreateExperimentAsync(_experiment, Cancel)).Id, "odd", [], cancel: Cancel);
        using var http = new HttpClient { BaseAddress = server.Address };
        foreach (var (path, body) in ((string, string)[])[
            ("update", $$"""{"run_id": "{{run.Id}}", "status": "FINISHED", "end_time": {{long.MaxValue}}}"""), ("log-metric", $$"""{"run_id": "{{run.Id}}", "key": "m", "value": 1, "timestamp": {{long.MaxValue}}}""")])
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            Assert.Equal(HttpStatusCode.OK, (await http.PostAsync("/api/2.0/mlflow/runs/" + path, content, Cancel)).StatusCode);
        }

        var read = await _client.GetRunAsync(run.Id, Cancel);
        Assert.Equal((9999, 9999), (read.EndedAt!.Value.Year, read.Metrics["m"].Timestamp.Year));
    }

    [Fact]
    public async Task More_than_one_page_and_one_batch_come_back_whole_from_many_threads()
    {
        await using var run = await _client.StartRunAsync(_experiment, cancel: Cancel);
        await Parallel.ForAsync(0, 4, Cancel, (thread, _) =>
        {
            for (var step = 0; step < 7000; step++)
            {
                run.LogMetric($"loss{thread % 2}", step + (thread * 0.1), step);
            }

            return ValueTask.CompletedTask;
        });
        for (var i = 0; i < 250; i++)
        {
            run.LogParam($"p{i}", new string('x', 6000));
        }

        run.LogMetric("odd", double.NaN);
        await run.FlushAsync();

        Assert.Equal(14_000, await _client.HistoryAsync(run.Id, "loss0", Cancel).CountAsync(Cancel));
        var seen = await _client.GetRunAsync(run.Id, Cancel);
        Assert.Equal((250, 6000), (seen.Params.Count, seen.Params["p249"].Length));
        Assert.True(double.IsNaN(seen.Metrics["odd"].Value));
    }

    [Fact]
    public async Task A_run_whose_work_throws_is_failed()
    {
        string? id = null;
        await Assert.ThrowsAsync<FormatException>(() => _client.RunAsync(_experiment, null, run =>
        {
            id = run.Id;
            run.LogMetric("auc", 1);
            throw new FormatException("mine");
        }, Cancel));

        var seen = await _client.GetRunAsync(id!, Cancel);
        Assert.Equal((RunStatus.Failed, 1), (seen.Status, seen.Metrics["auc"].Value));
        Assert.Equal(RunStatus.Finished, (await _client.GetRunAsync(await _client.RunAsync(_experiment, null, _ => Task.CompletedTask, Cancel), Cancel)).Status);
    }

    [Fact]
    public async Task What_the_server_does_not_take_is_told_and_the_run_is_failed()
    {
        var run = await _client.StartRunAsync(_experiment, cancel: Cancel);
        run.LogParam("lr", 1);
        await run.FlushAsync();
        run.LogParam("lr", 2);

        var refused = await Assert.ThrowsAsync<TrackingException>(run.FlushAsync);
        Assert.Equal(("INVALID_PARAMETER_VALUE", HttpStatusCode.BadRequest), (refused.Code, refused.Status));
        run.LogParam("lr", 3);
        Assert.Contains("marked failed", (await Assert.ThrowsAsync<TrackingException>(run.FinishAsync)).Message);
        Assert.Equal(RunStatus.Failed, (await _client.GetRunAsync(run.Id, Cancel)).Status);
        await run.DisposeAsync();
        Assert.Throws<InvalidOperationException>(() => run.LogMetric("late", 1));
    }

    [Fact]
    public async Task Runs_are_searched_by_the_names_of_experiments_page_by_page()
    {
        var home = await _client.GetOrCreateExperimentAsync(_experiment, Cancel);
        for (var i = 0; i < 3; i++)
        {
            var run = await _client.CreateRunAsync(home.Id, $"r{i}", cancel: Cancel);
            await _client.LogBatchAsync(run.Id, [new("auc", i / 10.0, 0, DateTimeOffset.UnixEpoch)], cancel: Cancel);
        }

        var found = await _client.SearchRunsAsync([_experiment, "there is none"], "metrics.auc > 0", ["metrics.auc desc"], cancel: Cancel).ToListAsync(Cancel);
        Assert.Equal(["r2", "r1"], found.Select(r => r.Name));
        await _client.DeleteRunAsync(found[0].Id, Cancel);
        Assert.Equal(["r2"], (await _client.SearchRunsAsync([_experiment], view: View.Deleted, cancel: Cancel).ToListAsync(Cancel)).Select(r => r.Name));
        await _client.RestoreRunAsync(found[0].Id, Cancel);
        Assert.Empty(await _client.SearchRunsAsync(["there is none"], cancel: Cancel).ToListAsync(Cancel));
        Assert.Equal(_experiment, (await _client.SearchExperimentsAsync($"name = '{_experiment}'", cancel: Cancel).SingleAsync(Cancel)).Name);
        Assert.Null(await _client.FindExperimentAsync("there is none", Cancel));
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", (await Assert.ThrowsAsync<TrackingException>(() => _client.GetRunAsync("none", Cancel))).Code);
    }

    public void Dispose() => _client.Dispose();
}
