using System.Globalization;
using System.Text.Json.Serialization;

using Airworthy.Serving.Models;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Protocols;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Explaining;

/// <param name="Difference">The largest absolute difference; null where it was not asked.</param>
internal sealed record ReplayedShape(string Id, int Row, string Model, bool? Same, double? Difference, string? WhyNot);

/// <param name="Kept">Rows among those looked through that a version itself answered.</param>
internal sealed record ReplaysShape(int Days, int Kept, IReadOnlyList<ReplayedShape> Rows);

/// <summary><c>GET /api/airworthy/endpoints/{endpoint}/replays?count=20&amp;days=7</c>: logged rows, drawn at random and asked again of the versions that answered.</summary>
internal sealed class ReplayCalls(Gateway gateway, RequestLog requests, RouteStore routes, IModelSource models, TimeProvider clock) : ICalls
{
    private const int MostRows = 200, MostDays = 90;

    public void Map(Routes calls) => calls.Raw("GET", "//api/airworthy/endpoints/{endpoint}/replays", async (context, caller) =>
    {
        caller.Need(Right.View);
        var (endpoint, cancel) = ((string)context.Request.RouteValues["endpoint"]!, context.RequestAborted);
        var (count, days) = (Number(context, "count", 20, MostRows), Number(context, "days", 7, MostDays));
        Route route;
        try
        {
            route = gateway.RouteOf(endpoint);
        }
        catch (InferenceRefusedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            throw RefusedException.NotFound(e.Message);
        }

        var kept = (await requests.DrawnAsync(endpoint, clock.GetUtcNow().AddDays(-days), Replaying.IsOwnAnswer, cancel)).ToArray();
        Random.Shared.Shuffle(kept);
        using var replaying = new Replaying(route, await routes.HistoryAsync(endpoint, RouteStore.MostAtOnce, cancel), models);
        var rows = new List<ReplayedShape>();
        foreach (var entry in kept.Take(count))
        {
            var replay = await replaying.OfAsync(entry, cancel);
            rows.Add(new ReplayedShape(entry.Id, entry.Row, entry.Model, replay.IsSame, replay.Difference is { } d && double.IsFinite(d) ? d : null, replay.WhyNot));
        }

        await Answers.WriteAsync(context, new ReplaysShape(days, kept.Length, rows), ReplayJson.Default.ReplaysShape);
    });

    internal static int Number(HttpContext context, string name, int otherwise, int most) => context.Request.Query[name] is not [{ } text] ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : throw RefusedException.Invalid($"{name} is a whole number of 1 to {most}.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReplaysShape))]
internal sealed partial class ReplayJson : JsonSerializerContext;
