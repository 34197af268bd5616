namespace Airworthy.Data;

/// <summary>Does something small four times a second until it is disposed, to say how far a long piece of work has come.</summary>
public sealed class Telling : IAsyncDisposable
{
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _done = new();
    private readonly Task _telling;

    public Telling(Action tell) => _telling = TellAsync(tell);

    private async Task TellAsync(Action tell)
    {
        using var tick = new PeriodicTimer(Every);
        try
        {
            while (await tick.WaitForNextTickAsync(_done.Token))
            {
                tell();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _telling;
        _done.Dispose();
    }
}
