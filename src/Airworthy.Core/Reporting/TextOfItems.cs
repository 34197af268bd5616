using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Reporting;

/// <summary>How single items look in a terminal.</summary>
internal static class TextOfItems
{
    /// <summary>A red item on the first screen: each red part's sentence, what to do, where it was seen.</summary>
    public static void Red(TextPage page, ItemState state, Report report)
    {
        page.Add(Title(state, report), "✗ ");
        var reds = state.Parts.Where(p => p.Standing == Standing.Red).ToList();
        foreach (var part in reds)
        {
            Sentence(page, state, part, report, reds.Count > 1);
        }
    }

    public static void Undecided(TextPage page, ItemState state, Report report)
    {
        page.Add(Title(state, report), "≈ ");
        foreach (var part in state.Parts.Where(p => p is { Standing: Standing.Open, Verdict.Answer: Answer.Undecided }))
        {
            Sentence(page, state, part, report, named: false);
        }
    }

    /// <summary>Every item by section, with its parts.</summary>
    public static void All(TextPage page, Report report)
    {
        foreach (var section in report.Sections)
        {
            page.Heading(Wording.Section(section.Key).ToUpperInvariant());
            foreach (var state in section.Where(s => !s.IsLater))
            {
                Whole(page, state, report);
            }

            var later = section.Where(s => s.IsLater).ToList();
            if (later.Count > 0)
            {
                page.Add($"Later: {string.Join(", ", later.Select(l => $"{l.Item.Id} (from {Wording.Word(l.Parts.Where(p => !p.Part.Optional).Select(p => p.Part.From).DefaultIfEmpty().Min())})"))}", "· ");
            }
        }
    }

    /// <summary>One item with all its parts.</summary>
    public static void Whole(TextPage page, ItemState state, Report report)
    {
        page.Add($"{state.Item.Id}: {Wording.Word(state.Status)}{Suffix(state, report)}", $"{Wording.Sign(state.Status)} ");
        page.Add($"{state.Item.Title} ({WordAttribute.Of(state.Item.Stop)}{(state.Item.Front.Starred ? ", starred" : "")}, severity {state.Item.Severity})", "  ");
        if (state.Status == Status.NotApplicable)
        {
            page.Add(state.Why, "  ");
            return;
        }

        var wide = Math.Clamp(state.Parts.Select(p => p.Part.Id.Part.Length).DefaultIfEmpty().Max(), 4, 18);
        foreach (var part in state.Parts)
        {
            PartLine(page, state, part, report, wide);
        }
    }

    private static void PartLine(TextPage page, ItemState state, PartState part, Report report, int wide)
    {
        var first = $"  {Wording.Sign(part)} {part.Part.Id.Part.PadRight(wide)} ";
        var indent = new string(' ', first.Length);
        var says = part.Standing == Standing.Later && part.At is null && part.Statement is null
            ? part.Part.Optional ? "Not seen." : $"Not due before the stage {Wording.Word(part.Part.From)}."
            : part.Verdict.Says;
        page.Add($"{says}{(part.Part.Optional ? " (optional)" : "")}", first);
        if (part.Standing is Standing.Later)
        {
            return;
        }

        if (part.Verdict.Next is { } next && part.Standing != Standing.Good)
        {
            page.Add(next, indent + "→ ");
        }

        foreach (var concern in part.Verdict.Concerns)
        {
            page.Add(concern, indent + "concern: ");
        }

        if (part.Verdict.Numbers.Count > 0)
        {
            page.Add(string.Join(" · ", part.Verdict.Numbers.Select(n => $"{n.Key} {Wording.Number(n.Value)}".Replace(' ', TextPage.Hard))), indent);
        }

        if (Seen(state, part, report) is { Length: > 0 } seen)
        {
            page.Add(seen, indent);
        }
    }

    private static void Sentence(TextPage page, ItemState state, PartState part, Report report, bool named)
    {
        page.Add((named ? $"{part.Part.Id.Part}: " : "") + part.Verdict.Says, "  ");
        if (part.Verdict.Next is { } next)
        {
            page.Add(next, "  → ");
        }

        if (Seen(state, part, report) is { Length: > 0 } seen)
        {
            page.Add(seen, "  ");
        }
    }

    /// <summary>Where and when a part was seen.</summary>
    internal static string Seen(ItemState state, PartState part, Report report)
    {
        var source = Wording.Source(state, part, report);
        var when = part.At is { } at ? Wording.Time(at) + (part.Reused ? ", from a record" : "") : "";
        return source.Length > 0 && when.Length > 0 ? $"{source}, {when}" : source + when;
    }

    private static string Title(ItemState state, Report report) => $"{state.Item.Id}{Suffix(state, report)}";

    private static string Suffix(ItemState state, Report report) =>
        string.Join(", ", Wording.Marks(state, report)) is { Length: > 0 } marks ? $" ({marks})" : "";
}
