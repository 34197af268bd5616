using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>Who approved the changes to what makes the model: the code that features and commands name, its configuration, the contract.</summary>
/// <param name="Days">Days looked back; for each file its newest change counts, however old.</param>
/// <param name="Changes">Merged commits, newest first.</param>
/// <param name="Source">Where approvals were seen; null when none of the places is there.</param>
/// <param name="NotMerged">Commits that are not on the default branch yet.</param>
/// <param name="IsShallow">The clone holds only the newest commits.</param>
public sealed record SpecReviews(int Days, IReadOnlyList<SpecChange> Changes, ReviewSource? Source = null, int NotMerged = 0, bool IsShallow = false) : Observation
{
    /// <summary>What the CI recorded about the same code; null when it recorded nothing.</summary>
    public CiWord? FromCi { get; init; }
}

/// <summary>Where an approval can be seen, strongest first.</summary>
public enum ReviewSource { Records, Forge, Trailers }

/// <param name="Commit">Abbreviated.</param>
/// <param name="Approver">Somebody other than the author, no program; null when nobody approved it.</param>
public sealed record SpecChange(string Commit, DateOnly On, string By, string Subject, string? Approver = null);

/// <summary>What a run of the CI said about a part.</summary>
public sealed record CiWord(Answer Answer, string Says, DateOnly On, string Run);
