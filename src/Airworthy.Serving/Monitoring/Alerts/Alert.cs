using System.Text.Json.Serialization;

namespace Airworthy.Serving.Monitoring.Alerts;

/// <summary>What somebody did about an alert.</summary>
public enum AlertOutcome
{
    /// <summary>It led to something.</summary>
    Acted,

    /// <summary>It was about nothing.</summary>
    Dismissed,
}

/// <summary>Something that a person should look at.</summary>
/// <param name="No">1, 2, 3 … of its endpoint.</param>
/// <param name="Kind">What is watched: <c>inputs</c>, <c>age</c>, <c>dependencies</c>.</param>
/// <param name="RaisedAt">Milliseconds since 1970.</param>
/// <param name="Says">With the number that decided.</param>
/// <param name="EndedAt">When it was over by itself; null while it lasts.</param>
/// <param name="Outcome">Null while nobody has answered.</param>
/// <param name="By">Who answered.</param>
public sealed record Alert(long No, string Kind, long RaisedAt, string Says, long? EndedAt = null, AlertOutcome? Outcome = null, string? By = null, string? Reason = null, long? AnsweredAt = null);

internal sealed record AlertsShape(IReadOnlyList<Alert> Alerts);

internal sealed record AlertAnswer(AlertOutcome? Outcome, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AlertsShape))]
[JsonSerializable(typeof(AlertAnswer))]
internal sealed partial class AlertJson : JsonSerializerContext;
