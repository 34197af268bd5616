namespace Airworthy.Core.Observations;

/// <summary>Requests of the prediction log, drawn at random and asked again of the versions that answered them.</summary>
/// <param name="Days">How far back they were drawn.</param>
/// <param name="Kept">Rows that were drawn from.</param>
/// <param name="Asked">Rows that could be asked again.</param>
/// <param name="Differing">Those whose answer differs by more than 1e-4, by request.</param>
/// <param name="Largest">The largest difference.</param>
/// <param name="WhyNot">Why others could not be asked.</param>
public sealed record LoggedReplays(string Endpoint, int Days, int Kept, int Asked, IReadOnlyList<string> Differing, double Largest = 0, string? WhyNot = null) : Observation;
