using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Core.Checklist;
using Airworthy.Core.Evaluations;
using Airworthy.Serving.Feedback;
using Airworthy.Serving.Protocols.Grpc;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Replicas;
using Airworthy.Tracking;
using Airworthy.Tracking.Storage;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Tests;

/// <summary>A clock that can be moved on.</summary>
public sealed class MovedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    /// <summary>A timer of this length that is made from now on never ends.</summary>
    public TimeSpan? Endless { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime == Endless ? Timeout.InfiniteTimeSpan : dueTime, period);
}

/// <summary>Tracking server and gateway on Kestrel, on a free loopback port, spoken to by HTTP alone.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Database _database;

    private GatewayHost(WebApplication app, Database database, MovedClock clock)
    {
        (_app, _database, Clock) = (app, database, clock);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public MovedClock Clock { get; }

    public HttpClient Http { get; }

    /// <summary>Where it speaks gRPC.</summary>
    public string Grpc => _app.Urls.Last();

    /// <summary>The folder of the prediction log.</summary>
    public required string Log { get; init; }

    public IServiceProvider Things => _app.Services;

    public Database Database => _database;

    public static async Task<GatewayHost> StartAsync(StoreAddress? store = null, string? artifacts = null, GatewayOptions? options = null, Dictionary<string, string?>? settings = null, string? log = null, bool isAway = false)
    {
        store ??= new StoreAddress.Folder(Directory.CreateTempSubdirectory("airworthy-gateway-").FullName);
        var database = isAway ? Database.Away((StoreAddress.PostgreSql)store) : await Database.OpenAsync(store, CancellationToken.None);
        var clock = new MovedClock();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0);
            k.Listen(IPAddress.Loopback, 0, l => l.ForGrpc());
        });
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddTracking(database, artifacts ?? Directory.CreateTempSubdirectory("airworthy-artifacts-").FullName);
        log ??= Path.Combine(Directory.CreateTempSubdirectory("airworthy-predictions-").FullName, "predictions");
        builder.Services.AddGateway(log, options ?? new());
        builder.Services.AddGatewayGrpc();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddGatewayTelemetry(builder.Configuration);
        var app = builder.Build();
        app.UseStopping();
        app.UseTrackingPrefixes();
        app.UseRouting();
        app.UseGrpcPort();
        app.UseQuotas();
        app.UseIdempotence();
        app.MapTracking();
        app.MapGateway();
        app.MapGatewayGrpc(reflects: true);
        if (isAway)
        {
            try
            {
                await app.Services.GetRequiredService<KeptTables>().ServeAsync(CancellationToken.None);
            }
            catch
            {
                await app.DisposeAsync();
                await database.DisposeAsync();
                throw;
            }
        }

        await app.StartAsync();
        return new GatewayHost(app, database, clock) { Log = log };
    }

    /// <summary>Looks after releases now, rather than at the next second.</summary>
    public Task LookAsync() => _app.Services.GetServices<IHostedService>().OfType<ReleaseLoop>().Single().OnceAsync(CancellationToken.None);

    /// <summary>Holds outcomes against answers now, rather than at the next second.</summary>
    public Task LabelAsync() => _app.Services.GetServices<IHostedService>().OfType<LabelLoop>().Single().OnceAsync(CancellationToken.None);

    /// <summary>Registers an ONNX file as the next version of a model.</summary>
    /// <param name="gate">How the gate judged it; null: not at all.</param>
    /// <returns>Its number.</returns>
    public async Task<string> RegisterAsync(string name, byte[] onnx, GateOutcome? gate = GateOutcome.Passed, string? descriptor = null, string file = "model.onnx", string? runtime = null, GateBasis? basis = null)
    {
        await Http.PostAsJsonAsync("/api/2.0/mlflow/registered-models/create", new { name });
        var run = (await AskAsync("/api/2.0/mlflow/runs/create", new { experiment_id = "0" }))["run"]!["info"]!["run_id"]!.ToString();
        await PutAsync(run, "model/" + file, onnx);
        var lines = new List<string> { $"model/{file} {Convert.ToHexStringLower(SHA256.HashData(onnx))}\n" };
        if (descriptor is not null)
        {
            await PutAsync(run, "model/MLmodel", Encoding.UTF8.GetBytes(descriptor));
            lines.Add($"model/MLmodel {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(descriptor)))}\n");
        }

        var version = (await AskAsync("/api/2.0/mlflow/model-versions/create", new { name, source = $"mlflow-artifacts:/0/{run}/artifacts/model", run_id = run }))["model_version"]!["version"]!.ToString();
        if (gate is { } outcome)
        {
            var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Order(StringComparer.Ordinal)))));
            await GateAsync(name, version, run, digest, outcome, runtime, basis);
        }

        return version;
    }

    /// <summary>Keeps a report of the gate with a version, as <c>airworthy gate</c> does.</summary>
    public async Task GateAsync(string name, string version, string run, string digest, GateOutcome outcome, string? runtime = null, GateBasis? basis = null)
    {
        var answer = outcome switch { GateOutcome.Passed => Answer.Met, GateOutcome.Refused => Answer.Unmet, _ => Answer.Unknown };
        var report = Encoding.UTF8.GetBytes(GateJson.Of(new GateReport(name, version, digest, run, null, "dev", "rows", "contract", Clock.GetUtcNow(), [new GateLine("bar", answer, "judged")], runtime, basis)));
        await PutAsync(run, "gate/report.json", report);
        foreach (var (key, value) in new[] { ("airworthy.gate", outcome.ToString().ToLowerInvariant()), ("airworthy.gate.report", "gate/report.json"), ("airworthy.gate.digest", "sha256:" + Convert.ToHexStringLower(SHA256.HashData(report))) })
        {
            await AskAsync("/api/2.0/mlflow/model-versions/set-tag", new { name, version, key, value });
        }
    }

    /// <summary>Begins a release, and requires that it does.</summary>
    public async Task<JsonNode> ReleaseAsync(string endpoint, string model, object? policy = null, params string[] fallback) =>
        await AskAsync($"/api/airworthy/endpoints/{endpoint}/releases", new { model, policy, fallback });

    public async Task<JsonNode> StatusAsync(string endpoint) => JsonNode.Parse(await Http.GetStringAsync($"/api/airworthy/endpoints/{endpoint}"))!;

    /// <summary>Posts JSON, and requires success.</summary>
    public async Task<JsonNode> AskAsync(string path, object body)
    {
        var (status, answer) = await PostAsync(path, JsonSerializer.Serialize(body));
        Assert.True(status == 200, $"{path}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }

    public async Task<(int Status, string Body)> PostAsync(string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await Http.PostAsync(path, content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task PutAsync(string run, string path, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        using var response = await Http.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/{path}", content);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
