namespace Airworthy.Core.Observations;

/// <summary>The notes of those rituals in <c>goal.cadence</c> that name a folder of the project.</summary>
public sealed record RitualNotes(IReadOnlyList<NotesFolder> Folders) : Observation;

/// <param name="Ritual">The ritual's name.</param>
/// <param name="EveryDays">Days between two meetings, as promised.</param>
/// <param name="Folder">The folder's path.</param>
/// <param name="Dates">The days in the names of its files that are not empty; a folder that is not there has none.</param>
public sealed record NotesFolder(string Ritual, int EveryDays, string Folder, IReadOnlyList<DateOnly> Dates);
