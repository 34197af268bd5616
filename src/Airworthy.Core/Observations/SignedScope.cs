namespace Airworthy.Core.Observations;

/// <summary>What the statement on <c>stakeholder-impact</c> was bound to.</summary>
/// <param name="By">The signer's handle.</param>
/// <param name="On">The day of signing.</param>
/// <param name="Contract">The digest of the contract's fields that the item reads, as it was then; null when nothing was bound.</param>
public sealed record SignedScope(string By, DateOnly On, string? Contract = null) : Observation;
