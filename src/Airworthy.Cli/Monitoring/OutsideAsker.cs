using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Core.Evaluations;

namespace Airworthy.Cli.Monitoring;

/// <summary>Asks a gateway for a prediction whose answer is known, as any caller would.</summary>
internal sealed class OutsideAsker : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly JsonObject _asked;
    private readonly JsonArray? _known;
    private readonly int _rows;

    /// <param name="server">Where the gateway answers.</param>
    /// <param name="request">JSON: <c>rows</c>, and <c>predictions</c> where the right answer is known.</param>
    /// <param name="token">Of an account; null: none is sent.</param>
    /// <exception cref="Refusal">The request is none.</exception>
    public OutsideAsker(Uri server, string endpoint, string request, string origin, string? token, TimeSpan patience)
    {
        JsonNode? read;
        try
        {
            read = JsonNode.Parse(request);
        }
        catch (JsonException e)
        {
            throw new Refusal(1, $"{origin}:{e.LineNumber + 1}: no JSON: {e.Message.Split('.')[0]}.", "Write {\"rows\": [{…}], \"predictions\": [0.27]} into it.");
        }

        if (read is not JsonObject asked || asked["rows"] is not JsonArray { Count: > 0 } rows || asked["predictions"] is not (null or JsonArray) || (asked["predictions"] is JsonArray known && known.Count != rows.Count))
        {
            throw new Refusal(1, $"{origin} has no list `rows`, or its list `predictions` has not one entry for each.", "Write {\"rows\": [{…}], \"predictions\": [0.27]} into it; predictions are what the gateway should answer.");
        }

        (_asked, _rows, _known) = (asked, rows.Count, (JsonArray?)asked["predictions"]);
        asked.Remove("predictions");
        _address = new Uri(server, $"models/{Uri.EscapeDataString(endpoint)}/predict");
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = patience }; // a connection of its own each time, as a new caller
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Asks once.</summary>
    /// <param name="every">When the next time is due.</param>
    public async Task<OutsideProbe> AskAsync(TimeSpan every, TimeProvider clock, CancellationToken cancel)
    {
        var (at, began) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        _asked["id"] = $"probe-{Guid.CreateVersion7():N}";
        var why = await WhyNotAsync(cancel);
        return new OutsideProbe(at, every.TotalSeconds, Stopwatch.GetElapsedTime(began).TotalMilliseconds, why is null && _known is not null, why);
    }

    private async Task<string?> WhyNotAsync(CancellationToken cancel)
    {
        try
        {
            using var content = new StringContent(_asked.ToJsonString()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await _http.PostAsync(_address, content, cancel);
            var body = await response.Content.ReadAsStringAsync(cancel);
            return !response.IsSuccessStatusCode ? $"it answers {(int)response.StatusCode}" : Wrong((JsonNode.Parse(body) as JsonObject)?["predictions"] as JsonArray);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {_http.Timeout.TotalSeconds:0.##} s");
        }
        catch (HttpRequestException e)
        {
            return $"it cannot be reached: {(e.InnerException ?? e).Message.Split('\n')[0]}";
        }
        catch (JsonException)
        {
            return "its answer is no JSON";
        }
    }

    private string? Wrong(JsonArray? said)
    {
        if (said?.Count != _rows)
        {
            return $"it answers {said?.Count ?? 0} of {_rows} rows";
        }

        for (var i = 0; i < _known?.Count; i++)
        {
            if (!IsSame(_known[i], said[i]))
            {
                return $"row {i + 1} is answered by {said[i]?.ToJsonString() ?? "null"}, and {_known[i]?.ToJsonString() ?? "null"} is right";
            }
        }

        return null;
    }

    private static bool IsSame(JsonNode? known, JsonNode? said) => (known, said) switch
    {
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(p => IsSame(p.First, p.Second)),
        (JsonValue a, JsonValue b) when a.TryGetValue<double>(out var x) && b.TryGetValue<double>(out var y) => Math.Abs(x - y) <= Replayed.Tolerated * Math.Max(1, Math.Abs(x)),
        _ => JsonNode.DeepEquals(known, said),
    };
}
