using System.Text.RegularExpressions;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reporting;
using Airworthy.Core.Reporting.Html;

namespace Airworthy.Core.Tests.Reporting;

/// <summary>Every form of one report that has every status and mark, reviewed like code.</summary>
public sealed partial class ReportSnapshots
{
    [Fact]
    public void The_first_screen() => Match(TextReport.Write(ExampleReport.Report), "first-screen.txt");

    [Fact]
    public void The_first_screen_compared_with_a_branch() => Match(TextReport.Write(ExampleReport.Compared), "first-screen-compared.txt");

    [Fact]
    public void Every_item_as_text() => Match(TextReport.Write(ExampleReport.Report, all: true), "all.txt");

    [Fact]
    public void The_report_as_json() => Match(JsonReport.Write(ExampleReport.Compared), "report.json");

    [Fact]
    public void The_comment_on_a_change() => Match(MarkdownReport.Write(ExampleReport.Compared), "comment.md");

    [Fact]
    public void The_overview_as_markdown() => Match(MarkdownReport.Write(ExampleReport.Report), "overview.md");

    [Fact]
    public void The_badge() => Match(BadgeReport.Write(ExampleReport.Report), "badge.svg");

    [Fact]
    public void The_report_as_junit() => Match(JUnitReport.Write(ExampleReport.Report), "junit.xml");

    [Fact]
    public void The_report_as_sarif() => Match(Help().Replace(SarifReport.Write(ExampleReport.Report), "\"…\""), "report.sarif");

    [Fact]
    public void The_report_as_html() => Match(
        Folded().Replace(Style().Replace(HtmlReport.Write(ExampleReport.Compared, Drawn), "<style/>"), "<details class=\"page\"/>"), "report.html");

    private static string Drawn(Plot plot) => $"<svg role=\"img\" aria-label=\"{plot.Kind}\"/>";

    private static void Match(string text, string name) => Snapshot.Match(text, $"tests/Airworthy.Core.Tests/Reporting/snapshots/{name}");

    // What comes from the pages changes with the pages, and has tests of its own.
    [GeneratedRegex("(?<=\"(?:text|markdown)\": )\"[^\"]*## How it is decided(?:[^\"\\\\]|\\\\.)*\"|(?<=\"help\": \\{\\s*\"text\": )\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Help();

    [GeneratedRegex("<details class=\"page\">.*?</details>", RegexOptions.Singleline)]
    private static partial Regex Folded();

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
