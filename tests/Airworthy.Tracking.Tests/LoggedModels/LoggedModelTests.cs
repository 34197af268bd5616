using Airworthy.Tracking.Tests.Registry;

namespace Airworthy.Tracking.Tests.LoggedModels;

public sealed class LoggedModelTests(Engines engines)
{
    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_model_is_made_finalized_read_and_deleted(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var run = await server.NewRunAsync(experiment);
        var made = (await server.PostAsync("logged-models", $$"""
            {"experiment_id": "{{experiment}}", "name": "tree", "source_run_id": "{{run}}", "tags": [{"key": "a", "value": "b"}], "params": [{"key": "depth", "value": "3"}]}
            """)).Ok();
        var id = made["model.info.model_id"].GetString()!;

        Assert.Matches("^m-[0-9a-f]{32}$", id);
        Assert.Equal("model_id experiment_id name creation_timestamp_ms last_updated_timestamp_ms artifact_uri status model_type source_run_id tags", made.Fields("model.info"));
        Assert.Equal(
            (experiment, "tree", $"mlflow-artifacts:/{experiment}/models/{id}/artifacts", "LOGGED_MODEL_PENDING", "", run),
            (made["model.info.experiment_id"].GetString(), made["model.info.name"].GetString(), made["model.info.artifact_uri"].GetString(), made["model.info.status"].GetString(),
                made["model.info.model_type"].GetString(), made["model.info.source_run_id"].GetString()));
        Assert.Equal("""{"params":[{"key":"depth","value":"3"}]}""", made["model.data"].GetRawText());

        var ready = (await server.PatchAsync($"logged-models/{id}", $$"""{"model_id": "{{id}}", "status": "LOGGED_MODEL_READY"}""")).Ok();
        Assert.Equal("LOGGED_MODEL_READY", ready["model.info.status"].GetString());
        Assert.Equal(ready.Text, (await server.GetAsync($"logged-models/{id}")).Ok().Text);
        Assert.Equal(ready.Text, (await server.GetAsync($"/ajax-api/2.0/mlflow/logged-models/{id}")).Ok().Text);

        (await server.DeleteAsync($"logged-models/{id}")).Ok("{}");
        (await server.GetAsync($"logged-models/{id}")).Refused(404, "RESOURCE_DOES_NOT_EXIST", $"Logged model with ID '{id}' not found.");
        (await server.DeleteAsync($"logged-models/{id}")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Tags_change_and_params_do_not(string engine)
    {
        var server = await engines.OnAsync(engine);
        var id = await NewAsync(server, await server.NewExperimentAsync());

        (await server.PatchAsync($"logged-models/{id}/tags", """{"tags": [{"key": "a", "value": "1"}, {"key": "b/c", "value": "2"}]}""")).Ok("{}");
        (await server.PatchAsync($"logged-models/{id}/tags", """{"tags": [{"key": "a", "value": "3"}]}""")).Ok("{}");
        Assert.Equal("3 2", (await server.GetAsync($"logged-models/{id}")).Ok().Each("model.info.tags", "value"));
        (await server.DeleteAsync($"logged-models/{id}/tags/a")).Ok("{}");
        (await server.DeleteAsync($"logged-models/{id}/tags/a")).Refused(404, "RESOURCE_DOES_NOT_EXIST", $"No tag with key 'a' found for model with ID '{id}'.");

        (await server.PostAsync($"logged-models/{id}/params", """{"params": [{"key": "lr", "value": "0.1"}]}""")).Ok("{}");
        (await server.PostAsync($"logged-models/{id}/params", """{"params": [{"key": "lr", "value": "0.1"}, {"key": "depth", "value": "3"}]}""")).Ok("{}");
        (await server.PostAsync($"logged-models/{id}/params", """{"params": [{"key": "lr", "value": "9"}]}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Changing param values is not allowed. Param with key='lr' was already logged with value='0.1'");
        Assert.Equal("3 0.1", (await server.GetAsync($"logged-models/{id}")).Ok().Each("model.data.params", "value"));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Metrics_that_name_a_model_are_kept_at_it_with_their_dataset(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var (id, run) = (await NewAsync(server, experiment), await server.NewRunAsync(experiment));
        (await server.PostAsync("runs/log-metric", $$"""
            {"run_id": "{{run}}", "key": "auc", "value": 0.7, "timestamp": 5, "step": 1, "model_id": "{{id}}", "dataset_name": "flights", "dataset_digest": "abc"}
            """)).Ok("{}");
        (await server.PostAsync("runs/log-batch", $$"""
            {"run_id": "{{run}}", "metrics": [
              {"key": "auc", "value": 0.8, "timestamp": 6, "step": 2, "model_id": "{{id}}"},
              {"key": "auc", "value": 0.6, "timestamp": 6, "step": 1, "model_id": "{{id}}"},
              {"key": "loss", "value": "NaN", "timestamp": 6, "step": 2, "model_id": "{{id}}"},
              {"key": "other", "value": 1, "timestamp": 6, "step": 2}]}
            """)).Ok("{}");
        (await server.PostAsync("runs/log-metric", $$"""{"run_id": "{{run}}", "key": "auc", "value": 0.1, "timestamp": 4, "step": 0, "model_id": "{{id}}"}""")).Ok("{}");

        Assert.Equal(
            $$"""
            [{"key":"auc","value":0.7,"timestamp":5,"step":1,"model_id":"{{id}}","run_id":"{{run}}","dataset_name":"flights","dataset_digest":"abc"},{"key":"auc","value":0.8,"timestamp":6,"step":2,"model_id":"{{id}}","run_id":"{{run}}"},{"key":"loss","value":"NaN","timestamp":6,"step":2,"model_id":"{{id}}","run_id":"{{run}}"}]
            """,
            (await server.GetAsync($"logged-models/{id}")).Ok()["model.data.metrics"].GetRawText());
        Assert.Equal("auc loss other", (await server.GetAsync($"runs/get?run_id={run}")).Ok().Each("run.data.metrics", "key"));
        (await server.PostAsync("runs/log-metric", $$"""{"run_id": "{{run}}", "key": "x", "value": 1, "timestamp": 4, "model_id": "m-nobody"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST", "Logged model with ID 'm-nobody' not found.");
        Assert.Equal("auc loss other", (await server.GetAsync($"runs/get?run_id={run}")).Ok().Each("run.data.metrics", "key"));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_version_made_from_a_model_knows_its_run_and_the_model_its_versions(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var run = await server.NewRunAsync(experiment);
        var (id, name) = (await NewAsync(server, experiment, $$""", "source_run_id": "{{run}}" """), await server.NewModelAsync());
        var location = $"mlflow-artifacts:/{experiment}/models/{id}/artifacts";

        var made = (await server.PostAsync("model-versions/create", $$"""{"name": "{{name}}", "source": "{{location}}", "model_id": "{{id}}"}""")).Ok();
        Assert.Equal((run, id), (made["model_version.run_id"].GetString(), made["model_version.model_id"].GetString()));
        var followed = (await server.PostAsync("model-versions/create", $$"""{"name": "{{name}}", "source": "models:/{{id}}"}""")).Ok();
        Assert.Equal((run, $"models:/{id}"), (followed["model_version.run_id"].GetString(), followed["model_version.source"].GetString()));
        (await server.GetAsync($"model-versions/get-download-uri?name={name}&version=2")).Ok($$"""{"artifact_uri":"{{location}}"}""");

        var tag = (await server.GetAsync($"logged-models/{id}")).Ok()["model.info.tags"].EnumerateArray().Single(t => t.GetProperty("key").GetString() == "mlflow.modelVersions");
        Assert.Equal($$"""[{"name":"{{name}}","version":1},{"name":"{{name}}","version":2}]""", tag.GetProperty("value").GetString());
        Assert.Equal("2 1", (await server.GetAsync($"model-versions/search?filter={Uri.EscapeDataString($"run_id='{run}'")}&order_by=version_number DESC")).Ok().Each("model_versions", "version"));

        (await server.PostAsync("model-versions/create", $$"""{"name": "{{name}}", "source": "/etc/passwd", "model_id": "{{id}}"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "the model_id request parameter");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_files_of_a_model_and_its_versions_are_listed_and_read(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var (id, name) = (await NewAsync(server, experiment), await server.NewModelAsync());
        (await server.GetAsync($"logged-models/{id}/artifacts/directories")).Ok($$"""{"root_uri":"mlflow-artifacts:/{{experiment}}/models/{{id}}/artifacts"}""");
        var folder = $"/api/2.0/mlflow-artifacts/artifacts/{experiment}/models/{id}/artifacts";
        (await server.SendAsync("PUT", $"{folder}/MLmodel", "flavors: {}", "text/plain")).Ok();
        (await server.SendAsync("PUT", $"{folder}/data/model.bin", "12345", "application/octet-stream")).Ok();

        var root = $"mlflow-artifacts:/{experiment}/models/{id}/artifacts";
        (await server.GetAsync($"logged-models/{id}/artifacts/directories"))
            .Ok($$"""{"root_uri":"{{root}}","files":[{"path":"MLmodel","is_dir":false,"file_size":11},{"path":"data","is_dir":true}]}""");
        (await server.GetAsync($"logged-models/{id}/artifacts/directories?artifact_directory_path=data"))
            .Ok($$"""{"root_uri":"{{root}}","files":[{"path":"data/model.bin","is_dir":false,"file_size":5}]}""");
        (await server.GetAsync($"/ajax-api/2.0/mlflow/logged-models/{id}/artifacts/files?artifact_file_path=data/model.bin")).Ok("12345");

        (await server.PostAsync("model-versions/create", $$"""{"name": "{{name}}", "source": "models:/{{id}}"}""")).Ok();
        (await server.GetAsync($"/model-versions/get-artifact?name={name}&version=1&path=MLmodel")).Ok("flavors: {}");

        (await server.GetAsync($"logged-models/{id}/artifacts/directories?artifact_directory_path=../..")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        (await server.GetAsync($"logged-models/{id}/artifacts/files?artifact_file_path=../../../secret")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        (await server.GetAsync($"/model-versions/get-artifact?name={name}&version=1&path=../x")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        (await server.GetAsync($"/model-versions/get-artifact?name={name}&version=9&path=MLmodel")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await server.GetAsync("logged-models/m-nobody/artifacts/directories")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        await server.NewVersionAsync(name);
        (await server.GetAsync($"/model-versions/get-artifact?name={name}&version=2&path=MLmodel")).Refused(501, "NOT_IMPLEMENTED", "s3://bucket/model");
    }

    [Fact]
    public async Task A_model_without_a_name_gets_one() =>
        Assert.Matches("^[a-z]+-[a-z]+-[0-9]+$", (await (await engines.OnAsync("sqlite")).PostAsync("logged-models", """{"experiment_id": "0"}""")).Ok()["model.info.name"].GetString());

    [Theory]
    [InlineData("POST", "logged-models", "{}", 400, "experiment_id")]
    [InlineData("POST", "logged-models", """{"experiment_id": "987654"}""", 404, "987654")]
    [InlineData("POST", "logged-models", """{"experiment_id": "0", "name": "a/b"}""", 400, "Invalid model name (a/b) provided.")]
    [InlineData("POST", "logged-models", """{"experiment_id": "0", "params": [{"key": "bad key!", "value": "1"}]}""", 400, "params[0].key")]
    [InlineData("PATCH", "logged-models/m-nobody", """{"status": "LOGGED_MODEL_READY"}""", 404, "Logged model with ID 'm-nobody' not found.")]
    [InlineData("PATCH", "logged-models/ID", "{}", 400, "status")]
    [InlineData("PATCH", "logged-models/ID", """{"status": "DONE"}""", 400, "Invalid value \"DONE\" for parameter 'status'")]
    [InlineData("GET", "logged-models/m-nobody", null, 404, "Logged model with ID 'm-nobody' not found.")]
    [InlineData("DELETE", "logged-models/m-nobody", null, 404, "Logged model with ID 'm-nobody' not found.")]
    [InlineData("PATCH", "logged-models/m-nobody/tags", """{"tags": []}""", 404, "not found")]
    [InlineData("PATCH", "logged-models/ID/tags", """{"tags": [{"value": "1"}]}""", 400, "tags[0].key")]
    [InlineData("DELETE", "logged-models/m-nobody/tags/a", null, 404, "not found")]
    [InlineData("POST", "logged-models/m-nobody/params", """{"params": []}""", 404, "not found")]
    [InlineData("POST", "logged-models/ID/params", """{"params": [{"key": "a", "value": 5}]}""", 400, "Invalid value 5 for parameter 'params[0].value' supplied:  Hint: Value was of type 'int'.")]
    public async Task What_is_not_there_or_missing_is_refused(string method, string path, string? body, int status, string message)
    {
        var server = await engines.OnAsync("sqlite");
        var id = path.Contains("ID", StringComparison.Ordinal) ? await NewAsync(server, "0") : "";
        (await server.SendAsync(method, path.Replace("ID", id, StringComparison.Ordinal), body)).Refused(status, status == 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE", message);
    }

    private static async Task<string> NewAsync(Server server, string experiment, string more = "") =>
        (await server.PostAsync("logged-models", $$"""{"experiment_id": "{{experiment}}", "name": "tree"{{more}}}""")).Ok()["model.info.model_id"].GetString()!;
}
