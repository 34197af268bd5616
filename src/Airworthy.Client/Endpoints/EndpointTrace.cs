using System.Text.Json;

namespace Airworthy.Client;

/// <summary>One request, followed from the values that came to the answer that went.</summary>
/// <param name="RowsKept">Rows that the log holds of it.</param>
public sealed record EndpointTrace(string Id, string Endpoint, int RowsKept, IReadOnlyList<TracedRowInfo> Rows);

/// <summary>A row of it.</summary>
/// <param name="ServedBy"><c>primary</c> where the version itself answered, else the step of the fallback chain.</param>
/// <param name="Features">Numbers and texts; null where one was missing. Empty where the log keeps none.</param>
/// <param name="AmongTraining">By feature where it lies; null from gateways that do not tell.</param>
/// <param name="Threshold">A score of at least this is a yes; null where the change that was in force is not kept.</param>
public sealed record TracedRowInfo(int Row, string Model, string Arm, string ServedBy, string? FallbackReason, IReadOnlyDictionary<string, JsonElement>? Features, IReadOnlyDictionary<string, TrainingPlaceInfo>? AmongTraining,
    IReadOnlyDictionary<string, double?>? Outputs, double? Threshold, TracedAgainInfo? Again);

/// <summary>Where a value lies among those of training.</summary>
/// <param name="Percentile">Of a number, 0 to 100.</param>
/// <param name="Share">Of a name or a missing value: of the training rows that have it.</param>
public sealed record TrainingPlaceInfo(double? Percentile = null, double? Share = null);

/// <summary>What the version that answered says of the row now.</summary>
public sealed record TracedAgainInfo(bool? Same = null, string? WhyNot = null, TracedPartsInfo? Parts = null);

/// <summary>The answer taken apart.</summary>
/// <param name="Features">What each moves it by; null where it was not taken apart.</param>
/// <param name="Apart">How far what the parts add up to is from the answer.</param>
/// <param name="WhyNot">Why it was not.</param>
public sealed record TracedPartsInfo(IReadOnlyDictionary<string, double?>? Features = null, double? Apart = null, string? WhyNot = null);
