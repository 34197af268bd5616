using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Airworthy.Cli.Tests.Serve;

/// <summary><c>airworthy serve</c> as a process of its own, spoken to in raw bytes.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string address)
    {
        (_process, Address) = (process, address);
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public string Address { get; }

    public HttpClient Http { get; }

    /// <summary>Starts it on a free port of loopback, and waits until it answers.</summary>
    public static Task<ServerProcess> StartAsync(string store, params string[] more) => StartAsync(store, "serve", path: null, more);

    /// <param name="path">A folder whose programs go before those of the system.</param>
    public static Task<ServerProcess> StartAsync(string store, string command, string? path, params string[] more) => StartAtAsync(0, store, command, path, more);

    /// <param name="port">Of loopback; 0 for any.</param>
    public static async Task<ServerProcess> StartAtAsync(int port, string store, string command, string? path, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Path, command, "--listen", $"127.0.0.1:{port}", "--store", store, .. more])
        {
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["PATH"] = path is null ? start.Environment["PATH"] : $"{path}:{start.Environment["PATH"]}";
        var process = Process.Start(start)!;
        var said = new StringBuilder();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Listening on ", StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync();
                return new ServerProcess(process, line.Split(' ')[2].TrimEnd(','));
            }

            said.AppendLine(line);
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"serve ended with {process.ExitCode}: {said}");
    }

    /// <summary>As the power button does: nothing is told to the process.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As Ctrl-C does.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> InterruptAsync() => EndAsync("-INT");

    /// <summary>As a supervisor does.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> StopAsync() => EndAsync("-TERM");

    /// <param name="signal">For example <c>-STOP</c>.</param>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])!;
        await kill.WaitForExitAsync();
    }

    private async Task<int> EndAsync(string signal)
    {
        await SignalAsync(signal);
        await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        return _process.ExitCode;
    }

    /// <exception cref="HttpRequestException">The server is gone, or did not answer with 200.</exception>
    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await Http.PostAsync(new Uri("/api/2.0/mlflow/" + path, UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public async Task<JsonElement> GetAsync(string pathAndQuery) => JsonDocument.Parse(await Http.GetStringAsync(new Uri("/api/2.0/mlflow/" + pathAndQuery, UriKind.Relative))).RootElement;

    /// <summary>Tells the endpoint <c>usual</c> what came true of some requests.</summary>
    public async Task<(int Status, string Answer)> TellAsync(params string[] requests)
    {
        using var response = await Http.PostAsJsonAsync("/models/usual/feedback", new { feedback = requests.Select(id => new { request_id = id, label = true }) });
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<string> NewRunAsync(string experiment = "0") =>
        (await PostAsync("runs/create", new { experiment_id = experiment, start_time = 1 })).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
