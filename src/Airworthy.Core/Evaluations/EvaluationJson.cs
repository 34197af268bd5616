using System.Text.Json;
using System.Text.Json.Serialization;

namespace Airworthy.Core.Evaluations;

/// <summary>An evaluation as JSON: snake_case, numbers that are none as <c>"NaN"</c> and <c>"Infinity"</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelEvaluation))]
[JsonSerializable(typeof(ModelComparison))]
[JsonSerializable(typeof(FeatureValuation))]
public sealed partial class EvaluationJson : JsonSerializerContext
{
    public static string Of(ModelEvaluation evaluation) => JsonSerializer.Serialize(evaluation, Default.ModelEvaluation) + "\n";

    public static string Of(ModelComparison comparison) => JsonSerializer.Serialize(comparison, Default.ModelComparison) + "\n";

    public static string Of(FeatureValuation valuation) => JsonSerializer.Serialize(valuation, Default.FeatureValuation) + "\n";

    /// <summary>Reads one back; null when the text is none.</summary>
    public static FeatureValuation? Features(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.FeatureValuation);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
