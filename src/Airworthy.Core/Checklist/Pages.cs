using System.Collections.Immutable;
using System.Reflection;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Checklist;

/// <summary>All pages of the checklist. Adding one adds an item: there is no list to edit.</summary>
public static class Pages
{
    private const string Root = "Checklist/";

    private static readonly Lazy<ImmutableArray<Item>> s_items = new(() =>
        [.. typeof(Pages).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Root, StringComparison.Ordinal) && n.EndsWith(".md", StringComparison.Ordinal))
            .Select(n => Parse(n[Root.Length..], Text(n)))
            .OrderBy(i => i.Front.Order)]);

    /// <summary>Every item, in the checklist's order.</summary>
    public static ImmutableArray<Item> Items => s_items.Value;

    public static Item? Find(string id) => Items.FirstOrDefault(i => i.Id == id);

    /// <summary>The whole page of an item, front matter included.</summary>
    public static string PageOf(Item item) => item.Own?.Page ?? Text($"{Root}{item.Section}/{FileName(item.Id)}.md");

    /// <summary>The page below its front matter.</summary>
    public static string BodyOf(Item item)
    {
        var page = PageOf(item);
        return item.Own is not null ? page : page[(page.IndexOf("\n---", 3, StringComparison.Ordinal) + 4)..].TrimStart();
    }

    /// <summary>The text of one section of a page, without its heading; empty when the page has none of that name.</summary>
    public static string Section(Item item, string heading)
    {
        var body = BodyOf(item);
        var start = body.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        start = body.IndexOf('\n', start + 1) + 1;
        var end = body.IndexOf("\n## ", start, StringComparison.Ordinal);
        return (end < 0 ? body[start..] : body[start..end]).Trim();
    }

    /// <summary>The question the item asks, as its page puts it.</summary>
    public static string QuestionOf(Item item) => Paragraph(item, "**Question.**") ?? item.Title;

    /// <summary>Why it matters, as its page puts it; empty when the page does not say.</summary>
    public static string WhyOf(Item item) => Paragraph(item, "\nWhy it matters:") ?? "";

    private static string? Paragraph(Item item, string mark)
    {
        var body = BodyOf(item);
        var start = body.IndexOf(mark, StringComparison.Ordinal);
        return start < 0 ? null : body[(start + mark.Length)..].Split("\n\n")[0].Replace('\n', ' ').Trim();
    }

    /// <summary>Reads one page's front matter and title.</summary>
    /// <param name="path">The page's path below the checklist's folder, such as <c>Data/LeakageSafeSplit.md</c>.</param>
    /// <exception cref="FormatException">The page breaks the format; the message lists everything wrong with it.</exception>
    public static Item Parse(string path, string text)
    {
        var lines = text.Split('\n');
        var end = Array.IndexOf(lines, "---", 1);
        if (lines[0] != "---" || end < 0)
        {
            throw new FormatException($"{path}: the page must start with front matter between two lines `---`.");
        }

        var problems = new List<Reading.Problem>();
        var front = YamlText.Read("\n" + string.Join('\n', lines[1..end]), path, problems) is { } root
            ? Binding.Read<ItemFrontMatter>(root, problems)
            : null;
        var title = lines.Skip(end + 1).FirstOrDefault(l => l.StartsWith("# ", StringComparison.Ordinal));
        if (front is null || title is null)
        {
            throw new FormatException(string.Join('\n', problems.Select(p => p.ToString()).DefaultIfEmpty($"{path}: the page has no title.")));
        }

        var slash = path.LastIndexOf('/');
        var id = Field.KebabCase(path[(slash + 1)..^3]);
        return new Item
        {
            Id = id,
            Title = title[2..].Trim(),
            Section = path[..slash],
            Front = front,
            Parts = [.. front.Due!.Select(d => new Part(
                new PartId(id, d.Key),
                d.Value == DueFrom.Optional ? Stage.Idea : (Stage)d.Value,
                d.Value == DueFrom.Optional,
                front.Judged?.TryGetValue(d.Key, out var tier) == true ? tier : null)
            {
                With = front.DueWith?.GetValueOrDefault(d.Key),
            })],
        };
    }

    /// <summary><c>leakage-safe-split</c> → <c>LeakageSafeSplit</c>.</summary>
    public static string FileName(string id) => string.Concat(id.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));

    private static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The page {resource} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
