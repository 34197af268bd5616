using System.Text.Json;

namespace Airworthy.Client;

/// <summary>Logged rows that one version was asked for, drawn at random, every one as likely as any other.</summary>
/// <param name="Found">Rows that were drawn from.</param>
public sealed record EndpointRows(string Model, int Days, int Found, IReadOnlyList<LoggedRow> Rows);

/// <summary>One of them.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Row">Which of its rows, from 0.</param>
/// <param name="At">When it came, in milliseconds since 1970.</param>
/// <param name="Own">Whether the version's own answer was given, and not that of a fallback.</param>
/// <param name="Features">Numbers, texts, or null, by the names of the model's inputs; what tells of a person is missing.</param>
/// <param name="Outputs">What was answered.</param>
public sealed record LoggedRow(string Id, int Row, long At, bool Own, IReadOnlyDictionary<string, JsonElement> Features, IReadOnlyDictionary<string, JsonElement> Outputs);
