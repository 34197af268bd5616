namespace Airworthy.Client;

/// <summary>Something that a gateway wants a person to look at.</summary>
/// <param name="No">1, 2, 3 … of its endpoint.</param>
/// <param name="Kind">What is watched: <c>inputs</c>.</param>
/// <param name="RaisedAt">Milliseconds since 1970.</param>
/// <param name="EndedAt">When it was over by itself; null while it lasts.</param>
/// <param name="Outcome"><c>Acted</c> or <c>Dismissed</c>; null while nobody has answered.</param>
public sealed record AlertInfo(long No, string Kind, long RaisedAt, string Says, long? EndedAt = null, string? Outcome = null, string? By = null, string? Reason = null, long? AnsweredAt = null);

internal sealed record AlertList(IReadOnlyList<AlertInfo> Alerts);

internal sealed record AlertAsk(string Outcome, string Reason);
