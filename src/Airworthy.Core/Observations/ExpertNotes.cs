namespace Airworthy.Core.Observations;

/// <summary>The notes of consultations that <c>goal.experts</c> names and that are there.</summary>
public sealed record ExpertNotes(IReadOnlyList<ExpertNote> Notes) : Observation;

/// <param name="Path">Its path in the project, as the contract has it.</param>
/// <param name="Words">Its words; code and comments do not count.</param>
/// <param name="Dated">The day in its name, or the first day in its text; null when there is none.</param>
public sealed record ExpertNote(string Path, int Words, DateOnly? Dated = null);
