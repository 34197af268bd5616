namespace Airworthy.Serving.Releases;

/// <summary>What someone asks for when a release begins.</summary>
/// <param name="Model"><c>models:/name/3</c>, <c>models:/name@alias</c>, <c>constant:0.2</c>, <c>upstream:http://host:8000/v2/models/name</c>.</param>
/// <param name="Fallback">Who answers when the model should not, in order; null: as before.</param>
/// <param name="Threshold">A score of at least this is a yes; null: as before.</param>
/// <param name="SlowMs">An answer that takes longer counts as slow; null: as before.</param>
/// <param name="TimeoutMs">The longest a request may take; null: as before.</param>
/// <param name="ValidationDays">How old the gate's report may be; null: any age.</param>
/// <param name="LogRate">Share of ordinary requests that the prediction log keeps; null: as before.</param>
/// <param name="LogFeatures">Whether the log keeps the values of features; null: as before.</param>
/// <param name="Accept">Why a version may begin although the gate could not tell everything; never where it has refused. Kept with the change.</param>
/// <param name="Reason">Why, in the words of who asks.</param>
/// <param name="Privacy">Who may read which feature, and whom rows are about; null: as before.</param>
/// <param name="MemoryMb">What a version may take of memory, in MB; null: any.</param>
/// <param name="Guards">What is asked of each row; null: as before. Which fitted guards are in force is told by the versions themselves.</param>
/// <param name="Alias">Of the registry: stands for what answers at the endpoint from now on, whatever that becomes; null: as before, or <c>champion</c> where the model is named by it.</param>
/// <param name="MaxAgeDays">An older version in use is worth an alert, in days above 0; null: as before.</param>
/// <param name="Basis">What a judgement rests on in the project now; null: not known. The schema of <paramref name="Guards"/> is in it in any case.</param>
public sealed record NewRelease(string Model, ReleasePolicy? Policy = null, IReadOnlyList<string>? Fallback = null, double? Threshold = null, double? SlowMs = null, double? TimeoutMs = null, double? ValidationDays = null, double? LogRate = null, bool? LogFeatures = null,
    string? Accept = null, string? Reason = null, Guards.GuardTerms? Guards = null, PredictionLog.LogPrivacy? Privacy = null, double? MemoryMb = null,
    string? Alias = null, double? MaxAgeDays = null, Core.Evaluations.GateBasis? Basis = null);
