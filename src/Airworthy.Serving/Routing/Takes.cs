namespace Airworthy.Serving.Routing;

/// <summary>Route tables that are being brought into force, each endpoint for itself: a model that takes long to load keeps back no other endpoint, and a newer table of its own ends the wait for it.</summary>
internal sealed class Takes(Gateway gateway)
{
    private readonly Lock _one = new();
    private readonly Dictionary<string, (long Generation, Task Taken, CancellationTokenSource Ends)> _now = new(StringComparer.Ordinal);

    /// <summary>Begins with those that are not under way.</summary>
    /// <returns>Ends when all are in force, or cannot be.</returns>
    public Task Begin(IReadOnlyList<RouteTable> tables, CancellationToken cancel)
    {
        lock (_one)
        {
            foreach (var table in tables)
            {
                if (_now.TryGetValue(table.Endpoint, out var under))
                {
                    if (!under.Taken.IsCompleted && under.Generation >= table.Generation)
                    {
                        continue;
                    }

                    under.Ends.Cancel();
                    _ = under.Taken.ContinueWith(_ => under.Ends.Dispose(), TaskScheduler.Default);
                }

                var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                _now[table.Endpoint] = (table.Generation, Task.Run(() => TakeAsync(table, ends.Token, cancel), CancellationToken.None), ends);
            }

            return Task.WhenAll(_now.Values.Select(n => n.Taken));
        }
    }

    private async Task TakeAsync(RouteTable table, CancellationToken ends, CancellationToken cancel)
    {
        try
        {
            await gateway.TakeAsync(table, ends);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // A newer one takes its place.
        }
    }
}
