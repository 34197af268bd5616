namespace Airworthy.Core.Observations;

/// <summary>The names of what callers sent to the endpoint, as its prediction log has them.</summary>
/// <param name="Days">How far back it was looked.</param>
/// <param name="Rows">Logged rows that were looked through.</param>
/// <param name="Unnamed">Those of which the log does not say what they carried.</param>
/// <param name="Names">Each name, with the rows that carried it.</param>
public sealed record LoggedNames(string Endpoint, int Days, int Rows, int Unnamed, IReadOnlyDictionary<string, int> Names) : Observation;
