using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Reporting;

/// <summary>One item, or one of its parts, explained in a terminal: the question, why it matters, how it is decided, and how it stands.</summary>
public static class Explanation
{
    private static readonly string[] s_chapters = ["What the contract says", "How it is decided", "What only a person can say", "What it cannot tell", "To make it true"];

    /// <param name="report">How the project stands; null without a project.</param>
    /// <param name="part">Only this part; null for the whole item.</param>
    public static string Write(Item item, Part? part, Report? report, int width = TextReport.Width)
    {
        var page = new TextPage(width);
        page.Add($"{item.Id}{(part is null ? "" : $"/{part.Id.Part}")}: {item.Title}");
        page.Add($"{Wording.Section(item.Section)} · {Wording.Stop(item.Stop)}{(item.Front.Starred ? ", starred" : "")} · severity {item.Severity} · at best {WordAttribute.Of(item.Front.Ceiling)}");
        if (report?.Items.FirstOrDefault(i => i.Item.Id == item.Id) is { } state)
        {
            page.Heading($"How it stands in {report.Project}");
            TextOfItems.Whole(page, part is null ? state : state with { Parts = [.. state.Parts.Where(p => p.Part.Id == part.Id)] }, report);
        }

        page.Heading("Question").Add(Pages.QuestionOf(item));
        if (Pages.WhyOf(item) is { Length: > 0 } why)
        {
            page.Heading("Why it matters").Add(char.ToUpperInvariant(why[0]) + why[1..]);
        }

        if (part is not null)
        {
            page.Heading($"How {part.Id.Part} is decided");
            Markdown(page, AboutPart(item, part.Id.Part));
            return Ended(page, item, part);
        }

        foreach (var chapter in s_chapters)
        {
            if (Pages.Section(item, chapter) is { Length: > 0 } text)
            {
                page.Heading(chapter);
                Markdown(page, text);
            }
        }

        if (item.Front.Sources is { Count: > 0 } sources)
        {
            page.Heading("Sources");
            foreach (var source in sources)
            {
                page.Add(source, "- ");
            }
        }

        return Ended(page, item, part);
    }

    private static string Ended(TextPage page, Item item, Part? part)
    {
        var machine = part ?? item.Parts.FirstOrDefault(p => p.Tier is not null && p.Id.Part != "contract");
        page.Blank().Add(machine is { Tier: not null } && item.Own is null
            ? $"Look again: `airworthy check {item.Id}` · see it turn red: `airworthy drill {machine.Id}`"
            : $"Look again: `airworthy check {item.Id}`");
        return page.ToString();
    }

    /// <summary>The entry of a part in its page's list, or the whole list when it has none of its own.</summary>
    private static string AboutPart(Item item, string part)
    {
        var decided = Pages.Section(item, "How it is decided");
        var start = decided.IndexOf($"- **{part}**", StringComparison.Ordinal);
        if (start < 0)
        {
            return decided;
        }

        var end = decided.IndexOf("\n- **", start + 1, StringComparison.Ordinal);
        var entry = end < 0 ? decided[start..] : decided[start..end];
        var paragraph = entry.IndexOf("\n\n", StringComparison.Ordinal);
        return paragraph < 0 ? entry : entry[..paragraph];
    }

    /// <summary>Markdown as text: paragraphs and list entries are wrapped anew, code and tables stay as they are.</summary>
    private static void Markdown(TextPage page, string markdown)
    {
        var paragraph = new List<string>();
        var isCode = false;
        void End()
        {
            if (paragraph.Count > 0)
            {
                var text = string.Join(' ', paragraph).Replace("**", "", StringComparison.Ordinal);
                var mark = text.StartsWith("- ", StringComparison.Ordinal) ? 2 : text.IndexOf(". ", StringComparison.Ordinal) is > 0 and < 3 and var dot && char.IsDigit(text[0]) ? dot + 2 : 0;
                page.Add(text[mark..], text[..mark]);
                paragraph.Clear();
            }
        }

        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                End();
                isCode = !isCode;
            }
            else if (isCode || line.StartsWith('|'))
            {
                End();
                page.Verbatim((isCode ? "    " : "") + line);
            }
            else
            {
                var trimmed = line.TrimStart();
                if (trimmed.Length == 0 || trimmed.StartsWith("- ", StringComparison.Ordinal) || (trimmed.Length > 2 && char.IsDigit(trimmed[0]) && trimmed[1] == '.'))
                {
                    End();
                }

                if (trimmed.Length > 0)
                {
                    paragraph.Add(trimmed);
                }
            }
        }

        End();
    }
}
