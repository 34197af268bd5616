using System.Text.Json.Serialization;

using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Protocols;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Explaining;

/// <param name="Rows">Logged rows that carried it.</param>
internal sealed record NamedShape(string Name, int Rows);

/// <param name="Rows">Logged rows that were looked through.</param>
/// <param name="Unnamed">Those of which nobody can say what they carried.</param>
internal sealed record NamesShape(int Days, int Rows, int Unnamed, IReadOnlyList<NamedShape> Names);

/// <summary><c>GET /api/airworthy/endpoints/{endpoint}/names?days=7</c>: the names of what logged requests carried, and no value of any.</summary>
internal sealed class NameCalls(Gateway gateway, RequestLog requests, TimeProvider clock) : ICalls
{
    private const int MostDays = 90;

    public void Map(Routes calls) => calls.Raw("GET", "//api/airworthy/endpoints/{endpoint}/names", async (context, caller) =>
    {
        caller.Need(Right.View);
        var (endpoint, days) = ((string)context.Request.RouteValues["endpoint"]!, ReplayCalls.Number(context, "days", 7, MostDays));
        Route route;
        try
        {
            route = gateway.RouteOf(endpoint);
        }
        catch (InferenceRefusedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            throw RefusedException.NotFound(e.Message);
        }

        var kept = await requests.DrawnAsync(endpoint, clock.GetUtcNow().AddDays(-days), _ => true, context.RequestAborted);
        var (rows, unnamed) = (new SortedDictionary<string, int>(StringComparer.Ordinal), 0);
        foreach (var entry in kept)
        {
            var names = NamesOf(entry, route);
            unnamed += names.Count == 0 ? 1 : 0;
            foreach (var name in names)
            {
                rows[name] = rows.GetValueOrDefault(name) + 1;
            }
        }

        await Answers.WriteAsync(context, new NamesShape(days, kept.Count, unnamed, [.. rows.Select(r => new NamedShape(r.Key, r.Value))]), NamesJson.Default.NamesShape);
    });

    /// <summary>What a row carried. Where the log keeps no values, what its version takes: a request with any other name is refused before it.</summary>
    private static IReadOnlyCollection<string> NamesOf(PredictionEntry entry, Route route)
    {
        if (entry.Features is [{ Name: RowReading.Counted }])
        {
            return []; // A constant takes any row and reads none.
        }

        var signature = new[] { route.Live, route.Other }.FirstOrDefault(l => l?.Slot.Model == entry.Model)?.Model.Signature;
        return signature is { Features: { } features } && (entry.Features.Count == 0 || (signature.IsMatrix && entry.Features.Count == features.Count))
            ? [.. features.Select(f => f.Name)]
            : [.. entry.Features.Select(f => f.Name)];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NamesShape))]
internal sealed partial class NamesJson : JsonSerializerContext;
