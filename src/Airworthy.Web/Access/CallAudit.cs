using System.Text.Json;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Airworthy.Web.Access;

/// <summary>Writes down the calls that change more than a run's own values: what is made, renamed, deleted, restored, registered or released.</summary>
internal sealed partial class CallAudit(AuditStore audit, ILogger<CallAudit> log)
{
    /// <summary>Longer bodies are none of these calls' own.</summary>
    private const int LongestBody = 64 * 1024;

    // What a training script sends all the time; the run itself says who made it.
    private static readonly HashSet<string> s_many = new(StringComparer.Ordinal)
    {
        "runs/create", "runs/update", "runs/search", "runs/log-metric", "runs/log-batch", "runs/log-parameter", "runs/set-tag", "runs/delete-tag", "runs/log-model", "runs/log-inputs",
        "runs/outputs", "upload-artifact", "experiments/search", "experiments/search-datasets", "metrics/get-history-bulk-interval", "logged-models", "logged-models/search", "model-versions/search",
        "registered-models/search", "registered-models/get-latest-versions",
    };

    private static readonly string[] s_subjects = ["experiment_id", "run_id", "run_uuid", "model_id", "name", "version", "alias", "stage", "new_name", "key", "webhook_id"];

    public async Task RunAsync(HttpContext context, SignedIn caller, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        if (!IsWrittenDown(context.Request.Method, path, out var call))
        {
            await next(context);
            return;
        }

        context.Request.EnableBuffering(bufferThreshold: LongestBody);
        await next(context);
        if (context.Response.StatusCode is >= 200 and < 300)
        {
            try
            {
                await audit.AddAsync(new Actor(caller.Account, context.Connection.RemoteIpAddress?.ToString() ?? ""), $"{context.Request.Method} {call}", await SubjectAsync(context.Request), "", CancellationToken.None);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or IOException)
            {
                NotWrittenDown(log, call, caller.Account, e);
            }
        }
    }

    private static bool IsWrittenDown(string method, string path, out string call)
    {
        const string Calls = "/api/2.0/mlflow/";
        const string Artifacts = "/api/2.0/";
        var isCall = path.StartsWith(Calls, StringComparison.Ordinal);
        call = isCall ? path[Calls.Length..] : path.StartsWith(Artifacts, StringComparison.Ordinal) ? path[Artifacts.Length..] : path;
        return HttpMethods.IsDelete(method)
            ? path.StartsWith(Artifacts, StringComparison.Ordinal)
            : isCall && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !s_many.Contains(call) && !call.StartsWith("logged-models/", StringComparison.Ordinal);
    }

    private static async Task<string> SubjectAsync(HttpRequest request)
    {
        if (request.Body.Length > LongestBody)
        {
            return "";
        }

        request.Body.Position = 0;
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            return body.RootElement.ValueKind != JsonValueKind.Object ? "" : string.Join(", ", s_subjects
                .Where(s => body.RootElement.TryGetProperty(s, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .Select(s => $"{s} {body.RootElement.GetProperty(s)}"));
        }
        catch (JsonException)
        {
            return "";
        }
    }

    [LoggerMessage(3101, LogLevel.Error, "{Call} by {Account} was done and could not be written into the audit log.")]
    private static partial void NotWrittenDown(ILogger log, string call, string account, Exception cause);
}
