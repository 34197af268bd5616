namespace Airworthy.Core.Observations;

/// <summary>What the gateway's guards counted at the project's endpoint, and by which schema.</summary>
/// <param name="Schema">The digest of the schema that rows are held against there; null where there is none.</param>
/// <param name="Approved">The digest of the approved schema; null where the project has none.</param>
/// <param name="Windows">By <c>monitoring.inputs.window_hours</c>, newest first, those with traffic in 7 days.</param>
/// <param name="Broken">How often each column broke the schema in 7 days.</param>
/// <param name="Day">Of 24 hours.</param>
/// <param name="FallbackRows30">Rows of 30 days that something else answered.</param>
public sealed record GuardedTraffic(string Endpoint, string Place, string? Schema = null, string? Approved = null, IReadOnlyList<RowsOfWindow>? Windows = null, IReadOnlyDictionary<string, long>? Broken = null,
    GuardedDay? Day = null, long FallbackRows30 = 0) : Observation;

/// <param name="HoursAgo">When the window ended; 0 of the present one.</param>
/// <param name="Bad">Rows of <paramref name="Rows"/> that break the schema.</param>
public sealed record RowsOfWindow(double HoursAgo, long Rows, long Bad);

/// <param name="Requests">That a live model was asked.</param>
/// <param name="Fallbacks">Requests of which something else answered a row.</param>
/// <param name="NotFinite">Answers that were NaN or infinite.</param>
/// <param name="Errors">Requests without an answer that counts, the ones with NaN among them.</param>
public sealed record GuardedDay(long Requests, long Rows, long FallbackRows, long Fallbacks, long NotFinite, long Errors);
