using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Tests.Registry;

/// <summary>Each call with one right less than it needs, and with just that right.</summary>
public sealed class RightsTests : IClassFixture<RightsTests.Asked>
{
    private readonly Somebody _somebody;
    private readonly Server _server;

    public RightsTests(Asked asked)
    {
        (_somebody, _server) = (asked.Somebody, asked.Server);
        (_somebody.Has, _somebody.There) = (Right.Administer, Right.Administer);
    }

    [Theory]
    [InlineData(Right.View, "GET", "registered-models/get?name=m")]
    [InlineData(Right.View, "GET", "registered-models/search")]
    [InlineData(Right.View, "POST", "registered-models/get-latest-versions", """{"name": "m"}""")]
    [InlineData(Right.View, "GET", "registered-models/alias?name=m&alias=latest")]
    [InlineData(Right.View, "GET", "model-versions/get?name=m&version=1")]
    [InlineData(Right.View, "GET", "model-versions/search")]
    [InlineData(Right.View, "GET", "model-versions/get-download-uri?name=m&version=1")]
    [InlineData(Right.View, "GET", "/model-versions/get-artifact?name=m&version=1&path=a")]
    [InlineData(Right.Edit, "POST", "registered-models/create", """{"name": "new"}""")]
    [InlineData(Right.Edit, "POST", "registered-models/rename", """{"name": "m", "new_name": "n"}""")]
    [InlineData(Right.Edit, "PATCH", "registered-models/update", """{"name": "m", "description": "d"}""")]
    [InlineData(Right.Edit, "DELETE", "registered-models/delete", """{"name": "m"}""")]
    [InlineData(Right.Edit, "POST", "registered-models/set-tag", """{"name": "m", "key": "a", "value": "b"}""")]
    [InlineData(Right.Edit, "DELETE", "registered-models/delete-tag", """{"name": "m", "key": "a"}""")]
    [InlineData(Right.Edit, "POST", "model-versions/create", """{"name": "m", "source": "s3://b/m"}""")]
    [InlineData(Right.Edit, "PATCH", "model-versions/update", """{"name": "m", "version": "1", "description": "d"}""")]
    [InlineData(Right.Edit, "DELETE", "model-versions/delete", """{"name": "m", "version": "1"}""")]
    [InlineData(Right.Edit, "POST", "model-versions/set-tag", """{"name": "m", "version": "1", "key": "a", "value": "b"}""")]
    [InlineData(Right.Edit, "DELETE", "model-versions/delete-tag", """{"name": "m", "version": "1", "key": "a"}""")]
    [InlineData(Right.Release, "POST", "registered-models/alias", """{"name": "m", "alias": "champion", "version": "1"}""")]
    [InlineData(Right.Release, "DELETE", "registered-models/alias", """{"name": "m", "alias": "champion"}""")]
    [InlineData(Right.Release, "POST", "model-versions/transition-stage", """{"name": "m", "version": "1", "stage": "Staging"}""")]
    [InlineData(Right.Administer, "POST", "webhooks", """{"name": "a", "url": "http://127.0.0.1:1/", "events": [{"entity": "PROMPT", "action": "CREATED"}]}""")]
    [InlineData(Right.Administer, "GET", "webhooks")]
    [InlineData(Right.Administer, "GET", "webhooks/nobody")]
    [InlineData(Right.Administer, "PATCH", "webhooks/nobody", "{}")]
    [InlineData(Right.Administer, "DELETE", "webhooks/nobody")]
    [InlineData(Right.Administer, "POST", "webhooks/nobody/test", "{}")]
    [InlineData(Right.Administer, "GET", "webhooks/nobody/deliveries")]
    public async Task A_call_needs_a_right(Right needed, string method, string path, string? body = null)
    {
        _somebody.Has = needed - 1;
        (await _server.SendAsync(method, path, body)).Refused(403, "PERMISSION_DENIED");
        _somebody.Has = needed;
        Assert.NotEqual(403, (await _server.SendAsync(method, path, body)).Status);
    }

    [Theory]
    [InlineData(Right.Edit, "POST", "logged-models", """{"experiment_id": "0"}""")]
    [InlineData(Right.View, "GET", "logged-models/MODEL")]
    [InlineData(Right.View, "GET", "logged-models/MODEL/artifacts/directories")]
    [InlineData(Right.View, "GET", "logged-models/MODEL/artifacts/files?artifact_file_path=a")]
    [InlineData(Right.Edit, "PATCH", "logged-models/MODEL", """{"status": "LOGGED_MODEL_READY"}""")]
    [InlineData(Right.Edit, "DELETE", "logged-models/MODEL")]
    [InlineData(Right.Edit, "PATCH", "logged-models/MODEL/tags", """{"tags": []}""")]
    [InlineData(Right.Edit, "DELETE", "logged-models/MODEL/tags/a")]
    [InlineData(Right.Edit, "POST", "logged-models/MODEL/params", """{"params": []}""")]
    [InlineData(Right.Edit, "POST", "runs/log-inputs", """{"run_id": "RUN"}""")]
    [InlineData(Right.Edit, "POST", "runs/outputs", """{"run_id": "RUN"}""")]
    public async Task A_call_about_an_experiment_needs_a_right_there(Right needed, string method, string path, string? body = null)
    {
        var run = await _server.NewRunAsync("0");
        var model = (await _server.PostAsync("logged-models", """{"experiment_id": "0"}""")).Ok()["model.info.model_id"].GetString();
        async Task<int> StatusAsync() =>
            (await _server.SendAsync(method, path.Replace("MODEL", model, StringComparison.Ordinal), body?.Replace("RUN", run, StringComparison.Ordinal))).Status;

        _somebody.There = needed - 1;
        Assert.Equal(needed == Right.View ? 404 : 403, await StatusAsync());
        _somebody.There = needed;
        Assert.NotEqual(403, await StatusAsync());
    }

    [Fact]
    public async Task Searches_leave_out_what_the_caller_may_not_see()
    {
        (await _server.PostAsync("logged-models", """{"experiment_id": "0"}""")).Ok();
        var run = await _server.NewRunAsync("0");
        (await _server.PostAsync("runs/log-inputs", $$"""{"run_id": "{{run}}", "datasets": [{"dataset": {"name": "d", "digest": "1", "source_type": "http", "source": "x"} }]}""")).Ok();
        _somebody.There = Right.None;
        (await _server.PostAsync("logged-models/search", """{"experiment_ids": ["0"]}""")).Ok("{}");
        (await _server.PostAsync("experiments/search-datasets", """{"experiment_ids": ["0"]}""")).Ok("{}");
    }

    [Fact]
    public async Task A_version_cannot_be_made_from_what_the_caller_may_not_see()
    {
        var name = await _server.NewModelAsync();
        var run = await _server.NewRunAsync("0");
        var model = (await _server.PostAsync("logged-models", """{"experiment_id": "0"}""")).Ok()["model.info.model_id"].GetString();
        _somebody.There = Right.None;
        (await _server.PostAsync("model-versions/create", $$"""{"name": "{{name}}", "source": "s3://b/m", "run_id": "{{run}}"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await _server.PostAsync("model-versions/create", $$"""{"name": "{{name}}", "source": "s3://b/m", "model_id": "{{model}}"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await _server.PostAsync("model-versions/create", $$"""{"name": "{{name}}", "source": "models:/{{model}}"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
    }

    /// <summary>A server that takes everybody for the same person.</summary>
    public sealed class Asked(Engines engines) : IAsyncLifetime
    {
        public Somebody Somebody { get; } = new();

        public Server Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await Server.StartAsync(await engines.EmptyStoreAsync("sqlite"), caller: Somebody);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    public sealed class Somebody : Caller
    {
        public Right Has { get; set; } = Right.Administer;

        public Right There { get; set; } = Right.Administer;

        public override string? Account => "ana";

        public override Right Everywhere => Has;

        public override Right On(long experiment) => There;
    }
}
