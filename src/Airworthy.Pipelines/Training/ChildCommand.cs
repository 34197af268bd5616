using System.ComponentModel;
using System.Diagnostics;

namespace Airworthy.Pipelines.Training;

/// <summary>How a command of the team ended.</summary>
/// <param name="ExitCode">Its own; 130 when it was stopped.</param>
/// <param name="WasStopped">Whether Ctrl-C ended it.</param>
/// <param name="Processor">Processor time that it took; null where the system does not tell.</param>
/// <param name="PeakBytes">The most memory that it was seen to hold, looked at ten times a second; 0 where it was not seen.</param>
/// <param name="Output">What it printed.</param>
public sealed record CommandEnd(int ExitCode, bool WasStopped, TimeSpan Took, TimeSpan? Processor, long PeakBytes, byte[] Output);

/// <summary>A command of the team in any language, run where it is shown and watched.</summary>
/// <param name="Words">The program and its arguments.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Variables">What its environment holds besides this program's.</param>
public sealed record ChildCommand(IReadOnlyList<string> Words, string Folder, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>Runs it to its end. What it prints goes to the two streams as it comes.</summary>
    /// <param name="isInteractive">Whether Ctrl-C reaches it by the terminal.</param>
    /// <exception cref="CommandNotFoundException">There is no such program, or it may not be run.</exception>
    public async Task<CommandEnd> RunAsync(Stream output, Stream errors, bool isInteractive, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Words[0], Words.Skip(1)) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        var (before, watch, kept) = (ResourceUse.OfEnded(), Stopwatch.StartNew(), new KeptOutput());
        using var process = Started(start);
        using var ended = new CancellationTokenSource();
        var peak = ResourceUse.PeakAsync(process.Id, ended.Token);
        var read = Task.WhenAll(kept.PassOnAsync(process.StandardOutput.BaseStream, output, CancellationToken.None), kept.PassOnAsync(process.StandardError.BaseStream, errors, CancellationToken.None));
        var stopped = false;
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            stopped = true;
            await Signals.EndAsync(process, isInteractive);
        }

        // Something it left behind may hold its output open.
        await Task.WhenAny(read, Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None));
        var took = watch.Elapsed;
        await ended.CancelAsync();
        return new CommandEnd(stopped ? 130 : process.ExitCode, stopped, took, ResourceUse.OfEnded() - before, await peak, kept.ToArray());
    }

    private Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandNotFoundException($"{Words[0]} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>The command as a POSIX shell reads it.</summary>
    public override string ToString() => string.Join(' ', Words.Select(Quoted));

    private static string Quoted(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or '=' or '@' or ',' or '+')
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>The program of a command is not there, or may not be run.</summary>
public sealed class CommandNotFoundException(string message, Exception inner) : Exception(message, inner);
