using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statements;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the impact document: its headings, its harms, and what holds up their mitigations.</summary>
public sealed class ImpactDocumentProbe : IProbe<ImpactDocument>
{
    /// <summary>Fewer different words than this in a section of forty or more are the same few words again.</summary>
    private const int FewWords = 15;

    /// <summary>Characters of an id or a path.</summary>
    private const int MaxId = 300;

    private static readonly string[] s_labels = ["likelihood", "severity", "who notices", "who would notice", "mitigation", "acceptance", "accepted", "held_by"];

    private static readonly string[] s_fillers = ["TODO", "TBD", "TBA", "FIXME", "XXX"];

    public async Task<Sighting<ImpactDocument>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Responsibility?.Impact is not { } path)
        {
            return new Sighting<ImpactDocument>.NotSeen("responsibility.impact names no document.", "Write down who is touched and how badly, and name the file there.");
        }

        var (text, whyNot) = await ProjectText.ReadAsync(around.Root, path, cancel);
        if (text is null)
        {
            return new Sighting<ImpactDocument>.NotSeen(whyNot!, "Put the document into the project, or correct responsibility.impact.");
        }

        var note = MarkdownNote.Read(text);
        var sections = Sections(note);
        var harms = note.Sections.FirstOrDefault(s => Name(s) is "harms" || Name(s).StartsWith("harms ", StringComparison.Ordinal))?.Entries ?? [];
        return new ImpactDocument(path, sections, [.. harms.Take(200).Select(ReadHarm)],
            [.. note.Sections.SelectMany(s => HeldBy(NoteText.Plain(string.Join('\n', s.Lines)))).Distinct().Take(200).Select(id => RegulationHoldersProbe.Look(around.Root, id))]);
    }

    private static List<DocumentSection> Sections(MarkdownNote note)
    {
        var sections = new List<DocumentSection>();
        var texts = new List<(string Heading, string Text)>();
        foreach (var section in note.Sections.Where(s => ImpactDocument.Headings.Any(h => Name(s) == h || Name(s).StartsWith(h + " ", StringComparison.Ordinal))).Take(2 * ImpactDocument.Headings.Count))
        {
            var plain = NoteText.Plain(section.Text).Trim();
            var words = NoteText.Words(plain).ToList();
            sections.Add(new DocumentSection(Name(section), words.Count, plain.Length, FillerIn(plain, words, texts)));
            texts.Add((Name(section), plain));
        }

        return sections;
    }

    private static string? FillerIn(string plain, List<string> words, List<(string Heading, string Text)> before) =>
        Placeholder.WhyNot(plain, 0, Policy.Standard)
        ?? (words.FirstOrDefault(w => s_fillers.Contains(w)) is { } filler ? $"holds \"{filler}\""
            : plain.Contains("lorem ipsum", StringComparison.OrdinalIgnoreCase) ? "holds \"lorem ipsum\""
            : words.Count >= 40 && words.Distinct(StringComparer.OrdinalIgnoreCase).Count() is var different and < FewWords ? $"repeats {different} words"
            : before.FirstOrDefault(b => Placeholder.Overlap(b.Text, plain) >= 0.9) is { Heading: not null } same ? $"says the same as \"{same.Heading}\""
            : null);

    private static Harm ReadHarm(string entry)
    {
        var plain = NoteText.Plain(entry);
        var said = NoteText.Labelled(plain, s_labels);
        var heldBy = HeldBy(plain).ToList();
        var mitigation = said.GetValueOrDefault("mitigation");
        return new Harm(NoteText.Title(entry),
            Mitigated: heldBy.Count > 0 || (mitigation is not null && Placeholder.WhyNot(mitigation, 3, Policy.Standard) is null),
            AcceptedBy: Accepted(plain, said),
            HeldBy: heldBy,
            Lacks: [.. new[] { ("likelihood", Says("likelihood")), ("severity", Says("severity")), ("who notices", Says("who notices") || Says("who would notice")) }.Where(x => !x.Item2).Select(x => x.Item1)]);

        bool Says(string label) => said.GetValueOrDefault(label) is { Length: > 1 };
    }

    /// <summary>The name after <c>accepted by</c>, or at the start of what stands after <c>Acceptance:</c>.</summary>
    private static string? Accepted(string plain, IReadOnlyDictionary<string, string> said)
    {
        const string By = "accepted by ";
        var flat = plain.Replace('\n', ' ');
        var at = flat.IndexOf(By, StringComparison.OrdinalIgnoreCase);
        var rest = at >= 0 ? flat[(at + By.Length)..] : said.GetValueOrDefault("acceptance") ?? said.GetValueOrDefault("accepted") ?? "";
        var name = new List<string>();
        foreach (var word in rest.Split((char[]?)null, 5, StringSplitOptions.RemoveEmptyEntries).Take(4))
        {
            var bare = word.TrimEnd(',', '.', ';', ':', ')');
            if (bare.Length > 1 && (char.IsUpper(bare[0]) || bare.Contains('.', StringComparison.Ordinal)) && !(name.Count == 0 && bare is "The" or "All" or "TBD" or "TODO" or "Nobody" or "Everybody" or "Everyone" or "We"))
            {
                name.Add(bare);
            }
            else
            {
                break;
            }

            if (bare.Length < word.Length)
            {
                break;
            }
        }

        return name.Count == 0 ? null : string.Join(' ', name);
    }

    /// <summary>The id or path after each <c>held_by:</c>.</summary>
    private static IEnumerable<string> HeldBy(string plain)
    {
        const string Label = "held_by";
        for (var at = plain.IndexOf(Label, StringComparison.OrdinalIgnoreCase); at >= 0; at = plain.IndexOf(Label, at + Label.Length, StringComparison.OrdinalIgnoreCase))
        {
            var i = at + Label.Length;
            while (i < plain.Length && (char.IsWhiteSpace(plain[i]) || plain[i] is ':' or '"' or '\''))
            {
                i++;
            }

            var start = i;
            while (i < plain.Length && i < start + MaxId && (char.IsAsciiLetterOrDigit(plain[i]) || plain[i] is '-' or '_' or '.' or '/' or ':' or '#'))
            {
                i++;
            }

            if (plain[start..i].Trim('.', ':', '-') is { Length: > 0 } id)
            {
                yield return id;
            }
        }
    }

    /// <summary>A heading in lower case without numbers and marks: <c>## 3. Who is affected?</c> is <c>who is affected</c>.</summary>
    private static string Name(NoteSection section) =>
        string.Join(' ', NoteText.Words(section.Heading.ToLowerInvariant()));
}
