using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Airworthy.Tracking.Experiments;

namespace Airworthy.Tracking.Webhooks;

/// <summary>What a webhook is sent: <c>{"entity", "action", "timestamp", "data"}</c>.</summary>
/// <remarks>Source: MLflow documentation, "Webhooks", payloads of each event; those of endpoints are our own, in the same form.</remarks>
internal static class WebhookBody
{
    // Readable; it is never put into a page.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="data">Values are texts, whole numbers, tags or null.</param>
    public static string Of(WebhookEvent what, DateTimeOffset when, IEnumerable<KeyValuePair<string, object?>> data)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("entity", what.Entity);
            writer.WriteString("action", what.Action);
            writer.WriteString("timestamp", when.ToString("O"));
            writer.WriteStartObject("data");
            foreach (var (name, value) in data)
            {
                Write(writer, name, value);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Data as an event of this kind has, for a try.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Example(WebhookEvent what)
    {
        if (what.Entity == "endpoint_alert")
        {
            yield return new("endpoint", "example_endpoint");
            yield return new("no", 1L);
            yield return new("kind", "inputs");
            yield return new("says", "An example");
            yield return new("raised_at", 0L);
            yield break;
        }

        var prompt = what.Entity.StartsWith("prompt", StringComparison.Ordinal);
        KeyText[] tags = [new("example_key", "example_value")];
        yield return new("name", prompt ? "example_prompt" : "example_model");
        switch (what.Entity)
        {
            case "registered_model" or "prompt":
                yield return new("tags", tags);
                yield return new("description", "An example");
                yield break;
            case "model_version" or "prompt_version":
                yield return new("version", "1");
                yield return prompt ? new("template", "Hello {{name}}!") : new("source", "runs:/abcd1234abcd5678/model");
                if (!prompt)
                {
                    yield return new("run_id", "abcd1234abcd5678");
                }

                yield return new("tags", tags);
                yield return new("description", "An example");
                yield break;
            case "model_version_alias" or "prompt_alias":
                yield return new("alias", "example_alias");
                if (what.Action == "created")
                {
                    yield return new("version", "1");
                }

                yield break;
        }

        if (what.Entity.Contains("version", StringComparison.Ordinal))
        {
            yield return new("version", "1");
        }

        yield return new("key", "example_key");
        if (what.Action == "set")
        {
            yield return new("value", "example_value");
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNull(name);
                break;
            case string text:
                writer.WriteString(name, text);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case IEnumerable<KeyText> tags:
                writer.WriteStartObject(name);
                foreach (var tag in tags.GroupBy(t => t.Key!, StringComparer.Ordinal))
                {
                    writer.WriteString(tag.Key, tag.Last().Value);
                }

                writer.WriteEndObject();
                break;
            default:
                throw new ArgumentException($"{value.GetType()} cannot be sent.", nameof(value));
        }
    }
}
