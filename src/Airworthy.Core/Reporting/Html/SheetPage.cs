namespace Airworthy.Core.Reporting.Html;

/// <summary>Rows that a person shall look at, as one HTML file that needs nothing else.</summary>
public static class SheetPage
{
    /// <param name="kind">What kind of sheet it is.</param>
    /// <param name="project">Whose rows they are.</param>
    /// <param name="asks">What the reader shall do.</param>
    /// <param name="rows">Each as long as <paramref name="columns"/>.</param>
    public static string Write(string kind, string project, string asks, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) => HtmlPage.Write($"{kind}: {project}", Markup.Of($"""
        {HtmlPage.Mast(kind, project, asks)}
        <main>
        <div class="shown" tabindex="0" role="region" aria-label="Rows">
        <table>
        <thead><tr>{Cells(columns, "th scope=\"col\"", "th")}</tr></thead>
        <tbody>
        {Markup.Join(rows.Select(row => Markup.Of($"<tr>{Cells(row, "td", "td")}</tr>")))}
        </tbody>
        </table>
        </div>
        </main>
        """));

    private static Markup Cells(IReadOnlyList<string> values, string open, string close) =>
        Markup.Join(values.Select(v => Markup.Of($"{Markup.Trusted($"<{open}>")}{v}{Markup.Trusted($"</{close}>")}")), "");
}
