using System.Globalization;

using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Monitoring.Alerts;

/// <summary><c>/api/airworthy/endpoints/{endpoint}/alerts</c>: what was raised, newest first; <c>POST …/alerts/{no}</c> says whether one led to something or was dismissed.</summary>
internal sealed class AlertCalls(AlertStore alerts, TimeProvider clock) : ICalls
{
    private const string Path = "//api/airworthy/endpoints/{endpoint}/alerts";

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
            var by = caller.Account ?? "anyone on this machine";
            await Answers.WriteAsync(context, await alerts.AnswerAsync(Endpoint(context), no, outcome, asked.Reason, by, clock.GetUtcNow().ToUnixTimeMilliseconds(), context.RequestAborted), AlertJson.Default.Alert);
        });
    }

    private static string Endpoint(HttpContext context) => (string)context.Request.RouteValues["endpoint"]!;
}
