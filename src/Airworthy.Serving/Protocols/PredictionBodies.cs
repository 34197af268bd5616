using System.Text.Json.Nodes;

namespace Airworthy.Serving.Protocols;

/// <summary>What the calls of prediction read and answer, for the OpenAPI document: they read their bodies by hand, so nothing else could say it.</summary>
/// <remarks>Source: the Open Inference Protocol v2 (REST) with binary tensors, and MLflow's scoring protocol.</remarks>
internal static class PredictionBodies
{
    private static readonly Lazy<JsonObject> s_all = new(() =>
    {
        using var file = typeof(PredictionBodies).Assembly.GetManifestResourceStream("bodies.json")!;
        return JsonNode.Parse(file)!.AsObject();
    });

    /// <param name="call">A name in <c>bodies.json</c>.</param>
    public static Func<JsonObject> Of(string call) => () => s_all.Value[call]!.AsObject();
}
