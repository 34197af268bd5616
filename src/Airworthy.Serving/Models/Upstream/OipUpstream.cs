using System.Buffers;
using System.Text.Json;

using Airworthy.Core.Reading;
using Airworthy.Serving.Protocols;

namespace Airworthy.Serving.Models.Upstream;

/// <summary>A model behind the Open Inference Protocol v2 over HTTP, which says itself what it takes and gives.</summary>
/// <param name="isBinary">It takes tensors as bytes behind the JSON, and gives them so.</param>
internal sealed class OipUpstream(UpstreamHttp http, Uri model, Signature signature, bool isBinary) : UpstreamModel(http, new Uri(model.AbsoluteUri + "/infer"), signature)
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

    /// <summary>Whether the server of a model says that it takes tensors as bytes.</summary>
    public static async Task<bool> IsBinaryAsync(Uri model, CancellationToken cancel)
    {
        var path = model.AbsolutePath[..(model.AbsolutePath.LastIndexOf("/v2/models/", StringComparison.Ordinal) + "/v2".Length)];
        try
        {
            using var json = JsonDocument.Parse(await UpstreamHttp.GetAsync(new Uri(model, path), cancel));
            return json.RootElement.GetProperty("extensions").EnumerateArray().Any(e => e.ValueEquals("binary_tensor_data"));
        }
        catch (Exception e) when (e is NotServableException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // JSON is what every server of the protocol takes.
            return false;
        }
    }

    protected override ReadOnlyMemory<byte> Ask(Utf8JsonWriter json, IReadOnlyList<Tensor> inputs)
    {
        var raw = new ArrayBufferWriter<byte>(256);
        json.WriteStartObject();
        if (isBinary)
        {
            json.WriteStartObject("parameters");
            json.WriteBoolean("binary_data_output", true);
            json.WriteEndObject();
        }

        json.WriteStartArray("inputs");
        foreach (var input in inputs)
        {
            json.WriteStartObject();
            OipWriting.Described(json, input.Name, input.Type, input.Shape);
            if (isBinary)
            {
                var before = raw.WrittenCount;
                Elements.Of(input.Type).ToBytes(input.Values, raw);
                json.WriteStartObject("parameters");
                json.WriteNumber("binary_data_size", raw.WrittenCount - before);
                json.WriteEndObject();
            }
            else
            {
                json.WriteStartArray("data");
                for (var at = 0; at < input.Values.Length; at++)
                {
                    Value(json, input, at);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return raw.WrittenMemory;
    }

    protected override IReadOnlyList<Tensor> Read(JsonElement answer, ReadOnlyMemory<byte> raw, int rows)
    {
        var outputs = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var output in answer.GetProperty("outputs").EnumerateArray())
        {
            var size = output.TryGetProperty("parameters", out var parameters) && parameters.TryGetProperty("binary_data_size", out var bytes) ? bytes.GetInt32() : (int?)null;
            if (size < 0 || size > raw.Length)
            {
                throw new JsonException("bytes that are not there");
            }

            // Bytes stand in the order of the outputs, also those of one that nobody knows.
            var own = raw[..(size ?? 0)];
            raw = raw[(size ?? 0)..];
            if (Signature.Outputs.FirstOrDefault(o => o.Name == output.GetProperty("name").GetString()) is not { } spec)
            {
                continue;
            }

            long[] shape = [.. output.GetProperty("shape").EnumerateArray().Select(l => l.GetInt64())];
            outputs[spec.Name] = output.GetProperty("datatype").GetString() != spec.Type.Name() ? throw new JsonException("another datatype")
                : size is null ? Values(spec, shape, output.GetProperty("data"), rows)
                : Values(spec, shape, own.Span, rows);
        }

        return [.. Signature.Outputs.Select(spec => outputs[spec.Name])];
    }

    private static List<TensorSpec> Specs(JsonElement list) => [.. list.EnumerateArray().Select(spec => new TensorSpec(
        spec.GetProperty("name").GetString() ?? throw new JsonException("no name"),
        DataTypes.Parse(spec.GetProperty("datatype").GetString() ?? "") ?? throw new NotServableException($"It has a tensor of {Problem.Cut(spec.GetProperty("datatype").ToString())}, which is not carried here."),
        [.. spec.GetProperty("shape").EnumerateArray().Select(l => l.GetInt64())]))];
}
