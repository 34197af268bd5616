namespace Airworthy.Core.Observations;

/// <summary>What reports of mutation testing say: of small changes made to the code, which ones the tests noticed.</summary>
/// <param name="Files">The reports that were read.</param>
/// <param name="MadeAt">When the oldest of them was written.</param>
/// <param name="Mutated">The files of the project that the reports name.</param>
/// <param name="Unseen">Files of <c>features.code</c> that no report names.</param>
/// <param name="NewerThan">What changed after the report was written; null when nothing did.</param>
public sealed record MutationReport(
    IReadOnlyList<string> Files, DateTimeOffset MadeAt, IReadOnlyList<FileMutants> Mutated, IReadOnlyList<string>? Unseen = null, string? NewerThan = null) : Observation;

/// <summary>The mutants of one source file. Those that do not compile, or that the team told the tool to leave out, are none.</summary>
/// <param name="IsFeatureCode"><c>features.code</c> names it.</param>
/// <param name="Killed">Mutants that a test noticed, by failing or by not ending.</param>
/// <param name="Survived">Mutants with which all tests passed.</param>
/// <param name="Uncovered">Mutants that no test ran into.</param>
/// <param name="Untried">Mutants that were not tried yet.</param>
public sealed record FileMutants(string Path, bool IsFeatureCode, int Killed, int Survived, int Uncovered = 0, int Untried = 0)
{
    /// <summary>Mutants in all.</summary>
    public int All => Killed + Survived + Uncovered + Untried;

    /// <summary>Killed ÷ All, in [0, 1]; 1 for a file without mutants.</summary>
    public double Share => All == 0 ? 1 : (double)Killed / All;
}
