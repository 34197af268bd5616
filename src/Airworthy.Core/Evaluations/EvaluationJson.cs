using System.Text.Json;
using System.Text.Json.Serialization;

namespace Airworthy.Core.Evaluations;

/// <summary>An evaluation as JSON: snake_case, numbers that are none as <c>"NaN"</c> and <c>"Infinity"</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelEvaluation))]
[JsonSerializable(typeof(ModelComparison))]
[JsonSerializable(typeof(FeatureValuation))]
[JsonSerializable(typeof(ExplainedRow))]
[JsonSerializable(typeof(Replayed))]
[JsonSerializable(typeof(MeasuredStaleness))]
public sealed partial class EvaluationJson : JsonSerializerContext
{
    public static string Of(ModelEvaluation evaluation) => JsonSerializer.Serialize(evaluation, Default.ModelEvaluation) + "\n";

    public static string Of(ModelComparison comparison) => JsonSerializer.Serialize(comparison, Default.ModelComparison) + "\n";

    public static string Of(FeatureValuation valuation) => JsonSerializer.Serialize(valuation, Default.FeatureValuation) + "\n";

    public static string Of(ExplainedRow row) => JsonSerializer.Serialize(row, Default.ExplainedRow) + "\n";

    public static string Of(Replayed replayed) => JsonSerializer.Serialize(replayed, Default.Replayed) + "\n";

    public static string Of(MeasuredStaleness staleness) => JsonSerializer.Serialize(staleness, Default.MeasuredStaleness) + "\n";

    /// <summary>Reads one back; null when the text is none.</summary>
    public static MeasuredStaleness? ReadStaleness(ReadOnlySpan<byte> json) => Read(json, Default.MeasuredStaleness);

    /// <summary>Reads one back; null when the text is none.</summary>
    public static FeatureValuation? ReadFeatures(ReadOnlySpan<byte> json) => Read(json, Default.FeatureValuation);

    /// <summary>Reads one back; null when the text is none.</summary>
    public static Replayed? ReadReplay(ReadOnlySpan<byte> json) => Read(json, Default.Replayed);

    private static T? Read<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
