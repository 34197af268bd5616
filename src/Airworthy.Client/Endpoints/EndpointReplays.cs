namespace Airworthy.Client;

/// <summary>Logged rows that were asked again.</summary>
/// <param name="Kept">Rows that were drawn from.</param>
public sealed record EndpointReplays(int Days, int Kept, IReadOnlyList<ReplayedRow> Rows);

/// <summary>One of them.</summary>
/// <param name="Same">Within 1e-4; null where it could not be asked.</param>
/// <param name="Difference">The largest absolute difference of the answers.</param>
public sealed record ReplayedRow(string Id, int Row, string Model, bool? Same, double? Difference, string? WhyNot);
