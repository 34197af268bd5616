using System.Runtime.InteropServices;

namespace Airworthy.Cli;

/// <summary>
/// Ctrl-C and the end signal of a supervisor. The first asks the command to come to a clean end; when that takes a while, it is said how to leave at once;
/// the second leaves at once with exit code 130.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _over = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _pressed;

    public StopSignals() => _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Press), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Press)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _over.Cancel();
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Press(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _pressed) > 1)
        {
            Environment.Exit(130);
        }

        // What is woken by the stop may run on this thread; the next press must find it free.
        _ = Task.Run(_stop.Cancel);
        _ = SayWhatIsAwaitedAsync();
    }

    private async Task SayWhatIsAwaitedAsync()
    {
        await Task.Delay(s_patience, _over.Token);
        Console.Error.WriteLine("Stopping: what is at hand is brought to its end. Ctrl-C again leaves at once.");
    }
}
