using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the notes of consultations that <c>goal.experts</c> names.</summary>
public sealed class ExpertNotesProbe : IProbe<ExpertNotes>
{
    /// <summary>Characters at the start of a note in which its day is looked for, when its name has none.</summary>
    private const int Opening = 400;

    public async Task<Sighting<ExpertNotes>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var notes = new List<ExpertNote>();
        foreach (var path in (around.Contract.Goal?.Experts ?? []).Select(e => e.Notes).OfType<string>().Distinct().Take(100))
        {
            if ((await ProjectText.ReadAsync(around.Root, path, cancel)).Text is { } text)
            {
                var plain = NoteText.Plain(string.Join('\n', MarkdownNote.Read(text).Sections.SelectMany(s => s.Lines.Prepend(s.Heading))));
                notes.Add(new ExpertNote(path, NoteText.Words(plain).Count(), NoteText.Day(Path.GetFileName(path)) ?? NoteText.Day(plain.AsSpan(0, Math.Min(Opening, plain.Length)))));
            }
        }

        return new ExpertNotes(notes);
    }
}
