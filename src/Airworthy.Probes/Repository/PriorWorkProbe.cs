using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the sources in the note that <c>goal.state_of_the_art.note</c> names. Web addresses are not fetched.</summary>
public sealed class PriorWorkProbe : IProbe<PriorWork>
{
    private static readonly string[] s_labels = ["link", "copy", "result", "results", "data", "what we take from it", "year", "note"];

    public async Task<Sighting<PriorWork>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Goal?.StateOfTheArt?.Note is not { } path)
        {
            return new Sighting<PriorWork>.NotSeen("goal.state_of_the_art.note names no note.", "Write what others know about the problem, and name the file there.");
        }

        var (text, whyNot) = await ProjectText.ReadAsync(around.Root, path, cancel);
        return text is null
            ? new Sighting<PriorWork>.NotSeen(whyNot!, "Put the note into the project, or correct goal.state_of_the_art.note.")
            : new PriorWork(path, [.. Entries(MarkdownNote.Read(text)).Select(e => Source(around.Root, path, e)).OfType<PriorSource>().Take(200)]);
    }

    /// <summary>Entries of the outermost sections that have any.</summary>
    private static IEnumerable<string> Entries(MarkdownNote note) =>
        note.Sections.Where(s => s.Below.Count == 0 || s.Level == 0).SelectMany(s => s.Entries is { Count: > 0 } entries ? entries : [s.Heading + ".\n" + s.Text]);

    private static PriorSource? Source(string root, string path, string entry)
    {
        var plain = NoteText.Plain(entry);
        var said = NoteText.Labelled(plain, s_labels);
        var links = NoteText.Links(entry).ToList();
        if (said.GetValueOrDefault("link") is { Length: > 0 } written && links.Count == 0 && written.Split((char[]?)null, 2)[0] is var word && word.AsSpan().ContainsAny('/', '.'))
        {
            links.Add(word.TrimEnd('.', ','));
        }

        if (links.Count == 0 && !said.ContainsKey("link") && !said.ContainsKey("result") && !said.ContainsKey("data"))
        {
            return null;
        }

        var found = links.FirstOrDefault(l => NoteText.IsAddress(l) || IsCopy(root, path, l));
        var result = said.GetValueOrDefault("result") ?? said.GetValueOrDefault("results") ?? plain;
        return new PriorSource(NoteText.Title(entry), found ?? links.FirstOrDefault(), found is null && links.Count > 0, HasNumber(result),
            plain.Contains("no number given", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a link leads to a file, seen from the project's folder or from the note's.</summary>
    private static bool IsCopy(string root, string note, string link) =>
        ProjectText.IsFile(root, link) || ProjectText.IsFile(root, Path.Combine(Path.GetDirectoryName(note) ?? "", link));

    /// <summary>Whether a text has a number other than a year from 1900 to 2099.</summary>
    private static bool HasNumber(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                i++;
            }

            var isYear = i - start == 4 && text[start] is '1' or '2' && text.AsSpan(start, 2) is "19" or "20" && !(i < text.Length && text[i] is '.' or '%');
            if (i > start && !isYear)
            {
                return true;
            }
        }

        return false;
    }
}
