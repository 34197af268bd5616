using System.Text.Json;

using Airworthy.Core.Reading;
using Airworthy.Serving.Protocols;

namespace Airworthy.Serving.Models.Upstream;

/// <summary>A model behind the Open Inference Protocol v2 over HTTP, which says itself what it takes and gives.</summary>
internal sealed class OipUpstream(Uri model, Signature signature) : UpstreamModel(new Uri(model.AbsoluteUri + "/infer"), signature)
{
    /// <exception cref="NotServableException">It does not say what it takes and gives.</exception>
    public static async Task<Signature> SignatureAsync(Uri model, CancellationToken cancel)
    {
        var bytes = await UpstreamHttp.GetAsync(model, cancel);
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var inputs = Specs(json.RootElement.GetProperty("inputs"));
            var outputs = Specs(json.RootElement.GetProperty("outputs"));
            return inputs.Count > 0 && outputs.Count > 0
                ? new Signature(inputs, outputs, inputs.All(i => i.IsColumn) ? [.. inputs.Select(i => new Feature(i.Name, i.Type))] : null)
                : throw new NotServableException($"{model} does not say what it takes and gives: its metadata has {inputs.Count} inputs and {outputs.Count} outputs.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new NotServableException($"{model} answers with something that is no metadata of the Open Inference Protocol.", e);
        }
    }

    protected override void Ask(Utf8JsonWriter json, IReadOnlyList<Tensor> inputs)
    {
        json.WriteStartObject();
        json.WriteStartArray("inputs");
        foreach (var input in inputs)
        {
            json.WriteStartObject();
            OipWriting.Described(json, input.Name, input.Type, input.Shape);
            json.WriteStartArray("data");
            for (var at = 0; at < input.Values.Length; at++)
            {
                Value(json, input, at);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    protected override IReadOnlyList<Tensor> Read(JsonElement answer, int rows)
    {
        var outputs = answer.GetProperty("outputs").EnumerateArray().ToList();
        return [.. Signature.Outputs.Select(spec => outputs.Where(o => o.GetProperty("name").GetString() == spec.Name).Select(o => o.GetProperty("datatype").GetString() == spec.Type.Name()
            ? Values(spec, [.. o.GetProperty("shape").EnumerateArray().Select(l => l.GetInt64())], o.GetProperty("data"), rows)
            : throw new JsonException("another datatype")).First())];
    }

    private static List<TensorSpec> Specs(JsonElement list) => [.. list.EnumerateArray().Select(spec => new TensorSpec(
        spec.GetProperty("name").GetString() ?? throw new JsonException("no name"),
        DataTypes.Parse(spec.GetProperty("datatype").GetString() ?? "") ?? throw new NotServableException($"It has a tensor of {Problem.Cut(spec.GetProperty("datatype").ToString())}, which is not carried here."),
        [.. spec.GetProperty("shape").EnumerateArray().Select(l => l.GetInt64())]))];
}
