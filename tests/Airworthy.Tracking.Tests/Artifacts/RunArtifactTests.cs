namespace Airworthy.Tracking.Tests.Artifacts;

public sealed class RunArtifactTests(Engines engines)
{
    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_artifacts_of_a_run_are_found_by_its_id(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var run = (await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}"}""")).Ok();
        var (id, address) = (run["run.info.run_id"].GetString(), run["run.info.artifact_uri"].GetString()!);
        Assert.Equal(200, (await ArtifactTests.PutAsync(server, address["mlflow-artifacts:/".Length..] + "/model/MLmodel", "m"u8.ToArray())).Status);
        (await server.SendAsync("POST", $"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={id}&path=notes.md", "# n", "text/plain")).Ok("{}");

        (await server.GetAsync($"artifacts/list?run_id={id}")).Ok($$"""{"root_uri":"{{address}}","files":[{"path":"model","is_dir":true},{"path":"notes.md","is_dir":false,"file_size":3}]}""");
        (await server.GetAsync($"artifacts/list?run_uuid={id}&path=model")).Ok($$"""{"root_uri":"{{address}}","files":[{"path":"model/MLmodel","is_dir":false,"file_size":1}]}""");
        Assert.Equal("# n", (await server.GetAsync($"/get-artifact?path=notes.md&run_uuid={id}")).Text);
        using (var ask = new HttpRequestMessage(HttpMethod.Head, $"/get-artifact?path=notes.md&run_uuid={id}"))
        {
            using var told = await server.Http.SendAsync(ask, TestContext.Current.CancellationToken);
            Assert.Equal((200, 3L, "bytes"), ((int)told.StatusCode, told.Content.Headers.ContentLength, told.Headers.AcceptRanges.ToString()));
        }

        (await server.GetAsync($"/get-artifact?path=../x&run_uuid={id}")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        (await server.GetAsync($"artifacts/list?run_id={id}&path=..")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        (await server.GetAsync("/get-artifact?path=x&run_uuid=none")).Refused(404, "RESOURCE_DOES_NOT_EXIST", "Run with id=none not found");
        (await server.GetAsync("artifacts/list")).Refused(400, "INVALID_PARAMETER_VALUE", "'run_id'");
        (await server.SendAsync("POST", "/ajax-api/2.0/mlflow/upload-artifact?path=x", "x", "text/plain")).Refused(400, "INVALID_PARAMETER_VALUE", "Request must specify run_uuid.");
        (await server.SendAsync("POST", $"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={id}&path=x", null)).Refused(400, "INVALID_PARAMETER_VALUE", "Request must specify data.");
        (await server.SendAsync("POST", $"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={id}&path=x", new string('x', 10 * 1024 * 1024 + 1), "text/plain")).Refused(400, "INVALID_PARAMETER_VALUE", "Max size is 10MB");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Files_elsewhere_are_not_read_by_the_server(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = (await server.PostAsync("experiments/create", $$"""{"name": "{{Guid.NewGuid()}}", "artifact_location": "file:///etc"}""")).Ok()["experiment_id"].GetString();
        var id = (await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}"}""")).Ok()["run.info.run_id"].GetString();

        (await server.GetAsync($"artifacts/list?run_id={id}")).Refused(501, "NOT_IMPLEMENTED", "file:///etc");
        (await server.GetAsync($"/get-artifact?path=passwd&run_uuid={id}")).Refused(501, "NOT_IMPLEMENTED");
    }
}
