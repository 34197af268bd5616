using System.Globalization;
using System.Text.Json;

using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>The Open Inference Protocol v2 over HTTP. An endpoint is a model there, and its loaded versions are the model's.</summary>
internal sealed class InferCalls(Gateway gateway) : ICalls
{
    /// <summary>As the server's metadata tells, by every protocol.</summary>
    public const string ServerName = "airworthy";

    private static readonly string[] s_extensions = ["binary_tensor_data", "statistics"];

    public static string ServerVersion { get; } = typeof(InferCalls).Assembly.GetName().Version!.ToString(3);

    public void Map(Routes routes)
    {
        routes.Raw("GET", "//v2", PredictionBodies.Of("server"), (context, _) => JsonAsync(context, Server));
        routes.Raw("GET", "//v2/health/live", (context, _) => JsonAsync(context, w => w.WriteBoolean("live", true))).AllowAnonymous();
        routes.Raw("GET", "//v2/health/ready", ReadyAsync).AllowAnonymous();
        routes.Raw("GET", "//v2/health/startup", StartupAsync).AllowAnonymous();
        foreach (var model in (ReadOnlySpan<string>)["//v2/models/{model}", "//v2/models/{model}/versions/{version}"])
        {
            routes.Raw("GET", model, PredictionBodies.Of("model"), (context, caller) => TellingAsync(context, caller, route => JsonAsync(context, w => Model(w, route, context))));
            routes.Raw("GET", model + "/ready", PredictionBodies.Of("ready"), (context, caller) => TellingAsync(context, caller, route => JsonAsync(context, w =>
            {
                _ = Asked(route, context);
                w.WriteString("name", route.Table.Endpoint);
                w.WriteBoolean("ready", true);
            })));
            routes.Raw("POST", model + "/infer", PredictionBodies.Of("infer"), InferAsync).WithMetadata(Predicts.Mark);
        }
    }

    private async Task InferAsync(HttpContext context, Caller caller)
    {
        caller.Need(Right.View);
        try
        {
            var route = gateway.RouteOf(Name(context)).AtLeast(context);
            var version = Version(context);
            var asked = version is null ? route.Live : Gateway.OfVersion(route, version);
            InferRequest request;
            using (var body = await RequestBody.ReadAsync(context))
            {
                request = ReadBy.Signature(version is null ? route : null, asked.Model, (signature, anything) => OipReading.Read(body.Bytes, JsonLength(context), signature, anything));
            }

            request = Subjects.Of(context, Deadline.Of(context, request));
            var id = RequestId.Of(context, request.Id);
            var answered = version is null
                ? await gateway.AnswerAsync(route, request, id, context.RequestAborted)
                : await Gateway.AnswerByAsync(route, version, request, id, context.RequestAborted);
            await OipWriting.WriteAsync(context, request, answered);
        }
        catch (InferenceRefusedException refused)
        {
            await OipWriting.RefuseAsync(context, refused);
        }
    }

    /// <summary>For an orchestrator that waits for the first load, however long that takes.</summary>
    private Task StartupAsync(HttpContext context, Caller caller)
    {
        context.Response.StatusCode = gateway.HasLoaded ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return JsonAsync(context, w => w.WriteBoolean("started", gateway.HasLoaded));
    }

    private async Task ReadyAsync(HttpContext context, Caller caller)
    {
        context.Response.StatusCode = gateway.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await JsonAsync(context, w => w.WriteBoolean("ready", gateway.IsReady));
    }

    private async Task TellingAsync(HttpContext context, Caller caller, Func<Route, Task> tell)
    {
        caller.Need(Right.View);
        try
        {
            await tell(gateway.RouteOf(Name(context)));
        }
        catch (InferenceRefusedException refused)
        {
            await OipWriting.RefuseAsync(context, refused);
        }
    }

    private static void Server(Utf8JsonWriter writer)
    {
        writer.WriteString("name", ServerName);
        writer.WriteString("version", ServerVersion);
        writer.WriteStartArray("extensions");
        foreach (var extension in s_extensions)
        {
            writer.WriteStringValue(extension);
        }

        writer.WriteEndArray();
    }

    private static void Model(Utf8JsonWriter writer, Route route, HttpContext context)
    {
        var asked = Asked(route, context);
        writer.WriteString("name", route.Table.Endpoint);
        writer.WriteStartArray("versions");
        writer.WriteStringValue(route.Live.Version);
        if (route.Other is { } other && other.Version != route.Live.Version)
        {
            writer.WriteStringValue(other.Version);
        }

        writer.WriteEndArray();
        writer.WriteString("platform", asked.Model.Platform);
        Specs(writer, "inputs", asked.Model.Signature.Inputs);
        Specs(writer, "outputs", asked.Model.Signature.Outputs);
    }

    private static void Specs(Utf8JsonWriter writer, string name, IReadOnlyList<TensorSpec> specs)
    {
        writer.WriteStartArray(name);
        foreach (var spec in specs)
        {
            writer.WriteStartObject();
            OipWriting.Described(writer, spec.Name, spec.Type, spec.Shape);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Loaded Asked(Route route, HttpContext context) => Version(context) is { } version ? Gateway.OfVersion(route, version) : route.Live;

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["model"]!;

    private static string? Version(HttpContext context) => (string?)context.Request.RouteValues.GetValueOrDefault("version");

    private static int? JsonLength(HttpContext context) => context.Request.Headers[OipWriting.JsonLengthHeader] is [{ } text]
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : throw InferenceRefusedException.Invalid($"{OipWriting.JsonLengthHeader} is no number of bytes.")
        : null;

    internal static async Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
