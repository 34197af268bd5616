using System.Globalization;
using System.Text;
using System.Text.Json;

using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Serving.Rehearsal;

namespace Airworthy.Cli.Rehearsing;

/// <summary>A copy of traffic with one column in another unit, through a gateway of its own that holds rows against the same schema: an alert has to be raised, and none before.</summary>
/// <param name="terms">As the running endpoint has them.</param>
/// <param name="logged">Rows as the log keeps them.</param>
internal sealed class InputRehearsal(RehearsedVersion version, GuardTerms terms, IReadOnlyList<LoggedRow> logged)
{
    /// <summary>What the column is multiplied by: cents for euros.</summary>
    private const double Factor = 100;

    private const int OfRequest = 50;

    /// <summary>The first number of the requests that the schema bounds so that most values would break it in another unit; null where there is none.</summary>
    public static string? Column(GuardedSchema schema, IReadOnlyList<LoggedRow> logged) => schema.Columns.OrderBy(c => c.Key, StringComparer.Ordinal).FirstOrDefault(c =>
        logged.Select(r => r.Features.TryGetValue(c.Key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() * Factor : double.NaN).ToList() is var changed
        && changed.Count(v => v > (c.Value.High ?? double.PositiveInfinity) || v < (c.Value.Low ?? double.NegativeInfinity)) > changed.Count / 2).Key;

    public async Task<Outcome> RunAsync(string column, TimeProvider clock, CancellationToken cancel)
    {
        await using var gateway = await RehearsalGateway.StartAsync([version], clock, cancel);
        using var client = new TrackingClient(gateway.Address);
        await client.Endpoints.ReleaseAsync(RehearsalGateway.Endpoint, new NewRelease(version.Model, Guards: terms), cancel);
        using var http = new HttpClient { BaseAddress = gateway.Address, Timeout = TimeSpan.FromSeconds(60) };
        await AskAsync(http, null, cancel);
        await gateway.WatchAsync(cancel);
        var before = await client.Endpoints.AlertsAsync(RehearsalGateway.Endpoint, cancel);
        await AskAsync(http, column, cancel);
        await gateway.WatchAsync(cancel);
        var after = await client.Endpoints.AlertsAsync(RehearsalGateway.Endpoint, cancel);
        var measured = Rehearsals.Measured(("rows", logged.Count), ("alerts_before", before.Count), ("alerts", after.Count));
        var what = string.Create(CultureInfo.InvariantCulture, $"{logged.Count:N0} logged rows as they came, and again with {column} × {Factor:0}");
        return before.Count > 0 ? new Outcome(Answer.Unmet, $"{what}: an alert was raised by the rows as they came: {before[0].Says}", "Ordinary rows break the schema: correct it, or raise monitoring.inputs.max_bad_rows.", measured)
            : after is [var raised, ..] ? new Outcome(Answer.Met, $"{what}: an alert was raised by the second alone. {raised.Says}", null, measured)
            : new Outcome(Answer.Unmet, $"{what}: no alert was raised.", "Lower monitoring.inputs.max_bad_rows, or bound the column more narrowly in the schema.", measured);
    }

    /// <summary>Sends the rows, so many in a request. Whether a bad row is answered is the guards' affair; it counts all the same.</summary>
    private async Task AskAsync(HttpClient http, string? changed, CancellationToken cancel)
    {
        foreach (var some in logged.Chunk(OfRequest))
        {
            var rows = some.Select(r => r.Features.ToDictionary(f => f.Key, f => f.Key == changed && f.Value.ValueKind == JsonValueKind.Number ? JsonSerializer.SerializeToElement(f.Value.GetDouble() * Factor) : f.Value));
            using var content = new StringContent(JsonSerializer.Serialize(new { rows }), Encoding.UTF8, "application/json");
            using var _ = await http.PostAsync(new Uri($"/models/{RehearsalGateway.Endpoint}/predict", UriKind.Relative), content, cancel);
        }
    }
}
