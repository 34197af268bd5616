using System.Diagnostics;
using System.Globalization;

namespace TrackingBench;

/// <summary>A server in a process of its own, whose memory is its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string address, double ready)
    {
        (_process, Ready) = (process, ready);
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(address) };
    }

    public HttpClient Http { get; }

    /// <summary>Seconds from its start to its first line.</summary>
    public double Ready { get; }

    public double ResidentMegabytes => double.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) / 1024;

    /// <summary>Starts a program that says <c>Listening on ADDRESS</c>.</summary>
    public static async Task<ServerProcess> StartAsync(string program, params string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]) { RedirectStandardError = true })!;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Listening on ", StringComparison.Ordinal))
            {
                var ready = Stopwatch.GetElapsedTime(started).TotalSeconds;
                _ = process.StandardError.ReadToEndAsync();
                return new ServerProcess(process, line.Split(' ')[2].TrimEnd(','), ready);
            }
        }

        throw new InvalidOperationException($"{program} ended with {process.ExitCode} before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
