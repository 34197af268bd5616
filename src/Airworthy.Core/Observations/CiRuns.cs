namespace Airworthy.Core.Observations;

/// <summary>What the CI did with the changes that were merged, as far as records and the forge tell.</summary>
/// <param name="Sources">Where it was seen: records of the CI, the forge's interface.</param>
/// <param name="Merged">Changes on the default branch of the last 90 days, newest first.</param>
/// <param name="Tests">Tests that the newest run which says so executed; null when none says.</param>
/// <param name="LastOnDefault">Day of the newest finished run on the default branch, whatever it ran for.</param>
/// <param name="RequiresCheck">The branch's protection requires a check before a merge; null when the settings cannot be read.</param>
/// <param name="RedRuns">Runs that were seen to be red.</param>
/// <param name="GreenRuns">Runs that were seen to be green.</param>
/// <param name="DrilledOn">The day on which a drill last showed that the tests can fail.</param>
public sealed record CiRuns(
    IReadOnlyList<string> Sources, IReadOnlyList<MergedChange> Merged, long? Tests = null, DateOnly? LastOnDefault = null, bool? RequiresCheck = null,
    int RedRuns = 0, int GreenRuns = 0, DateOnly? DrilledOn = null) : Observation;

/// <summary>How a run ended.</summary>
public enum RunOutcome { None, Unfinished, Green, Red }

/// <summary>One change that came to the default branch.</summary>
/// <param name="Commit">Abbreviated.</param>
/// <param name="Run">How the CI ended for its head commit; None when no run was seen.</param>
/// <param name="Address">Where the run can be looked at.</param>
public sealed record MergedChange(string Commit, DateOnly On, string Subject, RunOutcome Run, string? Address = null);
