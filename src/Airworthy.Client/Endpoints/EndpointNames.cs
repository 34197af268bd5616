namespace Airworthy.Client;

/// <summary>The names of what logged requests carried.</summary>
/// <param name="Rows">Logged rows that were looked through: those of a few of the log's files, drawn at random.</param>
/// <param name="Unnamed">Those of which nobody can say what they carried.</param>
public sealed record EndpointNames(int Days, int Rows, int Unnamed, IReadOnlyList<LoggedNameInfo> Names);

/// <summary>A name, and the logged rows that carried it.</summary>
public sealed record LoggedNameInfo(string Name, int Rows);
