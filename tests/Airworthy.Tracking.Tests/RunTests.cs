using System.Text.Json;

namespace Airworthy.Tracking.Tests;

public sealed class RunTests(Engines engines)
{
    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_run_is_made_logged_to_and_read_back_whole(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var made = (await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}", "user_id": "ana", "run_name": "first", "start_time": 1000, "tags": [{"key": "a", "value": "1"}]}""")).Ok();
        var id = made["run.info.run_id"].GetString()!;

        Assert.Equal(
            $$$$"""{"run":{"info":{"run_uuid":"{{{{id}}}}","experiment_id":"{{{{experiment}}}}","run_name":"first","user_id":"ana","status":"RUNNING","start_time":1000,"artifact_uri":"mlflow-artifacts:/{{{{experiment}}}}/{{{{id}}}}/artifacts","lifecycle_stage":"active","run_id":"{{{{id}}}}"},"data":{"tags":[{"key":"a","value":"1"},{"key":"mlflow.runName","value":"first"}]},"inputs":{}}}""",
            made.Text);
        (await server.PostAsync("runs/log-batch", $$"""
            {"run_id": "{{id}}", "params": [{"key": "lr", "value": "0.1"}], "tags": [{"key": "a", "value": "2"}],
             "metrics": [{"key": "loss", "value": 2.5, "timestamp": 5, "step": 0}, {"key": "loss", "value": "NaN", "timestamp": "6", "step": "1"}, {"key": "big", "value": "-Infinity", "timestamp": 7}]}
            """)).Ok("{}");
        (await server.PostAsync("runs/update", $$"""{"run_id": "{{id}}", "status": "FINISHED", "end_time": 2000}""")).Ok();

        var read = (await server.GetAsync($"runs/get?run_id={id}")).Ok();
        Assert.Equal("""[{"key":"big","value":-1.7976931348623157E+308,"timestamp":7,"step":0},{"key":"loss","value":"NaN","timestamp":6,"step":1}]""", read["run.data.metrics"].GetRawText());
        Assert.Equal("""[{"key":"lr","value":"0.1"}]""", read["run.data.params"].GetRawText());
        Assert.Equal("""[{"key":"a","value":"2"},{"key":"mlflow.runName","value":"first"}]""", read["run.data.tags"].GetRawText());
        Assert.Equal(("FINISHED", 2000), (read["run.info.status"].GetString(), read["run.info.end_time"].GetInt32()));
        Assert.Equal("{}{}", read["run.inputs"].GetRawText() + read["run.outputs"].GetRawText());
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Params_never_change(string engine)
    {
        var server = await engines.OnAsync(engine);
        var id = await server.NewRunAsync(await server.NewExperimentAsync());
        var body = $$"""{"run_id": "{{id}}", "key": "lr", "value": "0.1"}""";

        (await server.PostAsync("runs/log-parameter", body)).Ok("{}");
        (await server.PostAsync("runs/log-parameter", body)).Ok("{}");
        (await server.PostAsync("runs/log-parameter", body.Replace("0.1", "9"))).Refused(400, "INVALID_PARAMETER_VALUE",
            $"Changing param values is not allowed. Param with key='lr' was already logged with value='0.1' for run ID='{id}'. Attempted logging new value '9'.");
        (await server.PostAsync("runs/log-batch", $$"""{"run_id": "{{id}}", "params": [{"key": "new", "value": "1"}, {"key": "lr", "value": "9"}], "metrics": [{"key": "m", "value": 1, "timestamp": 1}]}"""))
            .Refused(400, "INVALID_PARAMETER_VALUE", $"Params were already logged='[{{'key': 'lr', 'old_value': '0.1', 'new_value': '9'}}]' for run ID='{id}'.");

        var read = (await server.GetAsync($"runs/get?run_id={id}")).Ok();
        Assert.Equal("""[{"key":"lr","value":"0.1"}]""", read["run.data.params"].GetRawText());
        Assert.False(read.Has("run.data.metrics"), "a refused batch leaves nothing behind");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_latest_metric_is_that_of_the_greatest_step_then_time_then_value(string engine)
    {
        var server = await engines.OnAsync(engine);
        var id = await server.NewRunAsync(await server.NewExperimentAsync());
        foreach (var (value, timestamp, step) in new[] { (1.0, 10, 2), (2.0, 9, 3), (3.0, 9, 3), (0.5, 99, 1), (2.5, 9, 3), (3.0, 9, 3) })
        {
            (await server.PostAsync("runs/log-metric", $$"""{"run_id": "{{id}}", "key": "m", "value": {{value}}, "timestamp": {{timestamp}}, "step": {{step}}}""")).Ok("{}");
        }

        Assert.Equal("""[{"key":"m","value":3,"timestamp":9,"step":3}]""", (await server.GetAsync($"runs/get?run_id={id}")).Ok()["run.data.metrics"].GetRawText());
        var history = (await server.GetAsync($"metrics/get-history?run_id={id}&metric_key=m")).Ok();
        Assert.Equal([2, 2.5, 3, 1, 0.5], history["metrics"].EnumerateArray().Select(m => m.GetProperty("value").GetDouble()));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Deleted_runs_take_nothing_until_they_are_restored(string engine)
    {
        var server = await engines.OnAsync(engine);
        var id = await server.NewRunAsync(await server.NewExperimentAsync());
        var log = $$"""{"run_id": "{{id}}", "key": "m", "value": 1, "timestamp": 1}""";

        (await server.PostAsync("runs/delete", $$"""{"run_id": "{{id}}"}""")).Ok("{}");
        (await server.PostAsync("runs/log-metric", log)).Refused(400, "INVALID_PARAMETER_VALUE", "The run ID must be in the 'active' state. Current state is deleted.");
        Assert.Equal("deleted", (await server.GetAsync($"runs/get?run_id={id}")).Ok()["run.info.lifecycle_stage"].GetString());
        (await server.PostAsync("runs/restore", $$"""{"run_id": "{{id}}"}""")).Ok("{}");
        (await server.PostAsync("runs/log-metric", log)).Ok("{}");
        (await server.PostAsync("runs/restore", $$"""{"run_id": "{{id}}"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "deleted");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Tags_are_replaced_and_deleted_and_the_name_is_one_of_them(string engine)
    {
        var server = await engines.OnAsync(engine);
        var id = await server.NewRunAsync(await server.NewExperimentAsync());

        (await server.PostAsync("runs/set-tag", $$"""{"run_id": "{{id}}", "key": "mlflow.runName", "value": "renamed"}""")).Ok("{}");
        (await server.PostAsync("runs/set-tag", $$"""{"run_uuid": "{{id}}", "key": "k", "value": "v"}""")).Ok("{}");
        Assert.Equal("renamed", (await server.GetAsync($"runs/get?run_uuid={id}")).Ok()["run.info.run_name"].GetString());
        (await server.PostAsync("runs/delete-tag", $$"""{"run_id": "{{id}}", "key": "k"}""")).Ok("{}");
        (await server.PostAsync("runs/delete-tag", $$"""{"run_id": "{{id}}", "key": "k"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST", $"No tag with name: k in run with id {id}");
        var renamed = (await server.PostAsync("runs/update", $$"""{"run_id": "{{id}}", "run_name": "again"}""")).Ok();
        Assert.Equal("again", renamed["run_info.run_name"].GetString());
        Assert.Contains("""{"key":"mlflow.runName","value":"again"}""", (await server.GetAsync($"runs/get?run_id={id}")).Text);
    }

    [Theory]
    [InlineData("""{"run_id": "$"}""", 200, "", "")]
    [InlineData("{}", 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'run_id'")]
    [InlineData("""{"run_id": "nowhere"}""", 404, "RESOURCE_DOES_NOT_EXIST", "Run with id=nowhere not found")]
    [InlineData("""{"run_id": "$", "metrics": [{"key": "a", "timestamp": 1}]}""", 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'metrics[0].value'")]
    [InlineData("""{"run_id": "$", "metrics": [{"key": "a", "value": 1}]}""", 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'metrics[0].timestamp'")]
    [InlineData("""{"run_id": "$", "metrics": [{"key": "a", "value": 1, "timestamp": -1}]}""", 400, "INVALID_PARAMETER_VALUE", "Invalid value -1 for parameter 'metrics[0].timestamp' supplied")]
    [InlineData("""{"run_id": "$", "metrics": [{"key": "a", "value": "x", "timestamp": 1}]}""", 400, "INVALID_PARAMETER_VALUE", "Invalid value \"x\" for parameter 'metrics[0].value' supplied:  Hint: Value was of type 'str'")]
    [InlineData("""{"run_id": "$", "metrics": [{"key": "bad key!", "value": 1, "timestamp": 1}]}""", 400, "INVALID_PARAMETER_VALUE", "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).")]
    [InlineData("""{"run_id": "$", "metrics": [{"key": "a/../b", "value": 1, "timestamp": 1}]}""", 400, "INVALID_PARAMETER_VALUE", "a/../b")]
    [InlineData("""{"run_id": "$", "params": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}""", 400, "INVALID_PARAMETER_VALUE", "Duplicate parameter keys")]
    [InlineData("""{"run_id": "$", "metrics": {"key": 1}}""", 400, "INVALID_PARAMETER_VALUE", "for parameter 'metrics' supplied")]
    [InlineData("""{"run_id": "$", "metrics": [null]}""", 400, "INVALID_PARAMETER_VALUE", "metrics[0]")]
    public async Task A_batch_is_taken_or_refused_with_its_reason(string body, int status, string code, string message)
    {
        var server = await engines.OnAsync("sqlite");
        var reply = await server.PostAsync("runs/log-batch", body.Replace("$", await server.NewRunAsync("0")));
        if (status == 200)
        {
            reply.Ok("{}");
        }
        else
        {
            reply.Refused(status, code, message);
        }
    }

    [Theory]
    [InlineData(1000, 0, 0, null)]
    [InlineData(1001, 0, 0, "A batch logging request can contain at most 1000 metrics. Got 1001 metrics. Please split up metrics across multiple requests and try again.")]
    [InlineData(0, 100, 100, null)]
    [InlineData(0, 101, 0, "at most 100 params. Got 101 params")]
    [InlineData(0, 0, 101, "at most 100 tags. Got 101 tags")]
    [InlineData(801, 100, 100, "at most 1000 metrics, params, and tags in total. Got 1001")]
    public async Task A_batch_has_its_limits(int metrics, int parameters, int tags, string? message)
    {
        var server = await engines.OnAsync("sqlite");
        var body = JsonSerializer.Serialize(new
        {
            run_id = await server.NewRunAsync("0"),
            metrics = Enumerable.Range(0, metrics).Select(i => new { key = $"m{i}", value = i, timestamp = 1 }),
            @params = Enumerable.Range(0, parameters).Select(i => new { key = $"p{i}", value = "v" }),
            tags = Enumerable.Range(0, tags).Select(i => new { key = $"t{i}", value = "v" }),
        });

        var reply = await server.PostAsync("runs/log-batch", body);
        if (message is null)
        {
            reply.Ok("{}");
        }
        else
        {
            reply.Refused(400, "INVALID_PARAMETER_VALUE", message);
        }
    }

    [Fact]
    public async Task Long_values_are_cut_and_large_batches_refused()
    {
        var server = await engines.OnAsync("sqlite");
        var id = await server.NewRunAsync("0");

        (await server.PostAsync("runs/log-parameter", $$"""{"run_id": "{{id}}", "key": "p", "value": "{{new string('p', 6001)}}"}""")).Ok();
        (await server.PostAsync("runs/set-tag", $$"""{"run_id": "{{id}}", "key": "t", "value": "{{new string('t', 8001)}}"}""")).Ok();
        var read = (await server.GetAsync($"runs/get?run_id={id}")).Ok();
        Assert.Equal(6000, read["run.data.params.0.value"].GetString()!.Length);
        Assert.Contains(read["run.data.tags"].EnumerateArray(), t => t.GetProperty("value").GetString()!.Length == 8000);
        (await server.PostAsync("runs/log-parameter", $$"""{"run_id": "{{id}}", "key": "{{new string('k', 251)}}", "value": "v"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "250");
        (await server.PostAsync("runs/log-batch", $$"""{"run_id": "{{id}}", "tags": [{"key": "t", "value": "{{new string('t', 1_000_000)}}"}]}""")).Refused(400, "INVALID_PARAMETER_VALUE", "1000000");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Histories_come_in_pages_and_all_at_once(string engine)
    {
        var server = await engines.OnAsync(engine);
        var id = await server.NewRunAsync("0");
        for (var batch = 0; batch < 3; batch++)
        {
            (await server.PostAsync("runs/log-batch", JsonSerializer.Serialize(new { run_id = id, metrics = Enumerable.Range(batch * 1000, 1000).Select(i => new { key = "m", value = i % 977, timestamp = i, step = i }) }))).Ok();
        }

        Assert.Equal(3000, (await server.GetAsync($"metrics/get-history?run_id={id}&metric_key=m")).Ok()["metrics"].GetArrayLength());
        var first = (await server.GetAsync($"metrics/get-history?run_id={id}&metric_key=m&max_results=2000")).Ok();
        var second = (await server.GetAsync($"metrics/get-history?run_id={id}&metric_key=m&max_results=2000&page_token={Uri.EscapeDataString(first["next_page_token"].GetString()!)}")).Ok();
        Assert.Equal((2000, 1000, false), (first["metrics"].GetArrayLength(), second["metrics"].GetArrayLength(), second.Has("next_page_token")));
        Assert.Equal("{}", (await server.GetAsync($"metrics/get-history?run_id={id}&metric_key=other")).Ok().Text);
        (await server.GetAsync($"metrics/get-history?run_id={id}&metric_key=m&page_token=%25")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid page token, could not base64-decode");

        var sampled = (await server.GetAsync($"/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids={id}&metric_key=m&max_results=50")).Ok()["metrics"].EnumerateArray().ToList();
        Assert.InRange(sampled.Count, 10, 50);
        Assert.Equal((0, 2999, 0, 976), (sampled[0].GetProperty("step").GetInt32(), sampled[^1].GetProperty("step").GetInt32(), sampled.Min(m => m.GetProperty("value").GetInt32()), sampled.Max(m => m.GetProperty("value").GetInt32())));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task What_was_acknowledged_is_in_the_next_sampled_history_whatever_was_asked_before(string engine)
    {
        var server = await engines.OnAsync(engine);
        var (id, key) = (await server.NewRunAsync("0"), "m");
        async Task<List<int>> StepsAsync(string run) =>
            [.. (await server.GetAsync($"/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids={run}&metric_key={key}&max_results=50")).Ok()["metrics"].EnumerateArray().Select(m => m.GetProperty("step").GetInt32())];

        for (var step = 0; step < 30; step++)
        {
            (await server.PostAsync("runs/log-metric", $$"""{"run_id": "{{id}}", "key": "m", "value": {{step}}, "timestamp": {{step}}, "step": {{step}}}""")).Ok();
            Assert.Equal(Enumerable.Range(0, step + 1), await StepsAsync(id));
            (await server.PostAsync("runs/log-batch", $$"""{"run_id": "{{id}}", "metrics": [{"key": "m", "value": 1, "timestamp": 1, "step": 99}, {"key": "m", "value": "x", "timestamp": 1, "step": 1}]}""")).Refused(400, "INVALID_PARAMETER_VALUE", "");
            Assert.Equal(step + 1, (await StepsAsync(id)).Count);
        }

        // Readers and writers at once: no reader is given less than what was acknowledged before it asked.
        var acknowledged = 30;
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                var before = Volatile.Read(ref acknowledged);
                Assert.True((await StepsAsync(id)).Max() >= before - 1);
            }
        })).ToList();
        for (var step = 30; step < 200; step++)
        {
            (await server.PostAsync("runs/log-metric", $$"""{"run_id": "{{id}}", "key": "m", "value": {{step}}, "timestamp": {{step}}, "step": {{step}}}""")).Ok();
            Volatile.Write(ref acknowledged, step + 1);
        }

        await ended.CancelAsync();
        await Task.WhenAll(readers);
    }
}

internal static class Made
{
    /// <summary>A new run.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> NewRunAsync(this Server server, string experiment, string more = "") =>
        (await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}", "start_time": 1{{more}}}""")).Ok()["run.info.run_id"].GetString()!;
}
