using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Airworthy.Cli.Tests.Tracking;

/// <summary><c>airworthy serve</c> as a process of its own, on a free port.</summary>
internal sealed partial class ServeProcess : IDisposable
{
    private readonly Process _process;

    private ServeProcess(Process process, string address)
    {
        (_process, Address, Http) = (process, address, new HttpClient { BaseAddress = new Uri(address) });
    }

    public string Address { get; }

    public HttpClient Http { get; }

    public int Pid => _process.Id;

    public static async Task<ServeProcess> StartAsync(string store)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [BuiltProgram.Path, "serve", "--store", store, "--listen", "127.0.0.1:0"])
        {
            RedirectStandardError = true,
        })!;
        var said = "";
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said += line + "\n";
            if (Listening().Match(line) is { Success: true } found)
            {
                _ = process.StandardError.ReadToEndAsync();
                return new ServeProcess(process, found.Groups[1].Value);
            }
        }

        throw new InvalidOperationException("It did not start: " + said);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Http.Dispose();
        _process.Dispose();
    }

    [GeneratedRegex(@"Listening on (http://[\d.:]+)")]
    private static partial Regex Listening();
}
