using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Lists the dated files in the folders that <c>goal.cadence</c> names.</summary>
public sealed class RitualNotesProbe : IProbe<RitualNotes>
{
    /// <summary>Files of a folder that are looked at.</summary>
    private const int MaxFiles = 10_000;

    public Task<Sighting<RitualNotes>> LookAsync(Surroundings around, CancellationToken cancel) =>
        Task.FromResult<Sighting<RitualNotes>>(new RitualNotes(
            [.. (around.Contract.Goal?.Cadence ?? [])
                .Where(r => IsFolder(around.Root, r.Where))
                .Select(r => new NotesFolder(r.Name, r.EveryDays, r.Where, Dates(ProjectText.Resolve(around.Root, r.Where)!)))]));

    /// <summary>A folder that is there, or a place that can only be meant as one: <c>docs/reviews/</c>.</summary>
    private static bool IsFolder(string root, string where) =>
        ProjectText.Resolve(root, where) is { } full && (Directory.Exists(full) || (where.EndsWith('/') && !where.Contains(' ', StringComparison.Ordinal) && !NoteText.IsAddress(where)));

    private static List<DateOnly> Dates(string folder) => !Directory.Exists(folder)
        ? []
        : [.. new DirectoryInfo(folder).EnumerateFiles().Take(MaxFiles)
            .Where(f => f.Length > 0)
            .Select(f => NoteText.Day(f.Name)).OfType<DateOnly>().Distinct().Order()];
}
