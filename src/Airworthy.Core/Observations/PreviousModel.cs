namespace Airworthy.Core.Observations;

/// <summary>The version that a rollback would bring back, looked at today.</summary>
/// <param name="Live">What answers now.</param>
/// <param name="Model">The version before: <c>models:/late/2</c>, <c>constant:0.2</c>.</param>
/// <param name="Digest">Of its files when it answered; null of a constant.</param>
/// <param name="DigestNow">Of its files now; null where they are gone or cannot be read.</param>
/// <param name="WhyNot">Why it cannot be loaded or asked; null where it answered.</param>
/// <param name="IsBroken">The runtime does not load it, or it fails when it is asked.</param>
/// <param name="Asked">Rows that it was asked, of missing values, very large numbers and unknown words.</param>
/// <param name="Odd">Of those, answered by no number.</param>
/// <param name="Inputs">The columns that it takes.</param>
/// <param name="Unmade">Of those, what is no feature of the contract any more.</param>
/// <param name="Cases">What the gate said of the functionality cases when it judged it; null without a report about these files.</param>
/// <param name="IsLoaded">It is in memory beside what answers.</param>
/// <param name="Run">The functionality cases as they were run with it since; null where they were not.</param>
public sealed record PreviousModel(string Live, string Model, string? Digest = null, string? DigestNow = null, string? WhyNot = null, bool IsBroken = false, int Asked = 0, int Odd = 0, IReadOnlyList<string>? Inputs = null, IReadOnlyList<string>? Unmade = null,
    Checklist.Answer? Cases = null, double? JudgedDaysAgo = null, bool IsLoaded = false, CasesRun? Run = null) : Observation
{
    public bool IsConstant => Digest is null;
}

/// <summary>Functionality cases, run with a version that waits.</summary>
/// <param name="Failed">Of <paramref name="Tests"/>; those that were skipped are not among them.</param>
/// <param name="Names">Of some that failed.</param>
public sealed record CasesRun(int Tests, int Failed, double DaysAgo, IReadOnlyList<string>? Names = null);
