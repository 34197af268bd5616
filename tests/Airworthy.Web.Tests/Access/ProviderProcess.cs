using System.Diagnostics;


namespace Airworthy.Web.Tests.Access;

/// <summary>The npm package <c>oidc-provider</c> on loopback: an identity provider that our library did not bring.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;

    private ProviderProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
    }

    public Uri Address { get; }

    /// <param name="secret">Of its one client.</param>
    /// <param name="redirect">Where it sends people back to.</param>
    public static async Task<ProviderProcess> StartAsync(string secret, string redirect)
    {
        var folder = await NpmPackage.FolderAsync("oidc-provider@9.13.3");
        var (process, heard) = await SaysAsync(Program("node", Path.Combine(AppContext.BaseDirectory, "Access", "provider.mjs"), folder, secret, redirect), line => line.StartsWith("listening ", StringComparison.Ordinal));
        var address = heard.Split('\n').FirstOrDefault(l => l.StartsWith("listening ", StringComparison.Ordinal));
        Assert.True(address is not null, $"oidc-provider did not start: {heard}");
        return new ProviderProcess(process, new Uri(address["listening ".Length..]));
    }

    private static ProcessStartInfo Program(string program, params string[] arguments) => new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>Runs a program until it says something, or ends.</summary>
    private static async Task<(Process Process, string Heard)> SaysAsync(ProcessStartInfo start, Func<string, bool> enough)
    {
        var process = Process.Start(start)!;
        var (heard, said) = (new List<string>(), new TaskCompletionSource());
        void Hear(string? line)
        {
            lock (heard)
            {
                heard.Add(line ?? "");
            }

            if (line is not null && enough(line))
            {
                said.TrySetResult();
            }
        }

        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(said.Task, process.WaitForExitAsync(TestContext.Current.CancellationToken), Task.Delay(s_longest, TestContext.Current.CancellationToken));
        lock (heard)
        {
            return (process, string.Join('\n', heard));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
