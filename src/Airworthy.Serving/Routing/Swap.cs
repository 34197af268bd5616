using Airworthy.Serving.Monitoring;

namespace Airworthy.Serving.Routing;

/// <summary>A change of what answers, as this process made it. It watches, beside the requests, for the last answer of the version that answered before.</summary>
internal sealed class Swap
{
    private readonly Tally _old;
    private readonly TimeProvider _clock;
    private volatile bool _isOver;
    private long _lastOld;

    /// <param name="wasReady">What answers now was loaded before.</param>
    /// <param name="old">Counts of what answered before.</param>
    public Swap(RouteTable before, RouteTable now, bool wasReady, Tally old, TimeProvider clock)
    {
        (Before, Now, WasReady, _old, _clock) = (before, now, wasReady, old, clock);
        At = clock.GetUtcNow();
        _lastOld = At.ToUnixTimeMilliseconds();
        _ = Task.Run(WatchAsync);
    }

    public RouteTable Before { get; }

    public RouteTable Now { get; }

    public bool WasReady { get; }

    public DateTimeOffset At { get; }

    /// <summary>When the version before last answered: requests that were on their way end with it. Milliseconds since 1970, exact to a fiftieth of a second.</summary>
    public long LastOld => Interlocked.Read(ref _lastOld);

    /// <summary>Another change came: answers of that version mean something else from now on.</summary>
    public void End() => _isOver = true;

    private async Task WatchAsync()
    {
        var longest = TimeSpan.FromMilliseconds(Math.Min(Before.TimeoutMs, RouteTable.LongestMs));
        var (seen, quiet) = (_old[Event.Requests], TimeSpan.Zero);
        while (!_isOver && quiet < longest)
        {
            var pause = TimeSpan.FromMilliseconds(quiet < TimeSpan.FromSeconds(2) ? 20 : 200);
            await Task.Delay(pause);
            var now = _old[Event.Requests];
            if (now != seen && !_isOver)
            {
                Interlocked.Exchange(ref _lastOld, _clock.GetUtcNow().ToUnixTimeMilliseconds());
                (seen, quiet) = (now, TimeSpan.Zero);
            }
            else
            {
                quiet += pause;
            }
        }
    }
}
