using System.Runtime.CompilerServices;
using System.Text.Json;

using Airworthy.Serving.Models;

namespace Airworthy.Serving.Protocols;

/// <summary>Reads an inference request of the Open Inference Protocol v2, with the binary tensor data extension.</summary>
/// <remarks>Sources: Open Inference Protocol v2, inference request JSON object; Triton's binary tensor data extension.</remarks>
internal static class OipReading
{
    /// <summary>Nesting of a request; a tensor of <see cref="TensorReading.MostLengths"/> lengths fits.</summary>
    private const int Depth = 24;

    private const int MostTensors = 1000;

    public static JsonReaderOptions Strict { get; } = new() { MaxDepth = Depth };

    /// <param name="body">JSON, and behind it the raw tensors in the order of the inputs.</param>
    /// <param name="jsonLength">Bytes of JSON; null: all are. 0: the body is the only tensor of the model.</param>
    /// <param name="signature">What the model takes.</param>
    /// <param name="anything">The model looks at no value, so any inputs will do.</param>
    /// <exception cref="InferenceRefusedException">What is wrong with it.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> body, int? jsonLength, Signature signature, bool anything)
    {
        if (jsonLength == 0)
        {
            return Raw(body, signature);
        }

        if (jsonLength > body.Length)
        {
            throw InferenceRefusedException.Invalid($"Inference-Header-Content-Length is {jsonLength}, but the body has {body.Length} bytes.");
        }

        try
        {
            var json = new Utf8JsonReader(body[..(jsonLength ?? body.Length)], Strict);
            var request = new Reading(body[(jsonLength ?? body.Length)..], signature.Inputs);
            request.Root(ref json);
            return request.Checked(signature, anything);
        }
        catch (InferenceRefusedException refused)
        {
            refused.RequestId ??= RequestId.In(body[..(jsonLength ?? body.Length)]);
            throw;
        }
        catch (JsonException e)
        {
            throw NoJson(body[..(jsonLength ?? body.Length)], e);
        }
        catch (InvalidOperationException)
        {
            throw InferenceRefusedException.Invalid("A text in the body is no valid UTF-8, or a value is of another kind than the protocol says.");
        }
    }

    /// <summary>What is said of a body that is no JSON.</summary>
    public static InferenceRefusedException NoJson(ReadOnlySpan<byte> body, JsonException e)
    {
        var hint = !body.TrimEnd(" \r\n\t"u8).EndsWith("}"u8) ? "it ends before it is complete."
            : body.IndexOf("NaN"u8) >= 0 || body.IndexOf("Infinity"u8) >= 0 ? "JSON has no NaN or Infinity; write them as \"NaN\", or null where a value is missing."
            : "look at quotes, commas and brackets there.";
        return InferenceRefusedException.Invalid($"The body is no JSON that can be read (line {e.LineNumber + 1}, byte {e.BytePositionInLine}): {hint}", RequestId.In(body));
    }

    private static InferRequest Raw(ReadOnlySpan<byte> body, Signature signature)
    {
        if (signature.Inputs is not [var one])
        {
            throw InferenceRefusedException.Invalid($"A body without JSON is for models with one input; this one takes {string.Join(", ", signature.Inputs.Select(i => i.Name))}.");
        }

        // The shape is not sent: one length may follow from the number of values.
        var length = body.Length;
        var known = one.Shape.Where(l => l >= 0).Aggregate(1L, (all, l) => all * l);
        var size = Elements.Of(one.Type).Size;
        if (one.Shape.Count(l => l < 0) > 1 || size == 0 || known * size <= 0 || body.Length == 0 || body.Length % (known * size) != 0)
        {
            throw InferenceRefusedException.Invalid($"{body.Length} bytes are no whole number of rows of {one.Name} {one.Type.Name()} {TensorSpec.Text(one.Shape)}.");
        }

        long[] shape = [.. one.Shape.Select(l => l < 0 ? length / (known * size) : l)];
        return new InferRequest(null, [new Tensor(one.Name, one.Type, shape, Elements.Of(one.Type).FromBytes(body, body.Length / size) ?? throw InferenceRefusedException.Invalid($"The body is no {one.Type.Name()}."))], AllBinary: true);
    }

    /// <param name="expected">What the model takes: names that are sent as it has them are not made anew.</param>
    private ref struct Reading(ReadOnlySpan<byte> raw, IReadOnlyList<TensorSpec> expected)
    {
        private readonly List<Tensor> _inputs = [];
        private List<WantedOutput>? _outputs;
        private ReadOnlySpan<byte> _raw = raw;
        private string? _id;
        private RequestParameters _parameters = new();

        public void Root(ref Utf8JsonReader json)
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw InferenceRefusedException.Invalid("The body is no JSON object; expected {\"inputs\": [{\"name\", \"shape\", \"datatype\", \"data\"}]}.");
            }

            var hasInputs = false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("inputs"u8))
                {
                    json.Read();
                    hasInputs = true;
                    Inputs(ref json);
                }
                else if (json.ValueTextEquals("id"u8))
                {
                    json.Read();
                    _id = json.TokenType == JsonTokenType.Null ? null : Text(ref json, null, "id");
                }
                else if (json.ValueTextEquals("outputs"u8))
                {
                    json.Read();
                    Outputs(ref json);
                }
                else if (json.ValueTextEquals("parameters"u8))
                {
                    json.Read();
                    _parameters = RequestParameters.Read(ref json, "parameters");
                }
                else
                {
                    json.Read();
                    json.Skip();
                }
            }

            // Anything behind the object is refused by the reader.
            json.Read();
            if (!hasInputs)
            {
                throw InferenceRefusedException.Invalid("The request has no inputs.");
            }

            if (!_raw.IsEmpty)
            {
                throw InferenceRefusedException.Invalid($"{_raw.Length} bytes are left behind the tensors: binary_data_size and the body do not agree.");
            }
        }

        public readonly InferRequest Checked(Signature signature, bool anything) =>
            new(_id, anything ? _inputs : InferChecks.Ordered(_inputs, signature), InferChecks.Wanted(_outputs, signature), _parameters.BinaryOutput, _parameters.Affinity, _parameters.Timeout, _parameters.Guards) { Subjects = _parameters.Subjects };

        private void Inputs(ref Utf8JsonReader json)
        {
            Need(json.TokenType == JsonTokenType.StartArray, $"inputs is no list of tensors.");
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                Need(json.TokenType == JsonTokenType.StartObject, $"inputs[{_inputs.Count}] is no object with name, shape, datatype and data.");
                Need(_inputs.Count < MostTensors, $"More than {MostTensors} inputs.");
                Input(ref json);
            }
        }

        private void Input(ref Utf8JsonReader json)
        {
            var where = new Place(_inputs.Count);
            var likely = _inputs.Count < expected.Count ? expected[_inputs.Count] : null;
            string? name = null, type = null;
            long[]? shape = null;
            var (parameters, hasData, read) = (new RequestParameters(), false, (Array?)null);
            Utf8JsonReader data = default;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("name"u8))
                {
                    json.Read();
                    name = Known(ref json, likely?.Name) ?? Text(ref json, where, "name");
                }
                else if (json.ValueTextEquals("datatype"u8))
                {
                    json.Read();
                    type = Known(ref json, likely?.Type.Name()) ?? Text(ref json, where, "datatype");
                }
                else if (json.ValueTextEquals("shape"u8))
                {
                    json.Read();
                    shape = TensorReading.Shape(ref json) ?? throw InferenceRefusedException.Invalid($"{where}.shape is no list of up to {TensorReading.MostLengths} lengths.");
                }
                else if (json.ValueTextEquals("parameters"u8))
                {
                    json.Read();
                    parameters = RequestParameters.Read(ref json, $"{where}.parameters");
                }
                else if (json.ValueTextEquals("data"u8))
                {
                    json.Read();
                    data = json;
                    hasData = true;
                    if (name is not null && type is not null && shape is not null)
                    {
                        read = Values(ref json, name, type, shape);
                    }
                    else
                    {
                        // What the values are is said later: they are read then.
                        json.Skip();
                    }
                }
                else
                {
                    json.Read();
                    json.Skip();
                }
            }

            if (name is null || type is null || shape is null || !(hasData || parameters.BinarySize is not null))
            {
                string[] missing = [name is null ? "name" : "", shape is null ? "shape" : "", type is null ? "datatype" : "", hasData || parameters.BinarySize is not null ? "" : "data"];
                throw InferenceRefusedException.Invalid($"{where} has no {string.Join(", ", missing.Where(m => m.Length > 0))}.");
            }

            Need(!hasData || parameters.BinarySize is null, $"{where} has both data and binary_data_size.");
            var values = read ?? (hasData ? Values(ref data, name, type, shape) : Bytes(name, type, shape, parameters.BinarySize!.Value));
            _inputs.Add(new Tensor(name, InferChecks.Type(type, where), shape, values));
        }

        private static Array Values(ref Utf8JsonReader json, string name, string type, long[] shape)
        {
            var count = TensorReading.Count(shape, int.MaxValue / 8);
            Need(count >= 0, $"inputs: {Core.Reading.Problem.Cut(name)}: its shape {TensorSpec.Text(shape)} is larger than any request.");
            return TensorReading.Values(ref json, name, InferChecks.Type(type, name), shape, count);
        }

        private Array Bytes(string name, string type, long[] shape, long size)
        {
            Need(size <= _raw.Length, $"inputs: {Core.Reading.Problem.Cut(name)}: binary_data_size is {size}, but {_raw.Length} bytes are left.");
            var count = TensorReading.Count(shape, _raw.Length);
            var values = count < 0 ? null : Elements.Of(InferChecks.Type(type, name)).FromBytes(_raw[..(int)size], count);
            _raw = _raw[(int)size..];
            return values ?? throw InferenceRefusedException.Invalid($"inputs: {Core.Reading.Problem.Cut(name)}: {size} bytes are not the {type} of shape {TensorSpec.Text(shape)}.");
        }

        private void Outputs(ref Utf8JsonReader json)
        {
            if (json.TokenType == JsonTokenType.Null)
            {
                return;
            }

            Need(json.TokenType == JsonTokenType.StartArray, $"outputs is no list of objects with a name.");
            _outputs = [];
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                Need(json.TokenType == JsonTokenType.StartObject && _outputs.Count < MostTensors, $"outputs[{_outputs.Count}] is no object with a name.");
                string? name = null;
                var parameters = new RequestParameters();
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var (isName, isParameters) = (json.ValueTextEquals("name"u8), json.ValueTextEquals("parameters"u8));
                    json.Read();
                    if (isName)
                    {
                        name = Text(ref json, null, "outputs.name");
                    }
                    else if (isParameters)
                    {
                        parameters = RequestParameters.Read(ref json, "outputs.parameters");
                    }
                    else
                    {
                        json.Skip();
                    }
                }

                Need(name is not null, $"outputs[{_outputs.Count}] has no name.");
                _outputs.Add(new WantedOutput(name!, parameters.Binary));
            }
        }

        private static string? Known(ref Utf8JsonReader json, string? likely) => likely is not null && json.TokenType == JsonTokenType.String && json.ValueTextEquals(likely) ? likely : null;

        private static string Text(ref Utf8JsonReader json, Place? of, string what)
        {
            Need(json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= 4000, $"{of}{(of is null ? "" : ".")}{what} is no text of up to 4000 bytes.");
            return json.GetString()!;
        }

        private static void Need(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Otherwise otherwise)
        {
            if (!holds)
            {
                throw InferenceRefusedException.Invalid(otherwise.ToString());
            }
        }
    }

    /// <summary>An input by its number.</summary>
    private readonly record struct Place(int At)
    {
        public override string ToString() => $"inputs[{At}]";
    }
}
