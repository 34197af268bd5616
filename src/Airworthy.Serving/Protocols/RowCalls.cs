using System.Text.Json;

using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Airworthy.Serving.Protocols;

/// <summary>Rows by feature name: <c>POST /models/{endpoint}/predict</c>, and <c>/invocations</c> with <c>/ping</c> as MLflow's scoring server and SageMaker's containers have them.</summary>
internal sealed class RowCalls(Gateway gateway) : ICalls
{
    public void Map(Routes routes)
    {
        routes.Raw("POST", "//models/{model}/predict", PredictionBodies.Of("predict"), PredictAsync).WithMetadata(Predicts.Mark);
        routes.Raw("POST", "//endpoints/{model}/invocations", PredictionBodies.Of("invocations"), InvokeAsync).WithMetadata(Predicts.Mark);
        routes.Raw("POST", "//invocations", PredictionBodies.Of("invocations"), InvokeAsync).WithMetadata(Predicts.Mark);
        routes.Raw("GET", "//ping", PingAsync).AllowAnonymous();
    }

    private async Task PredictAsync(HttpContext context, Caller caller)
    {
        caller.Need(Right.View);
        try
        {
            var (_, answered) = await AnswerAsync(context, plain: true);
            await WriteAsync(context, writer =>
            {
                writer.WriteString("id", answered.Id);
                writer.WriteString("model", answered.Endpoint);
                writer.WriteString("version", answered.Version);
                OipWriting.Origin(writer, answered);
                writer.WritePropertyName("predictions");
                PredictionsJson.Write(writer, answered.Outputs);
                if (answered.Rows is { } rows)
                {
                    GuardOutputs.Write(writer, rows, answered.IsInterval);
                }
            });
        }
        catch (InferenceRefusedException refused)
        {
            await OipWriting.RefuseAsync(context, refused);
        }
    }

    private async Task InvokeAsync(HttpContext context, Caller caller)
    {
        caller.Need(Right.View);
        try
        {
            var (_, answered) = await AnswerAsync(context, plain: false);
            var headers = context.Response.Headers;
            headers["X-Model-Version"] = answered.Version;
            headers["X-Served-By"] = answered.ServedBy;
            headers["X-Arm"] = answered.Arm;
            headers["X-Generation"] = answered.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (answered.Degraded is { } reason)
            {
                headers["X-Fallback-Reason"] = reason;
            }

            await WriteAsync(context, writer =>
            {
                writer.WritePropertyName("predictions");
                PredictionsJson.Write(writer, answered.Outputs);
                if (answered is { Rows: { } rows, IsMixed: true })
                {
                    GuardOutputs.Write(writer, rows, answered.IsInterval);
                }
            });
        }
        catch (InferenceRefusedException refused)
        {
            await RefuseAsync(context, refused);
        }
    }

    private Task PingAsync(HttpContext context, Caller caller)
    {
        context.Response.StatusCode = gateway.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync("\n", context.RequestAborted);
    }

    private async Task<(InferRequest Request, Answered Answered)> AnswerAsync(HttpContext context, bool plain)
    {
        var route = gateway.RouteOf(Name(context)).AtLeast(context);
        var isCsv = !plain && Media(context, "text/csv");
        if (!isCsv && !Media(context, "application/json"))
        {
            throw new InferenceRefusedException(StatusCodes.Status415UnsupportedMediaType, $"Content-Type is {Core.Reading.Problem.Cut(context.Request.ContentType ?? "not given")}; expected application/json{(plain ? "" : " or text/csv")}, in UTF-8.");
        }

        InferRequest request;
        using (var body = await RequestBody.ReadAsync(context))
        {
            request = ReadBy.Signature(route, route.Live.Model, (Body: body, IsCsv: isCsv, Plain: plain),
                static (what, signature, anything) => what.IsCsv ? RowsReading.ReadCsv(what.Body.AsStream(), signature, anything) : RowsReading.Read(what.Body.Bytes, what.Plain, signature, anything));
        }

        request = Subjects.Of(context, Deadline.Of(context, request));
        return (request, await gateway.AnswerAsync(route, request, RequestId.Of(context, request.Id), context.RequestAborted));
    }

    /// <summary>The endpoint that is named, or the only one there is.</summary>
    private string Name(HttpContext context) => (string?)context.Request.RouteValues.GetValueOrDefault("model") ?? gateway.Endpoints switch
    {
        [var only] => only.Name,
        [] => throw InferenceRefusedException.NotFound("There is no endpoint here. Make one: airworthy release start MODEL --endpoint NAME"),
        var several => throw InferenceRefusedException.NotFound($"There are several endpoints here: post to {string.Join(" or ", several.Take(10).Select(e => $"/endpoints/{e.Name}/invocations"))}."),
    };

    private static bool Media(HttpContext context, string type) => MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var media)
        && media.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) && (!media.Charset.HasValue || media.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }

    /// <summary>An error as MLflow's scoring server words it.</summary>
    private static async Task RefuseAsync(HttpContext context, InferenceRefusedException refused)
    {
        context.Response.StatusCode = refused.Status;
        RequestId.GiveBack(context, refused.RequestId);
        if (refused.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(Math.Max(1, wait.TotalSeconds))).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await WriteAsync(context, writer =>
        {
            writer.WriteString("error_code", refused.Status switch { 404 => "RESOURCE_DOES_NOT_EXIST", 503 => "TEMPORARILY_UNAVAILABLE", 504 => "DEADLINE_EXCEEDED", 500 => "INTERNAL_ERROR", _ => "BAD_REQUEST" });
            writer.WriteString("message", refused.Message);
        });
    }
}
