namespace Airworthy.Core.Observations;

/// <summary>The functionality cases in <c>.airworthy/cases/</c>.</summary>
public sealed record CaseFiles(IReadOnlyList<FunctionalityCase> Cases) : Observation;

/// <summary>What a case asks of the model.</summary>
public enum CaseKind
{
    /// <summary>One answer must be right: a class, a value, or one in a range.</summary>
    MustPass,

    /// <summary>A change that does not matter leaves the answer as it is.</summary>
    Invariance,

    /// <summary>A change for the worse, or better, moves the score that way.</summary>
    Direction,
}

/// <summary>One case file.</summary>
/// <param name="Kind">Null when the file is no case; then <paramref name="Wrong"/> says why.</param>
public sealed record FunctionalityCase(string Path, CaseKind? Kind = null, string? Wrong = null);
