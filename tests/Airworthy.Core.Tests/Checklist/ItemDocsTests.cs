using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Checklist;

/// <summary><c>docs/items</c> is made from the items' pages, so that they can be read without the program.</summary>
public sealed class ItemDocsTests
{
    private const string Folder = "docs/items";

    private static readonly (string Section, string Title)[] s_sections =
    [
        ("Project", "Project"), ("Problem", "Problem"), ("Data", "Data"), ("Modelling", "Modelling"), ("Deployment", "Deployment"),
        ("TestScore/Data", "ML Test Score: data"), ("TestScore/Model", "ML Test Score: model"), ("TestScore/Infrastructure", "ML Test Score: infrastructure"),
        ("TestScore/Monitoring", "ML Test Score: monitoring"),
    ];

    public static TheoryData<string> Items() => [.. Pages.Items.Select(i => i.Id)];

    [Theory]
    [MemberData(nameof(Items))]
    public void The_published_page_is_the_item_s_page(string id)
    {
        Completeness.Demand("docs/items is written once the pages are finished");
        var item = Pages.Find(id)!;
        var body = Pages.BodyOf(item).ReplaceLineEndings("\n");
        var title = body.IndexOf('\n', StringComparison.Ordinal) + 1;

        Snapshot.Match($"{body[..title]}\n{Facts(item)}\n{body[title..].TrimEnd()}\n{Sources(item)}", $"{Folder}/{id}.md");
    }

    [Fact]
    public void The_index_names_every_item_in_its_section()
    {
        Completeness.Demand("docs/items is written once the pages are finished");
        Assert.Empty(Pages.Items.Select(i => i.Section).Except(s_sections.Select(s => s.Section)));
        var index = new StringBuilder("""
            # The items of the checklist

            Each item is one box of the checklist or one test of the ML Test Score. A star marks the items that are read aloud at their stop.
            These pages are made from the pages in `src/Airworthy.Core/Checklist`; `airworthy explain ITEM` prints the same text.

            """.ReplaceLineEndings("\n"));
        foreach (var (section, heading) in s_sections)
        {
            index.Append($"\n## {heading}\n\n| item | asks | stop | severity | judged here |\n|---|---|---|---|---|\n");
            foreach (var item in Pages.Items.Where(i => i.Section == section))
            {
                index.Append($"| [{item.Id}]({item.Id}.md) | {item.Title} | {item.Stop}{(item.Front.Starred ? " ★" : "")} | {item.Severity} | {Judged(item)} |\n");
            }
        }

        Snapshot.Match(index.ToString(), $"{Folder}/README.md");
    }

    [Fact]
    public void Nothing_else_lies_there() => Snapshot.NothingElse(Folder, "*", [$"{Folder}/README.md", .. Pages.Items.Select(i => $"{Folder}/{i.Id}.md")]);

    private static string Facts(Item item)
    {
        string?[] facts =
        [
            $"`{item.Id}`",
            $"item {item.Front.Order}",
            $"severity {item.Severity}",
            $"stop {item.Stop}{(item.Front.Starred ? " ★" : "")}",
            $"at best {WordAttribute.Of(item.Front.Ceiling)}",
            item.Front.StatementDays is { } days ? $"a statement counts {days} days" : null,
            item.Front.MaxAgeDays is { } age ? $"a check counts {age} {(age == 1 ? "day" : "days")}" : null,
            $"judged by this version: {Judged(item)}",
        ];
        return string.Join(" · ", facts.OfType<string>());
    }

    private static string Judged(Item item) =>
        item.Parts.Where(p => p.Tier is not null).Select(p => p.Id.Part).ToList() is { Count: > 0 } parts ? string.Join(", ", parts) : "nothing yet";

    private static string Sources(Item item)
    {
        var text = new StringBuilder();
        if (item.Front.Feeds is { Count: > 0 } feeds)
        {
            text.Append($"\n## Serves also\n\n{string.Join(", ", feeds.Select(f => $"[{f}]({f}.md)"))}\n");
        }

        if (item.Front.Sources is { Count: > 0 } sources)
        {
            text.Append($"\n## Sources\n\n{string.Concat(sources.Select(s => $"- {s}\n"))}");
        }

        return text.ToString();
    }
}
