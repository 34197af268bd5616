using Airworthy.Core.Checklist;

namespace Airworthy.Core.Reporting.Html;

/// <summary>
/// The report as one HTML file that needs nothing else: no script, no font, no picture from elsewhere. A page for whoever decides comes
/// first, then the stops, then every item with its evidence.
/// </summary>
public static class HtmlReport
{
    /// <param name="draw">Draws a plot as an SVG element; its ids must be unique in the document.</param>
    public static string Write(Report report, Func<Plot, string> draw) => HtmlPage.Write($"{report.Project}: airworthiness report, {Wording.Day(report.Today)}", Markup.Of($"""
        {Signs.Symbols}
        {Summary.Head(report)}
        <main>
        {Summary.Page(report)}
        {Contents(report)}
        {StopTables.Of(report)}
        {Markup.Join(report.Sections.Select(s => Section(s.Key, [.. s], report, draw)))}
        </main>
        {Foot(report)}
        """));

    private static Markup Contents(Report report) => Markup.Of($"""
        <nav class="contents" aria-label="Sections">
        <a href="#stops">Stops</a>
        {Markup.Join(report.Sections.Select(s => Markup.Of($"""<a href="#{Anchor(s.Key)}">{Wording.Section(s.Key)}</a>""")))}
        </nav>
        """);

    private static Markup Section(string folder, List<ItemState> items, Report report, Func<Plot, string> draw)
    {
        var due = items.Where(i => !i.IsLater).ToList();
        var later = items.Where(i => i.IsLater).ToList();
        return Markup.Of($"""
            <section class="items" aria-labelledby="{Anchor(folder)}">
            <h2 id="{Anchor(folder)}">{Wording.Section(folder)}</h2>
            {Points(folder, report)}
            {Markup.Join(due.Select(i => ItemCard.Of(i, report, draw)))}
            {(later.Count == 0 ? Markup.None : Later(later))}
            </section>
            """);
    }

    private static Markup Points(string folder, Report report) => report.Score.Sections.FirstOrDefault(s => s.Section == folder) is { } section
        ? Markup.Of($"""<p class="points">{Wording.Points(section.Strict)} of 7 points earned{(section.Waiting > section.Strict ? $", {Wording.Points(section.Waiting)} after a second automatic run" : "")}{(section.Paper > section.Strict ? $", {Wording.Points(section.Paper)} by the paper’s rule" : "")}.</p>""")
        : Markup.None;

    private static Markup Later(List<ItemState> later) => Markup.Of($"""
        <details class="later">
        <summary>{Wording.Many(later.Count, "box of a later stage", "boxes of later stages")}, counted nowhere</summary>
        <ul>
        {Markup.Join(later.Select(i => Markup.Of($"""<li id="{i.Item.Id}">{Signs.Later} {i.Item.Title} <span class="soft">from the stage {ItemCard.From(i)} · <code>{i.Item.Id}</code></span></li>""")))}
        </ul>
        </details>
        """);

    private static Markup Foot(Report report) => Markup.Of($"""
        <footer>
        <p>{(report.Run is { } run ? Wording.Of(run) : "Printed from records; no check was run for it.")} Missing evidence is never a yes: what was not seen is unanswered.</p>
        <p>{(report.Subjects.Count == 0 ? Markup.None : Markup.Of($"Evidence about {Markup.Join(report.Subjects.Select(s => Markup.Of($"{s.Key} <code>{ItemCard.Short(s.Value)}</code>")), ", ")}. "))}Run it again with <code>airworthy check</code>; one box: <code>airworthy explain ITEM</code>.</p>
        </footer>
        """);

    internal static string Anchor(string folder) => "section-" + folder.ToLowerInvariant().Replace('/', '-');
}
