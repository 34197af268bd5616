using System.Diagnostics;

namespace Airworthy.Cli.Tests;

/// <summary>Runs the real program as a process of its own.</summary>
internal static class AirworthyProcess
{
    public sealed record Run(int ExitCode, string Output, string Errors);

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = Up(AppContext.BaseDirectory);

    public static Task<Run> RunAsync(string? workingFolder, params string[] arguments) => RunAsync(workingFolder, [], arguments);

    /// <param name="variables">What its environment holds besides that of the tests.</param>
    public static async Task<Run> RunAsync(string? workingFolder, (string Name, string Value)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? Repository,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Run(process.ExitCode, await output, await errors);
    }

    private static string Up(string folder) =>
        File.Exists(Path.Combine(folder, "Airworthy.slnx")) ? folder : Up(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
