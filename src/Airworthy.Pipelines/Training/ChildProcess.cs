using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Airworthy.Pipelines.Training;

/// <summary>How a command ended and what it used.</summary>
/// <param name="ExitCode">As the operating system tells it; 128 and the signal's number where a signal ended it.</param>
/// <param name="WasStopped">Whether somebody asked to stop.</param>
/// <param name="CpuSeconds">Of all its processes together; null where the system does not tell.</param>
/// <param name="PeakMegabytes">The most memory that all its processes together were seen to hold, looked at ten times a second; null where that was not seen.</param>
public sealed record ChildEnd(int ExitCode, bool WasStopped, TimeSpan Took, double? CpuSeconds, double? PeakMegabytes);

/// <summary>A command could not be started.</summary>
public sealed class NotStartedException(string message, Exception inner) : Exception(message, inner);

/// <summary>Runs a command, shows what it prints as it comes, and hands a stop on to it.</summary>
public static partial class ChildProcess
{
    /// <summary>How long it may take to clean up after a stop before it is ended by force.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>How long pipes stay open for what it left running in the background.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(2);

    /// <param name="show">Whether what it prints goes to this program's output too, and it may read this program's input; else it has nothing to read.</param>
    /// <param name="variables">Set in its environment; null takes one away.</param>
    /// <exception cref="NotStartedException">There is no such program.</exception>
    public static async Task<ChildEnd> RunAsync(
        string folder, IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> variables, KeptOutput kept, bool show, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = folder, RedirectStandardInput = !show, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var before = ProcessorSeconds();
        var began = Stopwatch.GetTimestamp();
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new NotStartedException($"{command[0]} cannot be started: {e.Message}", e);
        }

        if (!show)
        {
            process.StandardInput.Close(); // a question would never be answered
        }

        using var ended = new CancellationTokenSource();
        var peak = MemoryWatch.PeakAsync(process.Id, ended.Token);
        var pumps = Task.WhenAll(
            PumpAsync(process.StandardOutput.BaseStream, show ? Console.OpenStandardOutput() : Stream.Null, kept),
            PumpAsync(process.StandardError.BaseStream, show ? Console.OpenStandardError() : Stream.Null, kept));
        var stopped = false;
        void Left(object? sender, EventArgs e) => process.Kill(entireProcessTree: true);
        AppDomain.CurrentDomain.ProcessExit += Left; // a second stop does not wait, and leaves nothing running
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            stopped = true;
            await StopAsync(process);
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= Left;
        }

        await Task.WhenAny(pumps, Task.Delay(s_rest, CancellationToken.None));
        var took = Stopwatch.GetElapsedTime(began);
        await ended.CancelAsync();
        return new ChildEnd(process.ExitCode, stopped, took, ProcessorSeconds() - before, await peak);
    }

    private static async Task StopAsync(Process process)
    {
        // A terminal sends Ctrl-C to everything in front of it; elsewhere only this process was told.
        if (!OperatingSystem.IsWindows() && Console.IsInputRedirected)
        {
            using var kill = Process.Start("/bin/sh", ["-c", $"kill -INT {process.Id}"]);
            await kill.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task PumpAsync(Stream from, Stream to, KeptOutput kept)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer)) > 0;)
            {
                kept.Take(buffer.AsSpan(0, read));
                await to.WriteAsync(buffer.AsMemory(0, read));
                await to.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Whoever read this program's output has gone; the command need not end for that.
        }
    }

    /// <summary>Of all processes that this one started and that have ended; null where the system does not tell in the form that is known here: 64-bit Linux.</summary>
    /// <remarks>Source: POSIX.1-2017, getrusage(RUSAGE_CHILDREN).</remarks>
    private static double? ProcessorSeconds()
    {
        const int OfChildren = -1;

        // struct rusage: seconds and microseconds of user and of system time, then fourteen other counts.
        Span<long> use = stackalloc long[18];
        return OperatingSystem.IsLinux() && Environment.Is64BitProcess && GetUse(OfChildren, ref MemoryMarshal.GetReference(use)) == 0
            ? use[0] + use[2] + ((use[1] + use[3]) / 1e6)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUse(int who, ref long use);
}
