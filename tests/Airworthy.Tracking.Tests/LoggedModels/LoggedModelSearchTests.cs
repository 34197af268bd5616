using Airworthy.Tracking.Tests.Registry;

namespace Airworthy.Tracking.Tests.LoggedModels;

public sealed class LoggedModelSearchTests(Engines engines)
{
    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Models_are_found_by_attributes_params_tags_and_metrics(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await FilledAsync(server);

        async Task<string> FoundAsync(string filter) => await NamesAsync(server, experiment, $$""", "filter": {{System.Text.Json.JsonSerializer.Serialize(filter)}}, "order_by": [{"field_name": "name"}]""");
        Assert.Equal("a b c", await FoundAsync(""));
        Assert.Equal("b", await FoundAsync("name = 'b'"));
        Assert.Equal("a c", await FoundAsync("attributes.name != 'b'"));
        Assert.Equal("a b", await FoundAsync("name IN ('a', 'b')"));
        Assert.Equal("a", await FoundAsync("model_type = 'agent'"));
        Assert.Equal("c", await FoundAsync("status = 'READY'"));
        Assert.Equal("c", await FoundAsync("status = 'LOGGED_MODEL_READY'"));
        Assert.Equal("a b", await FoundAsync("params.depth = '3'"));
        Assert.Equal("a", await FoundAsync("params.depth = '3' AND tags.team = 'ops'"));
        Assert.Equal("a b c", await FoundAsync("creation_timestamp > 5 AND last_updated_time > 5"));
        Assert.Equal("", await FoundAsync("creation_timestamp_ms < 5"));
        Assert.Equal("a b", await FoundAsync("metrics.auc > 0.6"));
        Assert.Equal("b", await FoundAsync("metrics.auc > 0.75"));
        Assert.Equal("", await FoundAsync("metrics.nobody > 0"));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Datasets_say_which_metrics_count(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await FilledAsync(server);

        Assert.Equal("a b", await NamesAsync(server, experiment, """, "datasets": [{"dataset_name": "test"}], "order_by": [{"field_name": "name"}]"""));
        Assert.Equal("a", await NamesAsync(server, experiment, """, "datasets": [{"dataset_name": "test", "dataset_digest": "d1"}]"""));
        Assert.Equal("", await NamesAsync(server, experiment, """, "filter": "metrics.auc > 0.75", "datasets": [{"dataset_name": "test"}]"""));
        Assert.Equal("b", await NamesAsync(server, experiment, """, "filter": "metrics.auc > 0.65", "datasets": [{"dataset_name": "test"}]"""));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Models_come_in_the_order_asked_for_and_newest_first_otherwise(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await FilledAsync(server);

        Assert.Equal("c b a", await NamesAsync(server, experiment, ""));
        Assert.Equal("a b c", await NamesAsync(server, experiment, """, "order_by": [{"field_name": "creation_timestamp", "ascending": true}]"""));
        Assert.Equal("b a c", await NamesAsync(server, experiment, """, "order_by": [{"field_name": "metrics.auc", "ascending": false}]"""));
        Assert.Equal("a b c", await NamesAsync(server, experiment, """, "order_by": [{"field_name": "metrics.auc"}]"""));
        Assert.Equal("a b c", await NamesAsync(server, experiment, """, "order_by": [{"field_name": "metrics.auc", "dataset_name": "test", "dataset_digest": "d1"}, {"field_name": "name"}]"""));

        var first = (await server.PostAsync("logged-models/search", $$"""{"experiment_ids": ["{{experiment}}"], "max_results": 2}""")).Ok();
        Assert.Equal("c b", first.Each("models", "info.name"));
        var last = (await server.PostAsync("logged-models/search", $$"""{"experiment_ids": ["{{experiment}}"], "max_results": 2, "page_token": "{{first["next_page_token"].GetString()}}"}""")).Ok();
        Assert.Equal("a", last.Each("models", "info.name"));
        Assert.False(last.Has("next_page_token"));
    }

    [Theory]
    [InlineData("{}", "experiment_ids")]
    [InlineData("""{"experiment_ids": ["0"], "filter": "foo = 'a'"}""", "Invalid attribute key 'foo' specified.")]
    [InlineData("""{"experiment_ids": ["0"], "filter": "dataset.name = 'a'"}""", "Invalid entity type 'dataset'")]
    [InlineData("""{"experiment_ids": ["0"], "filter": "metrics.a = 'a'"}""", "Expected numeric value type")]
    [InlineData("""{"experiment_ids": ["0"], "datasets": [{"dataset_digest": "a"}]}""", "`dataset_name` in the `datasets` clause must be specified.")]
    [InlineData("""{"experiment_ids": ["0"], "order_by": [{"field_name": "foo"}]}""", "Invalid order by field name: foo")]
    [InlineData("""{"experiment_ids": ["0"], "order_by": [{"ascending": true}]}""", "`field_name`")]
    [InlineData("""{"experiment_ids": ["0"], "max_results": 0}""", "at least 1")]
    [InlineData("""{"experiment_ids": ["0"], "page_token": "?"}""", "Invalid page token")]
    public async Task A_search_that_cannot_be_read_is_refused(string body, string message) =>
        (await (await engines.OnAsync("sqlite")).PostAsync("logged-models/search", body)).Refused(400, "INVALID_PARAMETER_VALUE", message);

    /// <summary>Models a, b, c; a and b are measured on datasets, c is not.</summary>
    private static async Task<string> FilledAsync(Server server)
    {
        var experiment = await server.NewExperimentAsync();
        var run = await server.NewRunAsync(experiment);
        async Task<string> NewAsync(string fields)
        {
            await Task.Delay(2, TestContext.Current.CancellationToken);
            return (await server.PostAsync("logged-models", $$"""{"experiment_id": "{{experiment}}", {{fields}}}""")).Ok()["model.info.model_id"].GetString()!;
        }

        var a = await NewAsync(""" "name": "a", "model_type": "agent", "params": [{"key": "depth", "value": "3"}], "tags": [{"key": "team", "value": "ops"}] """);
        var b = await NewAsync(""" "name": "b", "params": [{"key": "depth", "value": "3"}] """);
        var c = await NewAsync(""" "name": "c", "params": [{"key": "depth", "value": "4"}] """);
        (await server.PatchAsync($"logged-models/{c}", """{"status": "LOGGED_MODEL_READY"}""")).Ok();
        (await server.PostAsync("runs/log-batch", $$"""
            {"run_id": "{{run}}", "metrics": [
              {"key": "auc", "value": 0.65, "timestamp": 1, "step": 0, "model_id": "{{a}}", "dataset_name": "test", "dataset_digest": "d1"},
              {"key": "auc", "value": 0.7, "timestamp": 1, "step": 0, "model_id": "{{b}}", "dataset_name": "test", "dataset_digest": "d2"},
              {"key": "auc", "value": 0.8, "timestamp": 2, "step": 0, "model_id": "{{b}}", "dataset_name": "dev", "dataset_digest": "d3"}]}
            """)).Ok();
        return experiment;
    }

    private static async Task<string> NamesAsync(Server server, string experiment, string more) =>
        (await server.PostAsync("logged-models/search", $$"""{"experiment_ids": ["{{experiment}}"]{{more}}}""")).Ok().Each("models", "info.name");
}
