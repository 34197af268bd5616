using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Airworthy.Web.Tests.Projects;

/// <summary>The real program as a process of its own.</summary>
internal sealed partial class AirworthyProgram : IAsyncDisposable
{
    private readonly Process _process;

    private AirworthyProgram(Process process, string address)
    {
        (_process, Address) = (process, address);
    }

    /// <summary>Where its server listens.</summary>
    public string Address { get; }

    /// <summary>Starts <c>airworthy serve</c> in a folder, on a free port, and waits until it listens.</summary>
    public static async Task<AirworthyProgram> ServeAsync(string folder, params string[] arguments)
    {
        var process = Start(folder, [], ["serve", "--listen", "127.0.0.1:0", .. arguments]);
        var said = "";
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said += line + "\n";
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardError.ReadToEndAsync();
                return new AirworthyProgram(process, match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException($"The server did not start: {said}");
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder, (string Name, string Value)[] variables, params string[] arguments)
    {
        using var process = Start(folder, variables, arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    private static Process Start(string folder, (string Name, string Value)[] variables, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        // Whoever runs the tests has a name in git; a person at the page must not need one.
        (start.Environment["GIT_CONFIG_GLOBAL"], start.Environment["HOME"]) = ("/dev/null", Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "airworthy-nobody")).FullName);
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("Listening on (http://[^,]+),")]
    private static partial Regex Listening();
}
