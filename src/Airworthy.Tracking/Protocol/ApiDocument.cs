using System.Text.Json.Nodes;

namespace Airworthy.Tracking.Protocol;

/// <summary>What the server answers to, as an OpenAPI 3.1 document: for <c>/openapi.json</c> and for the page that people read.</summary>
public sealed class ApiDocument
{
    private readonly List<MappedCall> _calls = [];
    private readonly Lazy<JsonObject> _json;

    public ApiDocument() => _json = new(() => OpenApi.Document(_calls));

    /// <summary>The document. Made when it is first asked for, when all is mapped: few ask, and it would make every start slower.</summary>
    public JsonObject Json => _json.Value;

    internal void Add(MappedCall call) => _calls.Add(call);
}
