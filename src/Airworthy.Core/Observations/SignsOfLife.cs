namespace Airworthy.Core.Observations;

/// <summary>When the owner and the deputy last did something that can be seen.</summary>
/// <param name="People">One entry for each of them that the contract names.</param>
/// <param name="IsCutOff">Only the newest part of the history was there to look at.</param>
public sealed record SignsOfLife(IReadOnlyList<SignOfLife> People, bool IsCutOff = false) : Observation;

/// <param name="Handle">The person's handle.</param>
/// <param name="Last">The day of the newest sign, today included; null when there is none.</param>
/// <param name="What">What it was, such as the commit.</param>
public sealed record SignOfLife(string Handle, DateOnly? Last = null, string? What = null);
