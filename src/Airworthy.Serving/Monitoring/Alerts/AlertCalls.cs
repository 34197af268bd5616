using System.Globalization;

using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Monitoring.Alerts;

/// <summary><c>/api/airworthy/endpoints/{endpoint}/alerts</c>: what was raised, newest first; <c>POST …/alerts/{no}</c> says whether one led to something or was dismissed.</summary>
internal sealed class AlertCalls(AlertStore alerts, TimeProvider clock) : ICalls
{
    private const string Path = "//api/airworthy/endpoints/{endpoint}/alerts";

    private const int LongestReason = 1000;

    public void Map(Routes routes)
    {
        routes.Raw("GET", Path, null, AlertJson.Default.AlertsShape, async (context, caller) =>
        {
            caller.Need(Right.View);
            await Answers.WriteAsync(context, new AlertsShape(await alerts.OfAsync(Endpoint(context), context.RequestAborted)), AlertJson.Default.AlertsShape);
        });
        routes.Raw("POST", Path + "/{no}", AlertJson.Default.AlertAnswer, AlertJson.Default.Alert, async (context, caller) =>
        {
            caller.Need(Right.Edit);
            var no = long.TryParse((string?)context.Request.RouteValues["no"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw RefusedException.Invalid("An alert is named by its number.");
            var asked = await Asked.ReadAsync(context, AlertJson.Default.AlertAnswer);
            var outcome = asked.Outcome ?? throw RefusedException.Missing("outcome");
            var reason = asked.Reason is { Length: > 0 and <= LongestReason } text ? text : throw RefusedException.Invalid($"reason is no text of 1 to {LongestReason} characters.");
            var (by, at) = (caller.Account ?? "anyone on this machine", clock.GetUtcNow().ToUnixTimeMilliseconds());
            await Answers.WriteAsync(context, await alerts.ChangeAsync(Endpoint(context), no, a => a with { Outcome = outcome, Reason = reason, By = by, AnsweredAt = at }, context.RequestAborted), AlertJson.Default.Alert);
        });
    }

    private static string Endpoint(HttpContext context) => (string)context.Request.RouteValues["endpoint"]!;
}
