using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Airworthy.Cli.Tests.Serve;

/// <summary>Callers of the endpoint <c>usual</c> on some servers, until they are told to stop: each asks one server, and the next one where the first is gone. They also tell what came true.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private readonly CancellationTokenSource _ends = new();
    private readonly ServerProcess[] _servers;
    private readonly Task _asking;
    private int _answered, _feedbackRefused;

    public Callers(int callers, params ServerProcess[] servers)
    {
        _servers = servers;
        _asking = Task.WhenAll(Enumerable.Range(0, callers).Select(AskAsync));
    }

    /// <summary>Requests that were answered as they should be.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Outcomes that were not taken, and whose teller was told so.</summary>
    public int FeedbackRefused => Volatile.Read(ref _feedbackRefused);

    /// <summary>Requests that no server answered as it should.</summary>
    public ConcurrentQueue<string> Failed { get; } = new();

    /// <summary>Requests whose outcome was acknowledged.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    /// <summary>Waits until so many more requests were answered.</summary>
    public async Task MoreAsync(int more)
    {
        for (var (least, looks) = (Answered + more, 0); Answered < least; looks++)
        {
            Assert.True(looks < 2000 && Failed.IsEmpty, $"{Answered} of {least} requests were answered; {string.Join("; ", Failed.Take(3))}");
            await Task.Delay(10);
        }
    }

    private async Task AskAsync(int caller)
    {
        for (var i = 0; !_ends.IsCancellationRequested; i++)
        {
            var (id, row) = ($"c{caller}-{i}", new { distance = i });
            switch (await PostAsync(caller, "/models/usual/predict", new { id, rows = new[] { row } }))
            {
                case (HttpStatusCode.OK, var answer) when (bool)JsonNode.Parse(answer)!["degraded"]! is false:
                    Interlocked.Increment(ref _answered);
                    break;
                case var (status, answer):
                    Failed.Enqueue($"{id}: {(int?)status} {answer}");
                    break;
            }

            if (i % 5 == 0)
            {
                if ((await PostAsync(caller, "/models/usual/feedback", new { feedback = new[] { new { request_id = id, label = true } } })).Status == HttpStatusCode.Accepted)
                {
                    Told.Enqueue(id);
                }
                else
                {
                    Interlocked.Increment(ref _feedbackRefused);
                }
            }
        }
    }

    private async Task<(HttpStatusCode? Status, string Answer)> PostAsync(int caller, string path, object body)
    {
        var says = "";
        for (var at = 0; at < _servers.Length; at++)
        {
            try
            {
                using var response = await _servers[(caller + at) % _servers.Length].Http.PostAsJsonAsync(path, body);
                return (response.StatusCode, await response.Content.ReadAsStringAsync());
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
            {
                says = e.Message;
            }
        }

        return (null, says);
    }

    /// <summary>Tells all acknowledged outcomes again: what was kept is neither new nor a correction.</summary>
    public static async Task RequireKeptAsync(ServerProcess server, IReadOnlyCollection<string> told)
    {
        foreach (var some in told.Chunk(500))
        {
            Assert.Equal((202, """{"new":0,"corrected":0}"""), await server.TellAsync(some));
        }
    }

    public async Task StopAsync()
    {
        await _ends.CancelAsync();
        await _asking;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _ends.Dispose();
    }
}
