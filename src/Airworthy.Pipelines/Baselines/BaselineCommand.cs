using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Airworthy.Pipelines.Baselines;

/// <summary>Runs the command of a baseline in the project's folder, as a shell would.</summary>
public static class BaselineCommand
{
    /// <summary>Characters of its output that are kept: the last.</summary>
    private const int MostOutput = 200_000;

    /// <summary>Runs it; when it is to stop, what it started is stopped with it.</summary>
    /// <param name="seed">Stands for <c>{seed}</c> in the command, and in the variable <c>AIRWORTHY_SEED</c>.</param>
    /// <returns>How it ended (0 is well), what it wrote, and the seconds it took.</returns>
    public static async Task<(int Exit, string Output, double Seconds)> RunAsync(string command, string root, int seed, CancellationToken cancel)
    {
        var number = seed.ToString(CultureInfo.InvariantCulture);
        var line = command.Replace("{seed}", number, StringComparison.Ordinal);
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/d", "/c", line]) : new ProcessStartInfo("/bin/sh", ["-c", line]);
        start.WorkingDirectory = root;
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        start.Environment["AIRWORTHY_SEED"] = number;
        var output = new StringBuilder();
        void Keep(object _, DataReceivedEventArgs said)
        {
            lock (output)
            {
                output.AppendLine(said.Data);
                if (output.Length > 2 * MostOutput)
                {
                    output.Remove(0, output.Length - MostOutput);
                }
            }
        }

        var started = Stopwatch.GetTimestamp();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        lock (output)
        {
            return (process.ExitCode, output.ToString().Trim(), Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }
}
