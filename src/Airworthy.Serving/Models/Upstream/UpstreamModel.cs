using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

using Airworthy.Serving.Protocols;

namespace Airworthy.Serving.Models.Upstream;

/// <summary>A model that another server runs. Its time-outs, circuit and fallback are those of any other.</summary>
/// <param name="http">Asks it.</param>
/// <param name="ask">Where predictions are asked for.</param>
internal abstract class UpstreamModel(UpstreamHttp http, Uri ask, Signature signature) : ServedModel
{
    public override Signature Signature { get; } = signature;

    public override string Platform => "upstream";

    public override async ValueTask<IReadOnlyList<Tensor>> AnswerAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancel)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(body);
        var raw = Ask(json, inputs);
        json.Flush();
        var length = body.WrittenCount;
        body.Write(raw.Span);
        var (answer, isJson) = await http.PostAsync(ask, body.WrittenMemory, raw.IsEmpty ? null : length, cancel);
        try
        {
            using var said = JsonDocument.Parse(answer[..isJson]);
            return Read(said.RootElement, answer[isJson..], inputs[0].Rows);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or InferenceRefusedException)
        {
            throw new ModelFailedException($"{ask} answered with other tensors than its metadata says.", e);
        }
    }

    /// <returns>What stands behind the JSON; empty where nothing does.</returns>
    protected abstract ReadOnlyMemory<byte> Ask(Utf8JsonWriter json, IReadOnlyList<Tensor> inputs);

    /// <param name="raw">What stands behind the JSON.</param>
    /// <exception cref="JsonException">It is no answer to what was asked.</exception>
    protected abstract IReadOnlyList<Tensor> Read(JsonElement answer, ReadOnlyMemory<byte> raw, int rows);

    /// <summary>A value; one that is missing is null, which JSON has where it has no NaN.</summary>
    protected static void Value(Utf8JsonWriter json, Tensor tensor, int at)
    {
        if (tensor.Values switch { float[] f => float.IsNaN(f[at]), double[] d => double.IsNaN(d[at]), Half[] h => Half.IsNaN(h[at]), _ => false })
        {
            json.WriteNullValue();
        }
        else
        {
            Elements.Of(tensor.Type).Write(json, tensor.Values, at);
        }
    }

    /// <summary>Values of an output as bytes, with one row per row that was sent.</summary>
    protected static Tensor Values(TensorSpec spec, long[] shape, ReadOnlySpan<byte> data, int rows) =>
        new(spec.Name, spec.Type, shape, Elements.Of(spec.Type).FromBytes(data, Count(spec, shape, rows)) ?? throw new JsonException("another number of bytes"));

    private static int Count(TensorSpec spec, long[] shape, int rows)
    {
        var count = TensorReading.Count(shape, int.MaxValue / 8);
        return spec.Takes(shape) && count >= 0 && (spec.Shape is not [-1, ..] || shape[0] == rows) ? count : throw new JsonException("another shape");
    }

    /// <summary>Values of an output, flat or nested, with one row per row that was sent.</summary>
    protected static Tensor Values(TensorSpec spec, long[] shape, JsonElement data, int rows)
    {
        var count = Count(spec, shape, rows);
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(data));
        reader.Read();
        return new Tensor(spec.Name, spec.Type, shape, TensorReading.Values(ref reader, spec.Name, spec.Type, shape, count));
    }
}
