using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Trials;

/// <summary>What is kept beside the reports of tests, as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TestRun))]
[JsonSerializable(typeof(PipelineTrial))]
public sealed partial class TrialJson : JsonSerializerContext
{
    public static string TextOf(PipelineTrial trial) => JsonSerializer.Serialize(trial, Default.PipelineTrial) + "\n";

    /// <summary>Null when the text is no trial.</summary>
    public static PipelineTrial? ReadTrial(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Default.PipelineTrial);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
