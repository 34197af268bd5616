using System.Text.Json;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Airworthy.Web.Access;

/// <summary>Writes down what changes more than a run's own values: what is made, renamed, deleted, restored, registered or released, by calls and by the pages' forms.</summary>
internal sealed partial class CallAudit(AuditStore audit, ILogger<CallAudit> log)
{
    private const string Protocol = "/api/2.0/";
    private const string Calls = Protocol + "mlflow/";

    /// <summary>Longer bodies are none of these calls' own.</summary>
    private const int LongestBody = 64 * 1024;

    // What a training script sends all the time; the run itself says who made it.
    private static readonly HashSet<string> s_many = new(StringComparer.Ordinal)
    {
        "runs/create", "runs/update", "runs/search", "runs/log-metric", "runs/log-batch", "runs/log-parameter", "runs/set-tag", "runs/delete-tag", "runs/log-model", "runs/log-inputs",
        "runs/outputs", "upload-artifact", "experiments/search", "experiments/search-datasets", "registered-models/get-latest-versions",
    };

    // These write into the log themselves, with what they do.
    private static readonly string[] s_own = ["/access", "/login", "/logout", "/_blazor"];

    private static readonly string[] s_subjects = ["experiment_id", "run_id", "run_uuid", "model_id", "name", "version", "alias", "stage", "new_name", "key", "webhook_id", "endpoint", "no", "act", "outcome", "runs", "run"];

    public async Task RunAsync(HttpContext context, SignedIn caller, RequestDelegate next)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "";
        if (!IsWrittenDown(request.Method, path))
        {
            await next(context);
            return;
        }

        if (path.StartsWith(Calls, StringComparison.Ordinal))
        {
            request.EnableBuffering(bufferThreshold: LongestBody);
        }

        await next(context);
        if (context.Response.StatusCode is >= 200 and < 400)
        {
            var call = path.StartsWith(Calls, StringComparison.Ordinal) ? path[Calls.Length..] : path.StartsWith(Protocol, StringComparison.Ordinal) ? path[Protocol.Length..] : path;
            try
            {
                await audit.AddAsync(new Actor(caller.Account, context.Connection.RemoteIpAddress?.ToString() ?? ""), $"{request.Method} {call}", await SubjectAsync(request), "", CancellationToken.None);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or IOException)
            {
                NotWrittenDown(log, call, caller.Account, e);
            }
        }
    }

    private static bool IsWrittenDown(string method, string path)
    {
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
        {
            return false;
        }

        if (path.StartsWith(Calls, StringComparison.Ordinal))
        {
            return HttpMethods.IsDelete(method) || !(s_many.Contains(path[Calls.Length..]) || path.StartsWith(Calls + "logged-models", StringComparison.Ordinal));
        }

        return path.StartsWith(Protocol, StringComparison.Ordinal) ? HttpMethods.IsDelete(method) : !s_own.Any(o => new PathString(path).StartsWithSegments(o));
    }

    private static async Task<string> SubjectAsync(HttpRequest request)
    {
        if (request.HasFormContentType)
        {
            // The endpoint has read it; this reads nothing again.
            return request.Path.StartsWithSegments("/api") ? "" : Told(await request.ReadFormAsync(), (form, name) => form[name].ToString());
        }

        if (!request.Body.CanSeek || request.Body.Length > LongestBody)
        {
            return "";
        }

        request.Body.Position = 0;
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            return body.RootElement.ValueKind != JsonValueKind.Object ? "" : Told(body.RootElement, (root, name) =>
                root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "");
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string Told<T>(T body, Func<T, string, string> value) =>
        string.Join(", ", s_subjects.Select(s => (Name: s, Value: value(body, s))).Where(s => s.Value.Length > 0).Select(s => $"{s.Name} {s.Value}"));

    [LoggerMessage(3101, LogLevel.Error, "{Call} by {Account} was done and could not be written into the audit log.")]
    private static partial void NotWrittenDown(ILogger log, string call, string account, Exception cause);
}
