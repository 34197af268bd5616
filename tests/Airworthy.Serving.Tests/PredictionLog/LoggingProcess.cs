using System.Diagnostics;
using System.Globalization;

using Airworthy.Serving.PredictionLog;

namespace Airworthy.Serving.Tests.PredictionLog;

/// <summary>A process of its own that logs for as long as it lives: this program, started again with a folder in its environment.</summary>
/// <remarks>
/// It writes a line for each entry that was accepted, <c>accepted n</c>, and one whenever more is durable, <c>durable n</c>; at the end of its input one
/// with all counts. Its lines are handed to the system at once, so that a sudden end loses none.
/// </remarks>
internal sealed class LoggingProcess : IDisposable
{
    private const string Folder = "AIRWORTHY_TEST_LOG_FOLDER", Forget = "AIRWORTHY_TEST_LOG_FORGET";

    public static readonly LogSettings Settings = new() { Waiting = 500, SegmentBytes = 64 << 10 };

    private readonly Process _process;

    private LoggingProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    /// <param name="forget">The hash of whom it shall delete instead of logging.</param>
    public static LoggingProcess Start(string folder, string? forget = null)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Airworthy.Serving.Tests");

        // The signal of a file that grows too large is left aside, so that the write itself fails, as it does on a full disk.
        var start = new ProcessStartInfo("/bin/bash", ["-c", "trap '' XFSZ && exec \"$0\"", program]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment[Folder] = folder;
        start.Environment[Forget] = forget ?? "";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // else the run time itself writes to a file in memory
        return new LoggingProcess(Process.Start(start)!);
    }

    /// <summary>From now on no file of the process may grow beyond so many bytes; null lifts that.</summary>
    public void LimitFiles(int? bytes)
    {
        using var limit = Process.Start("prlimit", ["--pid", _process.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"}:unlimited"]);
        limit.WaitForExit();
        Assert.Equal(0, limit.ExitCode);
    }

    /// <summary>Ends it as the system ends what it cannot wait for.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Lets it end by itself.</summary>
    public int End()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    /// <summary>Logs until the end of its input, when it was started for that.</summary>
    /// <returns>False when it was not.</returns>
    public static async Task<bool> LogInsteadAsync()
    {
        if (Environment.GetEnvironmentVariable(Folder) is not { Length: > 0 } folder)
        {
            return false;
        }

        await (Environment.GetEnvironmentVariable(Forget) is { Length: > 0 } subject ? ForgetAsync(folder, subject) : LogAsync(folder));
        return true;
    }

    private static async Task ForgetAsync(string folder, string subject)
    {
        await using var journal = new PredictionJournal(folder, Settings, TimeProvider.System);
        await journal.DeleteAsync(new HashSet<string> { subject }, CancellationToken.None);
    }

    private static async Task LogAsync(string folder)
    {
        var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var ended = Task.Run(Console.In.ReadLine);
        await using var journal = new PredictionJournal(folder, Settings, TimeProvider.System);
        var durable = 0L;
        for (var accepted = 0; !ended.IsCompleted;)
        {
            for (var i = 0; i < 20; i++)
            {
                if (journal.TryAppend(Entries.Plain(accepted)))
                {
                    await output.WriteLineAsync($"accepted {accepted++}");
                }
            }

            if (journal.Counts.Written > durable)
            {
                await output.WriteLineAsync($"durable {durable = journal.Counts.Written}");
            }

            await Task.Delay(1);
        }

        await journal.FlushAsync(CancellationToken.None);
        var counts = journal.Counts;
        await output.WriteLineAsync($"counts {counts.Accepted} {counts.Written} {counts.Lost} {counts.Dropped}");
        await output.WriteLineAsync($"error {counts.LastError}");
    }
}
