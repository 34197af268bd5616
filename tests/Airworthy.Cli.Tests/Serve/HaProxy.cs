using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Airworthy.Cli.Tests.Serve;

/// <summary>HAProxy in front of replicas, which it asks whether they are ready ten times a second; the Debian package <c>haproxy</c> brings it.</summary>
internal sealed class HaProxy : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private HaProxy(Process process, string folder, int port) => (_process, _folder, Http) = (process, folder, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });

    public HttpClient Http { get; }

    /// <summary>Starts it, or fails the test with how HAProxy is installed.</summary>
    /// <param name="replicas">Ports on loopback.</param>
    public static async Task<HaProxy> RequireAsync(params int[] replicas)
    {
        var program = ((string[])["/usr/sbin/haproxy", "/usr/local/sbin/haproxy"]).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("HAProxy is not installed: on Debian or Ubuntu 'sudo apt-get install haproxy', or run ./test, which does so.");
        var (folder, port) = (Directory.CreateTempSubdirectory("airworthy-haproxy-").FullName, FreePort());
        var file = Path.Combine(folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, $"""
            defaults
              mode http
              timeout connect 2s
              timeout client 60s
              timeout server 60s
              timeout check 10s
            frontend callers
              bind 127.0.0.1:{port}
              default_backend replicas
            backend replicas
              option httpchk GET /v2/health/ready
              balance random
              http-response set-header X-Replica %s
              default-server check inter 100ms fall 1 rise 1
            {string.Join('\n', replicas.Select(at => $"  server at{at} 127.0.0.1:{at}"))}

            """);
        return new HaProxy(Process.Start(new ProcessStartInfo(program, ["-db", "-q", "-f", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!, folder, port);
    }

    /// <summary>Waits until it sends requests to a replica.</summary>
    /// <param name="replica">Its port.</param>
    public async Task SendsToAsync(int replica)
    {
        for (var looks = 0; looks < 2000; looks++)
        {
            try
            {
                using var answer = await Http.GetAsync(new Uri("/v2/health/live", UriKind.Relative));
                if (answer.Headers.TryGetValues("X-Replica", out var by) && by.Contains($"at{replica}"))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(10);
        }

        Assert.Fail($"HAProxy sends nothing to port {replica}.");
    }

    /// <summary>A port of loopback that nobody had a moment ago.</summary>
    public static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
