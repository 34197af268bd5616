using System.Collections.Concurrent;

namespace Airworthy.Serving.Routing;

/// <summary>Ends what takes longer than it may, or what nobody wants any more.</summary>
/// <remarks>Sources with their timers are used again: one is needed per request, and making them costs more than most of a request's way through here.</remarks>
internal readonly struct TimeLimit : IDisposable
{
    private static readonly ConcurrentQueue<CancellationTokenSource> s_idle = new();

    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _asked;

    private TimeLimit(CancellationTokenSource source, CancellationToken cancel)
    {
        _source = source;
        _asked = cancel.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    public CancellationToken Token => _source.Token;

    /// <param name="wait">Above zero.</param>
    public static TimeLimit Start(TimeSpan wait, CancellationToken cancel)
    {
        var source = s_idle.TryDequeue(out var idle) ? idle : new CancellationTokenSource();
        source.CancelAfter(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)));
        return new TimeLimit(source, cancel);
    }

    /// <summary>What still listens to it is told nothing from here on.</summary>
    public void Dispose()
    {
        _asked.Dispose();
        if (_source.TryReset())
        {
            s_idle.Enqueue(_source);
        }
        else
        {
            _source.Dispose();
        }
    }
}
