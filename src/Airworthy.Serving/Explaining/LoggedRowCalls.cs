using System.Text.Json;

using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Protocols;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Explaining;

/// <summary><c>GET /api/airworthy/endpoints/{endpoint}/rows?model=models:/late/3&amp;count=500&amp;days=7</c>: logged rows that one version was asked for, drawn at random, with their values as far as the log keeps them; no keyed hash.</summary>
/// <remarks>What the log keeps more often than other rows (fallbacks, doubts) is thinned by its inclusion, so that every row that was asked is as likely to be here.</remarks>
internal sealed class LoggedRowCalls(Gateway gateway, RequestLog requests, RouteStore routes, TimeProvider clock) : ICalls
{
    private const int MostRows = 10_000, MostDays = 90;

    /// <summary>Files that are looked through, so that rows of one hour are not taken for those of a week; and rows of each that are taken at least.</summary>
    private const int Files = 24, LeastOfFile = 500;

    public void Map(Routes calls) => calls.Raw("GET", "//api/airworthy/endpoints/{endpoint}/rows", async (context, caller) =>
    {
        caller.Need(Right.View);
        var (endpoint, cancel) = ((string)context.Request.RouteValues["endpoint"]!, context.RequestAborted);
        var (count, days) = (ReplayCalls.Number(context, "count", 500, MostRows), ReplayCalls.Number(context, "days", 7, MostDays));
        var model = context.Request.Query["model"] is [{ Length: > 0 } named] ? named : throw RefusedException.Invalid("model names the version that was asked, such as models:/late/3.");
        try
        {
            gateway.RouteOf(endpoint);
        }
        catch (InferenceRefusedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            throw RefusedException.NotFound(e.Message);
        }

        var tables = (await routes.HistoryAsync(endpoint, RouteStore.MostAtOnce, cancel)).ToDictionary(c => c.Table.Generation, c => c.Table);
        bool IsAsked(PredictionEntry entry) => entry is { Status: StatusCodes.Status200OK, Arm: "live" or "candidate" } && tables.GetValueOrDefault(entry.Generation) is { } table && (entry.Arm == "live" ? table.Live : table.Other)?.Model == model;
        var found = (await requests.DrawnAsync(endpoint, clock.GetUtcNow().AddDays(-days), IsAsked, cancel, Files, Math.Max(count / 4, LeastOfFile))).ToArray();
        var least = found.Select(e => e.Inclusion).DefaultIfEmpty(1).Min();
        var kept = found.Where(e => Random.Shared.NextDouble() * e.Inclusion <= least).ToArray();
        Random.Shared.Shuffle(kept);
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        Write(writer, model, days, found.Length, kept.Take(count));
    });

    private static void Write(Utf8JsonWriter writer, string model, int days, int found, IEnumerable<PredictionEntry> rows)
    {
        writer.WriteStartObject();
        writer.WriteString("model", model);
        writer.WriteNumber("days", days);
        writer.WriteNumber("found", found);
        writer.WriteStartArray("rows");
        foreach (var entry in rows)
        {
            writer.WriteStartObject();
            writer.WriteString("id", entry.Id);
            writer.WriteNumber("row", entry.Row);
            writer.WriteNumber("at", entry.Time.ToUnixTimeMilliseconds());
            writer.WriteBoolean("own", Replaying.IsOwnAnswer(entry));
            RequestCalls.Values(writer, "features", [.. RequestCalls.Features(entry).Where(f => f.Text is not { } text || !RedactionKeys.IsHash(text))]);
            RequestCalls.Values(writer, "outputs", entry.Outputs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
