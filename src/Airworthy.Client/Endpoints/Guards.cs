namespace Airworthy.Client;

/// <summary>What an approved schema says of one value of a request; times are seconds since 1970.</summary>
public sealed record GuardedColumn(bool Required = false, double? Low = null, double? High = null, IReadOnlyList<string>? Values = null, string? Pattern = null);

/// <summary>The approved schema, as a gateway holds rows against it.</summary>
public sealed record GuardedSchema(IReadOnlyDictionary<string, GuardedColumn> Columns);

/// <summary>What a gateway asks of each row.</summary>
/// <param name="When">What leads down the fallback chain, in the contract's words; null: failures of the model alone.</param>
/// <param name="LowConfidenceBelow">A smaller confidence is a doubt.</param>
/// <param name="Inputs">When bad rows are worth an alert; null: never.</param>
public sealed record GuardTerms(IReadOnlyList<string>? When = null, double? LowConfidenceBelow = null, GuardedSchema? Schema = null, InputLimit? Inputs = null);

/// <summary>When bad rows are worth an alert.</summary>
/// <param name="MaxBadRows">A larger share of rows, 0 to 1.</param>
/// <param name="WindowHours">The newest hours in which it is taken.</param>
public sealed record InputLimit(double MaxBadRows, double WindowHours);

/// <summary>The guards of one version, and how their promise stands.</summary>
/// <param name="Coverage">Promised share of sets that hold the truth; null where none is.</param>
/// <param name="Labelled">Sets whose truth is known; <paramref name="Misses"/> did not hold it.</param>
/// <param name="FalseAlarm">Promised share of ordinary rows that are called strange.</param>
/// <param name="Schema">The digest of the schema that rows are held against.</param>
/// <param name="Says">Why no guard can be asked, or that the promise is broken; null where all is well.</param>
public sealed record GuardInfo(string Model, double? Coverage, long Labelled, long Misses, bool IsBroken, double? FalseAlarm, string? Schema, string? Says);

/// <summary>One minute of a version in an arm: what was asked, and what the guards counted.</summary>
/// <param name="At">Its beginning, in milliseconds since 1970.</param>
/// <param name="Arm"><c>live</c>, <c>candidate</c>, <c>shadow</c>, <c>previous</c>.</param>
/// <param name="Broken">How often each column broke the approved schema.</param>
public sealed record MinuteInfo(long At, string Model, string Arm, long Requests, long Rows, long Errors, long Fallbacks, long FallbackRows = 0, long BadRows = 0, long NonFinite = 0, IReadOnlyDictionary<string, long>? Broken = null);

internal sealed record MinuteList(IReadOnlyList<MinuteInfo> Minutes);

internal sealed record GuardAsk(GuardTerms? Guards, IReadOnlyList<string>? Fallback, string? Reason, bool? LogFeatures = null, LogPrivacy? Privacy = null, double? MaxAgeDays = null);
