using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Monitoring.Alerts;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>A judgement counts while what it was made with is the same.</summary>
public sealed class BasisTests : IAsyncLifetime
{
    private const string Releases = "/api/airworthy/endpoints/late/releases";

    private GatewayHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_has_changed_in_the_project_since_the_gate_judged_is_named_and_judged_again()
    {
        var schema = new InputSchema(new Dictionary<string, InputColumn> { ["age"] = new(true, 0, 100, null, null) });
        await _host.RegisterAsync("late", TestModels.Columns(), basis: new GateBasis(new Dictionary<string, string> { ["uv.lock"] = "sha256:1", ["old.lock"] = "sha256:2" }, ["python:3.11"], schema.Digest));
        object Ask(object? locks, string[]? images, double high) => new { model = "models:/late/1", basis = new { locks, images }, guards = new { schema = new { columns = new { age = new { required = true, low = 0, high } } } } };

        var (status, answer) = await _host.PostAsync(Releases, JsonSerializer.Serialize(Ask(new Dictionary<string, string> { ["uv.lock"] = "sha256:3", ["new.lock"] = "sha256:4" }, ["python:3.13"], 90)));
        Assert.Equal(400, status);
        Assert.Contains("What the gate judged models:/late/1 with has changed since: new.lock, which is new; old.lock, which is gone; uv.lock; the base image (python:3.11 then, python:3.13 now); the approved schema. Judge it first: airworthy gate 1",
            (string)JsonNode.Parse(answer)!["message"]!, StringComparison.Ordinal);
        Assert.Contains("since: the approved schema.", (await _host.PostAsync(Releases, JsonSerializer.Serialize(Ask(null, null, 90)))).Body, StringComparison.Ordinal);
        await _host.AskAsync(Releases, Ask(new Dictionary<string, string> { ["uv.lock"] = "sha256:1", ["old.lock"] = "sha256:2" }, ["python:3.11"], 100));
    }

    [Fact]
    public async Task A_gateway_on_another_system_than_when_the_gate_judged_asks_for_a_new_report()
    {
        await _host.RegisterAsync("late", TestModels.Columns());
        var minute = _host.Clock.GetUtcNow().AddHours(-1).ToUnixTimeSeconds() / 60;
        await RanOnAsync(minute, "Debian GNU/Linux 11 (bullseye)");
        await _host.ReleaseAsync("early", "models:/late/1"); // judged since this process began: on this system

        _host.Clock.Ahead = TimeSpan.FromMinutes(-50);
        await _host.RegisterAsync("late", TestModels.Columns(bias: -1));
        _host.Clock.Ahead = default;
        var (status, answer) = await _host.PostAsync(Releases, """{"model": "models:/late/2"}""");
        Assert.Equal(400, status);
        Assert.Contains($"When the gate judged models:/late/2, the gateway ran on Debian GNU/Linux 11 (bullseye); it runs on {HostBook.System} now", (string)JsonNode.Parse(answer)!["message"]!, StringComparison.Ordinal);

        await RanOnAsync(minute + 1, HostBook.System); // one of several replicas is enough
        await _host.ReleaseAsync("late", "models:/late/2");
    }

    [Fact]
    public async Task A_version_in_use_that_is_executed_otherwise_than_it_was_judged_raises_an_alert_and_gets_no_more_traffic()
    {
        await _host.ReleaseAsync("late", "constant:0.2");
        await _host.RegisterAsync("late", TestModels.Columns(), runtime: OnnxModel.Runtime);
        await _host.ReleaseAsync("late", "models:/late/1", new { shadow_hours = 1 });
        await JudgeAsync("onnxruntime 1.2.3");
        var (status, answer) = await _host.PostAsync("/api/airworthy/endpoints/late/promote", "{}");
        Assert.Equal(400, status);
        Assert.Contains("judged models:/late/1 with onnxruntime 1.2.3", answer, StringComparison.Ordinal);
        var alert = Assert.Single(await AlertsAsync())!;
        Assert.Equal("dependencies", (string)alert["kind"]!);
        Assert.Equal($"The gate judged models:/late/1 with onnxruntime 1.2.3; here models are executed by {OnnxModel.Runtime}, which may round otherwise. Judge it again: airworthy gate 1", (string)alert["says"]!);

        await JudgeAsync(OnnxModel.Runtime);
        Assert.NotNull(Assert.Single(await AlertsAsync())!["ended_at"]);
        await _host.AskAsync("/api/airworthy/endpoints/late/promote", new { });
    }

    private async Task JudgeAsync(string runtime)
    {
        var version = JsonNode.Parse(await _host.Http.GetStringAsync("/api/2.0/mlflow/model-versions/get?name=late&version=1", Cancel))!["model_version"]!;
        await _host.GateAsync("late", "1", (string)version["run_id"]!, (string)(await _host.StatusAsync("late"))["table"]!["other"]!["digest"]!, GateOutcome.Passed, runtime);
    }

    private async Task<JsonArray> AlertsAsync()
    {
        await _host.Things.GetRequiredService<BasisWatch>().LookAsync(Cancel);
        return JsonNode.Parse(await _host.Http.GetStringAsync("/api/airworthy/endpoints/late/alerts", Cancel))!["alerts"]!.AsArray();
    }

    private Task<int> RanOnAsync(long minute, string system) => _host.Database.WriteAsync(session => session.ExecuteAsync("insert into serving_hosts (minute, writer, document) values (@minute, @writer, @document)",
        new { minute, writer = system, document = JsonSerializer.Serialize(new HostFacts("onnxruntime", system, 2, 4000, 100, null, false), HostJson.Default.HostFacts) }), Cancel);
}
