namespace Airworthy.Core.Observations;

/// <summary>How <c>goal.first_release.by</c> came to be what it is, as the project's history tells it.</summary>
/// <param name="Dates">The date as first written, then every other one it was moved to, oldest first.</param>
/// <param name="WhyNot">Why the history cannot be followed; null when it can.</param>
/// <param name="Next">What would let it be followed.</param>
public sealed record ReleaseDates(IReadOnlyList<ReleaseDate> Dates, string? WhyNot = null, string? Next = null) : Observation;

/// <param name="By">The date as written.</param>
/// <param name="On">The day of the commit that wrote it.</param>
/// <param name="Commit">The commit's short id.</param>
/// <param name="Who">Its author's name.</param>
public sealed record ReleaseDate(DateOnly By, DateOnly On, string Commit, string Who);
