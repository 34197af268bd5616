using System.Text.Json;

namespace Airworthy.Serving.Protocols;

/// <summary>Parameters of a request, an input or an output that mean something here; others are let pass, as the protocol asks.</summary>
/// <param name="Binary"><c>binary_data</c>: this output as bytes.</param>
/// <param name="BinaryOutput"><c>binary_data_output</c>: all outputs as bytes.</param>
/// <param name="BinarySize"><c>binary_data_size</c>: bytes of this input behind the JSON.</param>
/// <param name="Timeout"><c>timeout</c>, in microseconds on the wire.</param>
/// <param name="Affinity"><c>affinity</c>: requests with the same text go to the same arm.</param>
/// <param name="Subjects"><c>subject</c>: whom the rows are about, a text or a list with one for each row.</param>
/// <param name="Guards"><c>guards</c>: what the guards say of each row, as outputs of their own.</param>
internal readonly record struct RequestParameters(bool Binary = false, bool BinaryOutput = false, long? BinarySize = null, TimeSpan? Timeout = null, string? Affinity = null, bool Guards = false, IReadOnlyList<string>? Subjects = null)
{
    private const long LongestMicroseconds = 3_600_000_000;

    /// <summary>Reads an object, the reader standing on it.</summary>
    public static RequestParameters Read(ref Utf8JsonReader json, string where)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return new(); // as clients write what they leave out
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw InferenceRefusedException.Invalid($"{where} is no object.");
        }

        var read = new RequestParameters();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan.Length <= 20 ? json.GetString()! : "";
            json.Read();
            read = name switch
            {
                "binary_data" => read with { Binary = Truth(ref json, where, name) },
                "binary_data_output" => read with { BinaryOutput = Truth(ref json, where, name) },
                "binary_data_size" => read with { BinarySize = Whole(ref json, where, name, int.MaxValue) },
                "timeout" => read with { Timeout = Whole(ref json, where, name, LongestMicroseconds) is > 0 and var microseconds ? TimeSpan.FromMicroseconds(microseconds) : null },
                "guards" => read with { Guards = Truth(ref json, where, name) },
                "subject" => read with { Subjects = Protocols.Subjects.Read(ref json, $"{where}.{name}") },
                "affinity" when json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= 512 => read with { Affinity = json.GetString() },
                "affinity" => throw InferenceRefusedException.Invalid($"{where}.affinity is no text of up to 512 bytes."),
                _ => read,
            };
            json.Skip();
        }

        return read;
    }

    private static bool Truth(ref Utf8JsonReader json, string where, string name) =>
        json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.TokenType == JsonTokenType.True : throw InferenceRefusedException.Invalid($"{where}.{name} is neither true nor false.");

    private static long Whole(ref Utf8JsonReader json, string where, string name, long most) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var value) && value >= 0 && value <= most ? value : throw InferenceRefusedException.Invalid($"{where}.{name} is no whole number from 0 to {most}.");
}
