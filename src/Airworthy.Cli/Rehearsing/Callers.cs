using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

using Airworthy.Cli.Benching;
using Airworthy.Serving.Models;
using Airworthy.Serving.Rehearsal;

namespace Airworthy.Cli.Rehearsing;

/// <summary>What one caller got.</summary>
/// <param name="Sent">When, since the callers began.</param>
/// <param name="Took">Until the answer was whole.</param>
/// <param name="Generation">That answered; 0 where nothing did.</param>
/// <param name="Outputs">The answer itself, as text.</param>
/// <param name="IsDegraded">Something else answered than should have.</param>
internal sealed record Heard(int Body, TimeSpan Sent, TimeSpan Took, bool IsAnswered, long Generation, string Arm, string Outputs, bool IsDegraded)
{
    public TimeSpan Came => Sent + Took;
}

/// <summary>People who ask an endpoint of a rehearsal, several at once and without a pause, with the same rows again and again.</summary>
internal sealed class Callers : IDisposable
{
    private const int AtOnce = 4;

    private readonly HttpClient _http;
    private readonly IReadOnlyList<byte[]> _bodies;
    private readonly Uri _address;
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _asked;

    private Callers(HttpClient http, Uri address, IReadOnlyList<byte[]> bodies) => (_http, _address, _bodies) = (http, address, bodies);

    /// <summary>Since the callers began.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    /// <summary>Makes up rows that all versions take.</summary>
    public static Callers Of(Uri gateway, string endpoint, IReadOnlyList<RehearsedVersion> versions)
    {
        var http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(60) };
        var takes = versions.Select(RehearsalGateway.Takes).FirstOrDefault(t => t.Count > 0) ?? [];
        var inputs = new JsonArray([.. takes.Select(t => new JsonObject { ["name"] = t.Name, ["datatype"] = t.Type.Name(), ["shape"] = new JsonArray([.. t.Shape.Select(l => (JsonNode)l)]) })]);
        // A constant takes rows of any form.
        IReadOnlyList<byte[]> bodies = inputs.Count > 0 ? [.. TrialProcess.MadeUp(inputs)] : ["""{"inputs":[{"name":"x","shape":[1,1],"datatype":"FP32","data":[1]}]}"""u8.ToArray()];
        return new Callers(http, new Uri(gateway, $"/v2/models/{endpoint}/infer"), bodies);
    }

    /// <summary>Asks so many times.</summary>
    public async Task<IReadOnlyList<Heard>> AskAsync(int count, CancellationToken cancel)
    {
        var heard = new ConcurrentBag<Heard>();
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                heard.Add(await OnceAsync(cancel));
            }
        }, cancel)));
        return [.. heard];
    }

    /// <summary>Asks so many times, each when it is due, whether or not earlier ones were answered.</summary>
    public async Task<IReadOnlyList<Heard>> AskAsync(int count, double perSecond, CancellationToken cancel)
    {
        var (heard, began) = (new List<Task<Heard>>(count), Now);
        for (var i = 0; i < count; i++)
        {
            if (began + TimeSpan.FromSeconds(i / perSecond) - Now is { Ticks: > 0 } early)
            {
                await Task.Delay(early, cancel);
            }

            heard.Add(OnceAsync(cancel));
        }

        return await Task.WhenAll(heard);
    }

    /// <summary>Asks until told to stop.</summary>
    public async Task<IReadOnlyList<Heard>> UntilAsync(Task over, CancellationToken cancel)
    {
        var heard = new ConcurrentBag<Heard>();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCompleted)
            {
                heard.Add(await OnceAsync(cancel));
            }
        }, cancel)));
        await over;
        return [.. heard];
    }

    private async Task<Heard> OnceAsync(CancellationToken cancel)
    {
        var body = (Interlocked.Increment(ref _asked) & int.MaxValue) % _bodies.Count;
        using var content = new ByteArrayContent(_bodies[body]) { Headers = { ContentType = new("application/json") } };
        var sent = Now;
        try
        {
            using var response = await _http.PostAsync(_address, content, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            var took = Now - sent;
            if (!response.IsSuccessStatusCode || JsonNode.Parse(text) is not { } answer)
            {
                return new Heard(body, sent, took, false, 0, "", "", false);
            }

            var origin = answer["parameters"];
            return new Heard(body, sent, took, true, (long?)origin?["generation"] ?? 0, (string?)origin?["arm"] ?? "", answer["outputs"]!.ToJsonString(), (bool?)origin?["degraded"] ?? false);
        }
        catch (HttpRequestException)
        {
            return new Heard(body, sent, Now - sent, false, 0, "", "", false);
        }
    }

    public void Dispose() => _http.Dispose();
}
