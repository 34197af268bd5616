using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Airworthy.Client.Protocol;

namespace Airworthy.Client;

/// <summary>Endpoints of a gateway, and the releases that change what answers there.</summary>
/// <remarks>Every call throws a <see cref="TrackingException"/> where the gateway refuses, with what to do.</remarks>
public sealed class EndpointClient
{
    private const string Root = "api/airworthy/endpoints";

    private readonly Connection _connection;

    internal EndpointClient(Connection connection)
    {
        _connection = connection;
    }

    /// <summary>All endpoints, by name.</summary>
    public async Task<IReadOnlyList<EndpointStatus>> ListAsync(CancellationToken cancel = default) => (await GetAsync("", ClientJson.Default.EndpointList, cancel)).Endpoints;

    public Task<EndpointStatus> GetAsync(string endpoint, CancellationToken cancel = default) => GetAsync($"/{Uri.EscapeDataString(endpoint)}", ClientJson.Default.EndpointStatus, cancel);

    /// <summary>Every change of what answers at an endpoint, and its releases.</summary>
    public Task<EndpointHistory> HistoryAsync(string endpoint, CancellationToken cancel = default) => GetAsync($"/{Uri.EscapeDataString(endpoint)}/history", ClientJson.Default.EndpointHistory, cancel);

    /// <summary>All that is kept of what answered at an endpoint: changes, releases step by step, and how each change went.</summary>
    public Task<EndpointPast> PastAsync(string endpoint, CancellationToken cancel = default) => GetAsync($"/{Uri.EscapeDataString(endpoint)}/past", ClientJson.Default.EndpointPast, cancel);

    /// <summary>What the minutes of an endpoint say, summed up.</summary>
    public Task<EndpointTraffic> TrafficAsync(string endpoint, CancellationToken cancel = default) => GetAsync($"/{Uri.EscapeDataString(endpoint)}/traffic", ClientJson.Default.EndpointTraffic, cancel);

    /// <summary>Logged rows, drawn at random and asked again of the versions that answered.</summary>
    /// <param name="count">1 to 200.</param>
    /// <param name="days">How far back, 1 to 90.</param>
    public Task<EndpointReplays> ReplaysAsync(string endpoint, int count, int days, CancellationToken cancel = default) =>
        GetAsync(System.FormattableString.Invariant($"/{Uri.EscapeDataString(endpoint)}/replays?count={count}&days={days}"), ClientJson.Default.EndpointReplays, cancel);

    /// <summary>One logged request, followed from its values to its answer.</summary>
    /// <param name="id">As the caller named it, or as the gateway did.</param>
    public async Task<EndpointTrace> TraceAsync(string endpoint, string id, CancellationToken cancel = default) =>
        await ReadAsync(await _connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"models/{Uri.EscapeDataString(endpoint)}/requests/{Uri.EscapeDataString(id)}"), again: true, cancel), ClientJson.Default.EndpointTrace, cancel);

    /// <summary>The names of what logged requests carried, and no value of any.</summary>
    /// <param name="days">How far back, 1 to 90.</param>
    public Task<EndpointNames> NamesAsync(string endpoint, int days, CancellationToken cancel = default) =>
        GetAsync(System.FormattableString.Invariant($"/{Uri.EscapeDataString(endpoint)}/names?days={days}"), ClientJson.Default.EndpointNames, cancel);

    /// <summary>What the gateway wanted a person to look at, newest first.</summary>
    public async Task<IReadOnlyList<AlertInfo>> AlertsAsync(string endpoint, CancellationToken cancel = default) => (await GetAsync($"/{Uri.EscapeDataString(endpoint)}/alerts", ClientJson.Default.AlertList, cancel)).Alerts;

    /// <summary>Says what was done about an alert.</summary>
    /// <param name="acted">It led to something; else it was about nothing.</param>
    public Task<AlertInfo> AnswerAlertAsync(string endpoint, long no, bool acted, string reason, CancellationToken cancel = default) =>
        PostAsync(endpoint, System.FormattableString.Invariant($"alerts/{no}"), new AlertAsk(acted ? "Acted" : "Dismissed", reason), ClientJson.Default.AlertAsk, ClientJson.Default.AlertInfo, cancel);

    /// <summary>Logged rows that a version was asked for, drawn at random.</summary>
    /// <param name="model">The version: <c>models:/late/3</c>.</param>
    /// <param name="count">1 to 10,000.</param>
    /// <param name="days">How far back, 1 to 90.</param>
    public Task<EndpointRows> RowsAsync(string endpoint, string model, int count, int days, CancellationToken cancel = default) =>
        GetAsync(System.FormattableString.Invariant($"/{Uri.EscapeDataString(endpoint)}/rows?model={Uri.EscapeDataString(model)}&count={count}&days={days}"), ClientJson.Default.EndpointRows, cancel);

    /// <summary>Begins a release. What is first at its endpoint goes into use at once.</summary>
    public Task<ReleaseInfo> ReleaseAsync(string endpoint, NewRelease release, CancellationToken cancel = default) => PostAsync(endpoint, "releases", release, ClientJson.Default.NewRelease, ClientJson.Default.ReleaseInfo, cancel);

    /// <summary>The newest minutes, oldest first.</summary>
    /// <param name="last">So many, up to 90 days.</param>
    public async Task<IReadOnlyList<MinuteInfo>> MinutesAsync(string endpoint, int last, CancellationToken cancel = default) =>
        (await GetAsync(System.FormattableString.Invariant($"/{Uri.EscapeDataString(endpoint)}/minutes?last={last}"), ClientJson.Default.MinuteList, cancel)).Minutes;

    /// <summary>Brings other guards into force, and those that were fitted to the loaded versions since.</summary>
    /// <param name="logFeatures">Whether the prediction log keeps the values of all features; null: as before.</param>
    /// <param name="privacy">Null: as before.</param>
    /// <param name="maxAgeDays">An older version in use is worth an alert; null: as before.</param>
    public Task<EndpointStatus> GuardAsync(string endpoint, GuardTerms? guards, IReadOnlyList<string>? fallback, string? reason, bool? logFeatures = null, LogPrivacy? privacy = null, double? maxAgeDays = null, CancellationToken cancel = default) =>
        PostAsync(endpoint, "guards", new GuardAsk(guards, fallback, reason, logFeatures, privacy, maxAgeDays), ClientJson.Default.GuardAsk, ClientJson.Default.EndpointStatus, cancel);

    /// <summary>Moves the running release on before its policy would.</summary>
    /// <param name="seen">The generation that was looked at: refused where another one came meanwhile. Null: whatever stands now.</param>
    public Task<ReleaseInfo> PromoteAsync(string endpoint, string? reason, long? seen = null, CancellationToken cancel = default) => PostAsync(endpoint, "promote", new ReasonAsk(reason, seen), ClientJson.Default.ReasonAsk, ClientJson.Default.ReleaseInfo, cancel);

    /// <summary>Takes the running release back, or what it released.</summary>
    /// <param name="seen">The generation that was looked at: where no release runs any more and another one came meanwhile, it is refused. Null: whatever stands now.</param>
    public Task<EndpointStatus> RollBackAsync(string endpoint, string? reason, long? seen = null, CancellationToken cancel = default) => PostAsync(endpoint, "rollback", new ReasonAsk(reason, seen), ClientJson.Default.ReasonAsk, ClientJson.Default.EndpointStatus, cancel);

    /// <summary>Switches the running endpoint to the version before and back, with the requests that come meanwhile.</summary>
    /// <param name="seconds">How long the version before answers, 1 to 60.</param>
    public Task<RehearsalInfo> RehearseAsync(string endpoint, double seconds, CancellationToken cancel = default) => PostAsync(endpoint, "rehearsal", new RehearsalAsk(seconds), ClientJson.Default.RehearsalAsk, ClientJson.Default.RehearsalInfo, cancel);

    /// <summary>Removes the rows about some persons from the gateway's prediction log.</summary>
    /// <param name="subjects">As requests name them; at most 1000.</param>
    public async Task<ForgottenInfo> ForgetAsync(IReadOnlyList<string> subjects, CancellationToken cancel = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ForgetAsk(subjects), ClientJson.Default.ForgetAsk);
        HttpRequestMessage Request() => new(HttpMethod.Post, "api/airworthy/predictions/forget") { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        return await ReadAsync(await _connection.SendAsync(Request, again: true, cancel), ClientJson.Default.ForgottenInfo, cancel);
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) => await ReadAsync(await _connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, Root + path), again: true, cancel), type, cancel);

    private async Task<TAnswer> PostAsync<TAsk, TAnswer>(string endpoint, string what, TAsk ask, JsonTypeInfo<TAsk> askType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(ask, askType);
        HttpRequestMessage Request() => new(HttpMethod.Post, $"{Root}/{Uri.EscapeDataString(endpoint)}/{what}") { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        return await ReadAsync(await _connection.SendAsync(Request, again: false, cancel), answerType, cancel);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using (response)
        {
            try
            {
                await using var body = await response.Content.ReadAsStreamAsync(cancel);
                return await JsonSerializer.DeserializeAsync(body, type, cancel) ?? throw new JsonException("null");
            }
            catch (JsonException e)
            {
                throw new TrackingException("UNREADABLE", response.StatusCode, $"The answer of {response.RequestMessage!.RequestUri} is not what a gateway answers: {e.Message}", e);
            }
        }
    }
}
