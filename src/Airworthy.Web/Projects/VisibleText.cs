using System.Text.Json;
using System.Text.Json.Serialization;

namespace Airworthy.Web.Projects;

/// <summary>Reads texts of strangers so that nothing unseen in them makes one text look like another: control characters and those that turn the direction of reading.</summary>
internal sealed class VisibleText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Of(reader.GetString()!) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Of(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    /// <summary>The text with every such character replaced.</summary>
    public static string Of(string text) => text.Any(IsUnseen) ? string.Concat(text.Select(c => IsUnseen(c) ? '\ufffd' : c)) : text;

    private static bool IsUnseen(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f';
}
