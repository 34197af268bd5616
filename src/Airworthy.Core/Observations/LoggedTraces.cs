namespace Airworthy.Core.Observations;

/// <summary>Logged requests, drawn at random and followed at the gateway: what their traces hold.</summary>
/// <param name="Days">How far back they were drawn.</param>
/// <param name="Traced">Rows that were followed.</param>
/// <param name="Lacking">What traces lack, each once with a request that lacks it: <c>the place of distance among training (r17)</c>.</param>
/// <param name="PartsApart">The largest distance between an answer and what its parts add up to; null where no answer was taken apart.</param>
/// <param name="WhyNoParts">Why answers were not taken apart; null where all were.</param>
/// <param name="WhyNot">Why none could be followed.</param>
public sealed record LoggedTraces(string Endpoint, int Days, int Traced, IReadOnlyList<string> Lacking, double? PartsApart = null, string? WhyNoParts = null, string? WhyNot = null) : Observation;
