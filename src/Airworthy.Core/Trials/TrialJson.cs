using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Trials;

/// <summary>What is kept beside the reports of tests, as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TestRun))]
[JsonSerializable(typeof(PipelineTrial))]
[JsonSerializable(typeof(LeakTrial))]
[JsonSerializable(typeof(TeethTrial))]
[JsonSerializable(typeof(PreviousTrial))]
public sealed partial class TrialJson : JsonSerializerContext
{
    public static string TextOf(PipelineTrial trial) => JsonSerializer.Serialize(trial, Default.PipelineTrial) + "\n";

    public static string TextOf(LeakTrial trial) => JsonSerializer.Serialize(trial, Default.LeakTrial) + "\n";

    /// <summary>Null when the text is no trial of the pipeline.</summary>
    public static PipelineTrial? ReadTrial(string text) => Read(text, Default.PipelineTrial);

    /// <summary>Null when the text is no trial for leaks.</summary>
    public static LeakTrial? ReadLeaks(string text) => Read(text, Default.LeakTrial);

    internal static T? Read<T>(string text, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
