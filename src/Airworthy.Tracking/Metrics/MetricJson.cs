using System.Text.Json.Serialization;

namespace Airworthy.Tracking.Metrics;

internal sealed record GetHistory(string? RunUuid, string? RunId, string? MetricKey, long? MaxResults, string? PageToken);

internal sealed record GetHistories(IReadOnlyList<string>? RunId, string? MetricKey, long? MaxResults);

internal sealed record GetSampled(IReadOnlyList<string>? RunIds, string? MetricKey, long? StartStep, long? EndStep, long? MaxResults);

internal sealed record MetricsAnswer(IReadOnlyList<MetricShape>? Metrics, string? NextPageToken = null);

/// <summary>A metric as it travels.</summary>
/// <param name="RunId">Only where values of several runs are answered.</param>
internal readonly record struct MetricShape(string Key, double Value, long Timestamp, long Step, string? RunId = null)
{
    public static MetricShape Of(Metric m) => new(m.Key, m.Value, m.Timestamp, m.Step);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(GetHistory))]
[JsonSerializable(typeof(GetHistories))]
[JsonSerializable(typeof(GetSampled))]
[JsonSerializable(typeof(MetricsAnswer))]
internal sealed partial class MetricJson : JsonSerializerContext;
