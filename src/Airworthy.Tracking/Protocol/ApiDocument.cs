using System.Text.Json.Nodes;

namespace Airworthy.Tracking.Protocol;

/// <summary>What the server answers to, as an OpenAPI 3.1 document: for <c>/openapi.json</c> and for the page that people read.</summary>
public sealed class ApiDocument
{
    private Lazy<JsonObject> _json = new(() => []);

    /// <summary>The document. Made when it is first asked for: few ask, and it would make every start slower.</summary>
    public JsonObject Json => _json.Value;

    internal void Describe(IReadOnlyList<MappedCall> calls) => _json = new(() => OpenApi.Document(calls));
}
