using Airworthy.Tracking.Tests.Registry;

namespace Airworthy.Tracking.Tests.Inputs;

public sealed class RunInputTests(Engines engines)
{
    private const string Flights = """{"name": "flights", "digest": "abc", "source_type": "local", "source": "{\"uri\": \"flights.parquet\"}", "schema": "{}", "profile": "{\"rows\": 5}"}""";

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Inputs_and_outputs_are_told_with_their_run(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var run = await server.NewRunAsync(experiment);
        Assert.Equal(("{}", "{}"), ((await RunAsync(server, run))["run.inputs"].GetRawText(), (await RunAsync(server, run))["run.outputs"].GetRawText()));

        (await server.PostAsync("runs/log-inputs", $$"""
            {"run_id": "{{run}}", "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "training"}], "dataset": {{Flights}}}], "models": [{"model_id": "m-1"}, {"model_id": "m-1"}]}
            """)).Ok("{}");
        (await server.PostAsync("runs/outputs", $$"""{"run_id": "{{run}}", "models": [{"model_id": "m-2", "step": 7}, {"model_id": "m-3", "step": "1"}]}""")).Ok("{}");
        (await server.PostAsync("runs/outputs", $$"""{"run_id": "{{run}}", "models": [{"model_id": "m-2", "step": 9}, {"model_id": "m-3", "step": 0}]}""")).Ok("{}");

        var told = await RunAsync(server, run);
        Assert.Equal(
            """{"dataset_inputs":[{"tags":[{"key":"mlflow.data.context","value":"training"}],"dataset":{"name":"flights","digest":"abc","source_type":"local","source":"{\u0022uri\u0022: \u0022flights.parquet\u0022}","schema":"{}","profile":"{\u0022rows\u0022: 5}"}}],"model_inputs":[{"model_id":"m-1"}]}""",
            told["run.inputs"].GetRawText());
        Assert.Equal("""{"model_outputs":[{"model_id":"m-3","step":1},{"model_id":"m-2","step":9}]}""", told["run.outputs"].GetRawText());

        var found = (await server.PostAsync("runs/search", $$"""{"experiment_ids": ["{{experiment}}"]}""")).Ok();
        Assert.Equal(told["run.inputs"].GetRawText(), found["runs.0.inputs"].GetRawText());
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_same_dataset_is_kept_once_and_without_what_was_not_given(string engine)
    {
        var server = await engines.OnAsync(engine);
        var run = await server.NewRunAsync(await server.NewExperimentAsync());
        var body = $$"""{"run_id": "{{run}}", "datasets": [{"dataset": {"name": "d", "digest": "1", "source_type": "http", "source": "x"} }]}""";
        (await server.PostAsync("runs/log-inputs", body)).Ok("{}");
        (await server.PostAsync("runs/log-inputs", body)).Ok("{}");
        Assert.Equal("""{"dataset_inputs":[{"dataset":{"name":"d","digest":"1","source_type":"http","source":"x"}}]}""", (await RunAsync(server, run))["run.inputs"].GetRawText());
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Runs_are_found_by_their_datasets(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var (a, b, c) = (await server.NewRunAsync(experiment), await server.NewRunAsync(experiment), await server.NewRunAsync(experiment));
        foreach (var (run, name, digest, context) in new[] { (a, "flights", "d1", "training"), (b, "Flights", "d2", "testing") })
        {
            (await server.PostAsync("runs/log-inputs", $$"""
                {"run_id": "{{run}}", "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "{{context}}"}], "dataset": {"name": "{{name}}", "digest": "{{digest}}", "source_type": "local", "source": "x"} }]}
                """)).Ok();
        }

        async Task<string> FoundAsync(string filter)
        {
            var reply = (await server.PostAsync("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "filter": "{{filter}}"}""")).Ok();
            return string.Concat(reply.Each("runs", "info.run_id").Split(' ').Select(id => id == a ? "a" : id == b ? "b" : id == c ? "c" : "").Order());
        }

        Assert.Equal("a", await FoundAsync("datasets.name = 'flights'"));
        Assert.Equal("b", await FoundAsync("datasets.name != 'flights'"));
        Assert.Equal("ab", await FoundAsync("dataset.name ILIKE 'FLIGHT%'"));
        Assert.Equal("a", await FoundAsync("datasets.name LIKE 'flight%'"));
        Assert.Equal("ab", await FoundAsync("datasets.digest IN ('d1', 'd2')"));
        Assert.Equal("b", await FoundAsync("datasets.digest NOT IN ('d1')"));
        Assert.Equal("b", await FoundAsync("datasets.context = 'testing' and datasets.digest = 'd2'"));
        Assert.Equal("", await FoundAsync("datasets.context = 'testing' and datasets.digest = 'd1'"));
        (await server.PostAsync("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "filter": "datasets.size = 'a'"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid attribute key 'size' specified. Valid keys are '{'name', 'digest', 'context'}'");
        (await server.PostAsync("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "filter": "datasets.name > 'a'"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid comparator '>'");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Datasets_are_found_by_experiment_under_every_path(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var (first, second) = (await server.NewRunAsync(experiment), await server.NewRunAsync(experiment));
        foreach (var run in (string[])[first, second])
        {
            (await server.PostAsync("runs/log-inputs", $$"""{"run_id": "{{run}}", "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "training"}], "dataset": {{Flights}}}]}""")).Ok();
        }

        (await server.PostAsync("runs/log-inputs", $$"""{"run_id": "{{second}}", "datasets": [{"dataset": {"name": "bare", "digest": "1", "source_type": "http", "source": "x"} }]}""")).Ok();
        var expected = $$"""{"dataset_summaries":[{"experiment_id":"{{experiment}}","name":"bare","digest":"1"},{"experiment_id":"{{experiment}}","name":"flights","digest":"abc","context":"training"}]}""";
        foreach (var path in (string[])["/api/2.0mlflow/experiments/search-datasets", "/api/2.0/mlflow/experiments/search-datasets", "/ajax-api/2.0/mlflow/experiments/search-datasets"])
        {
            (await server.PostAsync(path, $$"""{"experiment_ids": ["{{experiment}}"]}""")).Ok(expected);
        }

        (await server.PostAsync("runs/delete", $$"""{"run_id": "{{second}}"}""")).Ok();
        Assert.Equal("flights", (await server.PostAsync("experiments/search-datasets", $$"""{"experiment_ids": ["{{experiment}}"]}""")).Ok().Each("dataset_summaries", "name"));
        (await server.PostAsync("experiments/search-datasets", "{}")).Refused(400, "INVALID_PARAMETER_VALUE", "experiment_ids");
    }

    [Theory]
    [InlineData("runs/log-inputs", "{}", 400, "run_id")]
    [InlineData("runs/log-inputs", """{"run_id": "nobody"}""", 404, "Run with id=nobody not found")]
    [InlineData("runs/log-inputs", """{"run_id": "RUN", "datasets": [{}]}""", 400, "datasets[0].dataset")]
    [InlineData("runs/log-inputs", """{"run_id": "RUN", "datasets": [{"dataset": {"digest": "1", "source_type": "http", "source": "x"}}]}""", 400, "datasets[0].dataset.name")]
    [InlineData("runs/log-inputs", """{"run_id": "RUN", "datasets": [{"dataset": {"name": "a", "source_type": "http", "source": "x"}}]}""", 400, "datasets[0].dataset.digest")]
    [InlineData("runs/log-inputs", """{"run_id": "RUN", "datasets": [{"dataset": {"name": "a", "digest": "0123456789012345678901234567890123456", "source_type": "http", "source": "x"}}]}""", 400, "36")]
    [InlineData("runs/log-inputs", """{"run_id": "RUN", "models": [{}]}""", 400, "models[0].model_id")]
    [InlineData("runs/outputs", """{"run_id": "nobody"}""", 404, "Run with id=nobody not found")]
    [InlineData("runs/outputs", """{"run_id": "RUN", "models": [{"step": 1}]}""", 400, "models[0].model_id")]
    [InlineData("runs/outputs", """{"run_id": "RUN", "models": 5}""", 400, "Invalid value 5 for parameter 'models' supplied:  Hint: Value was of type 'int'.")]
    public async Task What_is_not_there_or_missing_is_refused(string path, string body, int status, string message)
    {
        var server = await engines.OnAsync("sqlite");
        var run = await server.NewRunAsync("0");
        (await server.PostAsync(path, body.Replace("RUN", run, StringComparison.Ordinal))).Refused(status, status == 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE", message);
    }

    [Fact]
    public async Task A_deleted_run_takes_nothing_in_and_gives_nothing_out()
    {
        var server = await engines.OnAsync("sqlite");
        var run = await server.NewRunAsync("0");
        (await server.PostAsync("runs/delete", $$"""{"run_id": "{{run}}"}""")).Ok();
        (await server.PostAsync("runs/log-inputs", $$"""{"run_id": "{{run}}"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "The run ID must be in the 'active' state. Current state is deleted.");
        (await server.PostAsync("runs/outputs", $$"""{"run_id": "{{run}}"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "The run ID must be in the 'active' state. Current state is deleted.");
    }

    private static async Task<Reply> RunAsync(Server server, string run) => (await server.GetAsync($"runs/get?run_id={run}")).Ok();
}
