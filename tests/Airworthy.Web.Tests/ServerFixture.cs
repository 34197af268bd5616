using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Airworthy.Tracking.Storage;

[assembly: AssemblyFixture(typeof(Airworthy.Web.Tests.ServerFixture))]

namespace Airworthy.Web.Tests;

/// <summary>The whole server on a free loopback port, with an empty store of its own (SQLite). One for all tests: each makes its own experiments.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-web-").FullName;
    private AirworthyServer? _server;

    public AirworthyServer Server => _server ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>For example <c>http://127.0.0.1:40123</c>.</summary>
    public string Address => Server.Address;

    /// <summary>Speaks to it as a client of the protocol would; follows no redirects.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public async ValueTask InitializeAsync()
    {
        _server = await AirworthyServer.StartAsync(
            new ServerOptions(new StoreAddress.Folder(Path.Combine(_folder, "store")), Path.Combine(_folder, "artifacts"), new IPEndPoint(IPAddress.Loopback, 0)),
            TestContext.Current.CancellationToken);
        Http.BaseAddress = new Uri(_server.Address);
    }

    /// <summary>One call of the protocol below <c>/api/2.0/mlflow/</c>; fails unless it succeeds.</summary>
    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await Http.PostAsync(new Uri("/api/2.0/mlflow/" + path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Puts a file among the artifacts of a run, as a client does.</summary>
    public async Task FileAsync(string run, string path, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        var uri = (await JsonAsync($"/api/2.0/mlflow/runs/get?run_id={run}")).GetProperty("run").GetProperty("info").GetProperty("artifact_uri").GetString()!["mlflow-artifacts:/".Length..];
        using var response = await Http.PutAsync(new Uri($"/api/2.0/mlflow-artifacts/artifacts/{uri}/{path}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode}");
    }

    private async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await Http.GetStringAsync(path, TestContext.Current.CancellationToken)).RootElement;

    /// <summary>A new experiment.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> ExperimentAsync(string? name = null) =>
        (await PostAsync("experiments/create", new { name = name ?? Guid.NewGuid().ToString() })).GetProperty("experiment_id").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
