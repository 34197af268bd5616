using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Airworthy.Pipelines.Load;

/// <summary>Sends requests when they are due, whether or not earlier ones were answered, as callers who know nothing of each other do.</summary>
/// <remarks>
/// A time counts from when the request was due, not from when it was sent: a server that stalls is not spared the requests that it kept waiting
/// (coordinated omission). Arrivals are equally spaced.
/// </remarks>
public sealed class OpenLoad(Uri address, IReadOnlyList<byte[]> bodies) : IDisposable
{
    /// <summary>Requests that are on their way at once; more would measure this program.</summary>
    private const int MostOpen = 2000;

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256, PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Sends so many requests at a rate.</summary>
    /// <param name="rate">Requests per second, above 0.</param>
    /// <param name="told">Requests sent so far, now and then.</param>
    public async Task<LoadResult> RunAsync(double rate, int count, Action<int>? told, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        var (times, open, failed) = (new ConcurrentBag<double>(), 0, 0);
        string? why = null;
        var started = Stopwatch.GetTimestamp();
        var last = new TaskCompletionSource();
        var left = count;
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds(i / rate);
            for (var wait = due - Stopwatch.GetElapsedTime(started); wait > TimeSpan.Zero; wait = due - Stopwatch.GetElapsedTime(started))
            {
                // A timer is good to a millisecond or so; the rest of the way is short.
                if (wait > TimeSpan.FromMilliseconds(2))
                {
                    await Task.Delay(wait - TimeSpan.FromMilliseconds(1.5), cancel);
                }
                else
                {
                    await Task.Yield();
                }
            }

            cancel.ThrowIfCancellationRequested();
            if (Volatile.Read(ref open) >= MostOpen)
            {
                Fail("it is too far behind");
                continue;
            }

            Interlocked.Increment(ref open);
            _ = SendAsync(bodies[i % bodies.Count], due);
            if (i % 100 == 99)
            {
                told?.Invoke(i + 1);
            }
        }

        await last.Task.WaitAsync(cancel);
        return new LoadResult(rate, [.. times], failed, why, Stopwatch.GetElapsedTime(started));

        async Task SendAsync(byte[] body, TimeSpan due)
        {
            try
            {
                var status = await OnceAsync(body, cancel);
                if (status is null)
                {
                    times.Add((Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds);
                    Ended();
                }
                else
                {
                    Fail(status);
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                Fail(e.Message);
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        }

        void Fail(string because)
        {
            Interlocked.Increment(ref failed);
            Interlocked.CompareExchange(ref why, because, null);
            Ended();
        }

        void Ended()
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                last.TrySetResult();
            }
        }
    }

    /// <summary>Sends requests as fast as answers come, over a number of connections: what the server can do at most.</summary>
    /// <returns>Answers per second, and those that failed.</returns>
    public async Task<(double PerSecond, int Failed)> CeilingAsync(int connections, TimeSpan length, CancellationToken cancel)
    {
        var (answered, failed) = (0, 0);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(async () =>
        {
            for (var i = c; Stopwatch.GetElapsedTime(started) < length; i += connections)
            {
                if (await OnceAsync(bodies[i % bodies.Count], cancel) is null)
                {
                    Interlocked.Increment(ref answered);
                }
                else
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }, cancel)));
        return (answered / Stopwatch.GetElapsedTime(started).TotalSeconds, failed);
    }

    /// <returns>Null, or why there is no answer.</returns>
    private async Task<string?> OnceAsync(byte[] body, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.PostAsync(address, content, cancel);
        var answer = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode ? null : $"{(int)response.StatusCode} {answer[..Math.Min(answer.Length, 300)]}";
    }

    public void Dispose() => _http.Dispose();
}
