namespace Airworthy.Tracking.Tests.Registry;

public sealed class ModelVersionTests(Engines engines)
{
    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Versions_count_from_one_and_a_deleted_number_is_not_given_again(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        Assert.Equal("1", (await server.NewVersionAsync(name))["model_version.version"].GetString());
        Assert.Equal("2", (await server.NewVersionAsync(name))["model_version.version"].GetString());
        (await server.DeleteAsync("model-versions/delete", $$"""{"name": "{{name}}", "version": "2"}""")).Ok("{}");
        (await server.DeleteAsync("model-versions/delete", $$"""{"name": "{{name}}", "version": "2"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST", $"Model Version (name={name}, version=2) not found");
        Assert.Equal("3", (await server.NewVersionAsync(name))["model_version.version"].GetString());
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_version_that_comes_from_elsewhere_keeps_its_number(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        Assert.Equal("4711", (await server.NewVersionAsync(name, ", \"version\": \"4711\""))["model_version.version"].GetString());
        Assert.Equal("4712", (await server.NewVersionAsync(name, ", \"version\": \"3\""))["model_version.version"].GetString());
        Assert.Equal("4713", (await server.NewVersionAsync(name))["model_version.version"].GetString());
        foreach (var wrong in (string[])["0", "1000000001", "99999999999999999999", "x"])
        {
            (await server.PostAsync("model-versions/create", $$"""{"name": "{{name}}", "source": "s3://b/m", "version": "{{wrong}}"}""")).Refused(400, "INVALID_PARAMETER_VALUE", wrong);
        }
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_version_is_told_as_it_was_made(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        var run = await server.NewRunAsync(await server.NewExperimentAsync());
        var made = (await server.PostAsync("model-versions/create", $$"""
            {"name": "{{name}}", "source": "mlflow-artifacts:/1/{{run}}/artifacts/model", "run_id": "{{run}}", "run_link": "https://ci/1", "description": "first", "tags": [{"key": "k", "value": "v"}]}
            """)).Ok();

        Assert.Equal("name version creation_timestamp last_updated_timestamp current_stage description source run_id status tags run_link", made.Fields("model_version"));
        Assert.Equal(
            (name, "1", "None", "first", run, "READY", "https://ci/1", "v"),
            (made["model_version.name"].GetString(), made["model_version.version"].GetString(), made["model_version.current_stage"].GetString(), made["model_version.description"].GetString(),
                made["model_version.run_id"].GetString(), made["model_version.status"].GetString(), made["model_version.run_link"].GetString(), made["model_version.tags.0.value"].GetString()));
        Assert.Equal(made.Text, (await server.GetAsync($"/api/3.0/mlflow/model-versions/get?name={name}&version=1")).Ok().Text);
        (await server.GetAsync($"model-versions/get-download-uri?name={name}&version=1")).Ok($$"""{"artifact_uri":"mlflow-artifacts:/1/{{run}}/artifacts/model"}""");
        (await server.GetAsync($"model-versions/get-download-uri?name={name}&version=2")).Refused(404, "RESOURCE_DOES_NOT_EXIST");

        var bare = await server.NewVersionAsync(name);
        Assert.Equal(("", "", ""), (bare["model_version.description"].GetString(), bare["model_version.run_id"].GetString(), bare["model_version.run_link"].GetString()));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Twenty_writers_at_once_make_twenty_versions(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.NewVersionAsync(name)));
        Assert.Equal(Enumerable.Range(1, 20), made.Select(m => int.Parse(m["model_version.version"].GetString()!, null)).Order());
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Description_stage_and_tags_change(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        await server.NewVersionAsync(name);
        await server.NewVersionAsync(name);

        Assert.Equal("better", (await server.PatchAsync("model-versions/update", $$"""{"name": "{{name}}", "version": "1", "description": "better"}""")).Ok()["model_version.description"].GetString());
        Assert.Equal("Staging", (await server.PostAsync("model-versions/transition-stage", $$"""{"name": "{{name}}", "version": "1", "stage": "sTaGiNg"}""")).Ok()["model_version.current_stage"].GetString());
        (await server.PostAsync("model-versions/transition-stage", $$"""{"name": "{{name}}", "version": "2", "stage": "Staging", "archive_existing_versions": true}""")).Ok();
        Assert.Equal("Archived", (await server.GetAsync($"model-versions/get?name={name}&version=1")).Ok()["model_version.current_stage"].GetString());
        (await server.PostAsync("model-versions/transition-stage", $$"""{"name": "{{name}}", "version": "2", "stage": "Archived", "archive_existing_versions": true}"""))
            .Refused(400, "INVALID_PARAMETER_VALUE", "Model version transition cannot archive existing model versions because 'Archived' is not an Active stage.");
        (await server.PostAsync("model-versions/transition-stage", $$"""{"name": "{{name}}", "version": "2", "stage": "unknown"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid Model Version stage: unknown.");

        (await server.PostAsync("model-versions/set-tag", $$"""{"name": "{{name}}", "version": "1", "key": "a", "value": "1"}""")).Ok("{}");
        (await server.PostAsync("model-versions/set-tag", $$"""{"name": "{{name}}", "version": "1", "key": "a", "value": "2"}""")).Ok("{}");
        Assert.Equal("""[{"key":"a","value":"2"}]""", (await server.GetAsync($"model-versions/get?name={name}&version=1")).Ok()["model_version.tags"].GetRawText());
        (await server.DeleteAsync("model-versions/delete-tag", $$"""{"name": "{{name}}", "version": "1", "key": "a"}""")).Ok("{}");
        Assert.False((await server.GetAsync($"model-versions/get?name={name}&version=1")).Ok().Has("model_version.tags"));
    }

    [Theory]
    [InlineData("PATCH", "model-versions/update", """{"name": "MODEL", "version": "9"}""", 404, "not found")]
    [InlineData("PATCH", "model-versions/update", """{"name": "MODEL"}""", 400, "version")]
    [InlineData("POST", "model-versions/transition-stage", """{"name": "MODEL", "version": "9", "stage": "Staging"}""", 404, "not found")]
    [InlineData("POST", "model-versions/transition-stage", """{"name": "MODEL", "version": "1"}""", 400, "stage")]
    [InlineData("DELETE", "model-versions/delete", """{"name": "nobody", "version": "1"}""", 404, "Model Version (name=nobody, version=1) not found")]
    [InlineData("DELETE", "model-versions/delete", """{"name": "MODEL", "version": "x"}""", 400, "Model version must be an integer, got 'x'")]
    [InlineData("POST", "model-versions/set-tag", """{"name": "MODEL", "version": "9", "key": "a", "value": "b"}""", 404, "not found")]
    [InlineData("POST", "model-versions/set-tag", """{"name": "MODEL", "version": "1", "value": "b"}""", 400, "key")]
    [InlineData("DELETE", "model-versions/delete-tag", """{"name": "MODEL", "version": "9", "key": "a"}""", 404, "not found")]
    [InlineData("DELETE", "model-versions/delete-tag", """{"name": "MODEL", "version": "1"}""", 400, "key")]
    [InlineData("GET", "model-versions/get?name=MODEL", null, 400, "version")]
    [InlineData("GET", "model-versions/get-download-uri?version=1", null, 400, "name")]
    [InlineData("POST", "model-versions/create", """{"name": "nobody", "source": "s3://b/m"}""", 404, "Registered Model with name=nobody not found")]
    [InlineData("POST", "model-versions/create", """{"name": "MODEL"}""", 400, "source")]
    [InlineData("POST", "model-versions/create", """{"name": "MODEL", "source": "s3://b/m", "model_id": "m-nobody"}""", 404, "Logged model with ID 'm-nobody' not found.")]
    [InlineData("POST", "model-versions/create", """{"name": "MODEL", "source": "models:/nobody/1"}""", 400, "Unable to fetch model from model URI source artifact location 'models:/nobody/1'.")]
    [InlineData("POST", "model-versions/create", """{"name": "MODEL", "source": "models:/nobody@champion"}""", 400, "Unable to fetch model")]
    [InlineData("POST", "model-versions/create", """{"name": "MODEL", "source": "models:/m-nobody"}""", 400, "Unable to fetch model")]
    public async Task What_is_not_there_or_missing_is_refused(string method, string path, string? body, int status, string message)
    {
        var server = await engines.OnAsync("sqlite");
        var name = await server.NewModelAsync();
        await server.NewVersionAsync(name);
        (await server.SendAsync(method, path.Replace("MODEL", name, StringComparison.Ordinal), body?.Replace("MODEL", name, StringComparison.Ordinal)))
            .Refused(status, status == 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE", message);
    }

    [Theory]
    [InlineData("s3:/bucket/models/path/../../other")]
    [InlineData("mlflow-artifacts://host:1/../../..")]
    [InlineData("mlflow-artifacts://host:1/..%2f..%2f..")]
    [InlineData("mlflow-artifacts:/1/%252e%252e/2")]
    [InlineData("http://host/api/2.0/mlflow-artifacts/artifacts/..\\..\\x")]
    [InlineData("http://host/artifacts%00")]
    [InlineData("http://host/x?path=/../y")]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("file://host/etc/passwd")]
    [InlineData("./model")]
    [InlineData("")]
    public async Task A_source_that_leads_elsewhere_is_refused(string source)
    {
        var server = await engines.OnAsync("sqlite");
        var name = await server.NewModelAsync();
        var json = System.Text.Json.JsonSerializer.Serialize(source);
        (await server.PostAsync("model-versions/create", $$"""{"name": "{{name}}", "source": {{json}}}""")).Refused(400, "INVALID_PARAMETER_VALUE", source.Length == 0 ? "source" : "Invalid model version source");
    }

    [Theory]
    [InlineData("/FOLDER/RUN/artifacts/model", true)]
    [InlineData("file:///FOLDER/RUN/artifacts", true)]
    [InlineData("/FOLDER/RUN/artifacts/../../other", false)]
    [InlineData("/FOLDER/RUN/artifacts2", false)]
    [InlineData("file:///FOLDER/RUN/artifacts/%2e%2e/secret", false)]
    [InlineData("/FOLDER", false)]
    public async Task A_local_source_must_lie_within_its_runs_folder(string source, bool allowed)
    {
        var server = await engines.OnAsync("sqlite");
        var name = await server.NewModelAsync();
        var folder = Guid.NewGuid().ToString("N");
        var experiment = (await server.PostAsync("experiments/create", $$"""{"name": "{{folder}}", "artifact_location": "/{{folder}}"}""")).Ok()["experiment_id"].GetString()!;
        var run = await server.NewRunAsync(experiment);
        var reply = await server.PostAsync("model-versions/create",
            $$"""{"name": "{{name}}", "run_id": "{{run}}", "source": "{{source.Replace("FOLDER", folder, StringComparison.Ordinal).Replace("RUN", run, StringComparison.Ordinal)}}"}""");
        if (allowed)
        {
            reply.Ok();
        }
        else
        {
            reply.Refused(400, "INVALID_PARAMETER_VALUE", "the local path has to be contained within the artifact directory of the run specified by the run_id");
        }
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_source_in_the_registry_is_followed_to_its_files(string engine)
    {
        var server = await engines.OnAsync(engine);
        var (first, second) = (await server.NewModelAsync(), await server.NewModelAsync());
        await server.NewVersionAsync(first);
        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{first}}", "alias": "champion", "version": "1"}""")).Ok();

        (await server.PostAsync("model-versions/create", $$"""{"name": "{{second}}", "source": "models:/{{first}}/1"}""")).Ok();
        (await server.PostAsync("model-versions/create", $$"""{"name": "{{second}}", "source": "models:/{{first}}@champion"}""")).Ok();
        foreach (var version in (int[])[1, 2])
        {
            (await server.GetAsync($"model-versions/get-download-uri?name={second}&version={version}")).Ok("""{"artifact_uri":"s3://bucket/model"}""");
        }
    }
}
