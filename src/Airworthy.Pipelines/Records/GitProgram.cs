using System.ComponentModel;
using System.Diagnostics;

namespace Airworthy.Pipelines.Records;

/// <summary>Runs <c>git</c> itself where another machine is spoken to: it knows the user's keys, proxies and passwords.</summary>
/// <param name="folder">Where it runs.</param>
internal sealed class GitProgram(string folder)
{
    /// <summary>What a run of git printed, and how it ended.</summary>
    public sealed record Run(int Exit, string Output, string Errors)
    {
        public bool IsDone => Exit == 0;

        /// <summary>Its complaint without the noise around it.</summary>
        public string Complaint => string.Join(' ', Errors.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith("hint:", StringComparison.Ordinal)));
    }

    /// <exception cref="RecordsRefusedException">git is not installed.</exception>
    public async Task<Run> RunAsync(CancellationToken cancel, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        if (Console.IsInputRedirected)
        {
            start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        }

        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            try
            {
                await process.WaitForExitAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return new Run(process.ExitCode, await output, await errors);
        }
        catch (Win32Exception)
        {
            throw new RecordsRefusedException("git is not installed.", "Install it: https://git-scm.com/downloads");
        }
    }
}
