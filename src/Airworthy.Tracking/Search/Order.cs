namespace Airworthy.Tracking.Search;

/// <summary>One of what a search is ordered by.</summary>
/// <param name="Entity">What stands before the first dot, in lower case; null where no dot does.</param>
internal sealed record Order(string? Entity, string Key, bool Descending);
