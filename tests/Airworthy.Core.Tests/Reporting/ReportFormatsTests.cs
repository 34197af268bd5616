using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reporting;
using Airworthy.Core.Reporting.Html;

using NJsonSchema;

namespace Airworthy.Core.Tests.Reporting;

public sealed partial class ReportFormatsTests
{
    private static readonly XNamespace s_none = "";

    [Theory]
    [InlineData("every status")]
    [InlineData("compared")]
    [InlineData("hostile")]
    public async Task Json_follows_its_schema(string which)
    {
        var schema = await JsonSchema.FromFileAsync(Repository.PathOf("docs", "report.schema.json"), TestContext.Current.CancellationToken);
        var report = which switch { "compared" => ExampleReport.Compared, "hostile" => ExampleReport.Hostile, _ => ExampleReport.Report };

        var errors = schema.Validate(JsonReport.Write(report));

        Assert.True(errors.Count == 0, string.Join('\n', errors.Select(e => $"{e.Path}: {e.Kind}")));
    }

    [Fact]
    public async Task A_report_that_breaks_the_schema_is_noticed()
    {
        var schema = await JsonSchema.FromFileAsync(Repository.PathOf("docs", "report.schema.json"), TestContext.Current.CancellationToken);
        var json = JsonReport.Write(ExampleReport.Report);

        Assert.NotEmpty(schema.Validate(json.Replace("\"status\": \"failing\"", "\"status\": \"green\"", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(json.Replace("\"says\"", "\"said\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_part_of_every_item_is_in_the_json()
    {
        using var json = JsonDocument.Parse(JsonReport.Write(ExampleReport.Report));

        var parts = json.RootElement.GetProperty("items").EnumerateArray().SelectMany(i => i.GetProperty("parts").EnumerateArray()).Select(p => p.GetProperty("id").GetString());

        Assert.Equal(ExampleReport.Report.Items.SelectMany(i => i.Parts).Select(p => p.Part.Id.ToString()), parts);
    }

    [Fact]
    public void Nobody_is_told_when_nothing_changed() =>
        Assert.Equal("", MarkdownReport.Write(ExampleReport.Report with { Changes = new Changes("main", [], 74) }));

    [Fact]
    public void What_was_loosened_comes_first_in_the_comment()
    {
        var comment = MarkdownReport.Write(ExampleReport.Compared);

        Assert.True(comment.IndexOf("⚠ loosened", StringComparison.Ordinal) < comment.IndexOf("✗ worse", StringComparison.Ordinal));
        Assert.True(comment.IndexOf("✗ worse", StringComparison.Ordinal) < comment.IndexOf("✓ better", StringComparison.Ordinal));
    }

    [Fact]
    public void A_comment_notifies_only_who_must_act()
    {
        var comment = MarkdownReport.Write(ExampleReport.Compared with
        {
            Changes = new Changes("main", [new Change(Core.Reporting.Direction.Worse, "error-costs", "attested", "stale", "Signed by @all-of-us, see <b>here</b>.") { Who = "ana.silva" }], 1),
        });

        Assert.Contains("@ana.silva", comment, StringComparison.Ordinal);
        Assert.DoesNotContain("@all", comment, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", comment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, false)]  // seven days exactly still count
    [InlineData(8, true)]
    public void A_badge_is_grey_when_nobody_looked_for_more_than_seven_days(int days, bool grey)
    {
        var badge = BadgeReport.Write(ExampleReport.Report with { At = ExampleReport.Now.AddHours(-1).AddDays(days) });

        Assert.Equal(grey, badge.Contains("#5f6670", StringComparison.Ordinal));
    }

    [Fact]
    public void A_badge_of_a_project_that_was_never_checked_is_grey()
    {
        var badge = BadgeReport.Write(ExampleReport.Report with { Items = [.. ExampleReport.Report.Items.Select(i => i with { Parts = [.. i.Parts.Select(p => p with { At = null })] })] });

        Assert.Contains("never checked", badge, StringComparison.Ordinal);
        Assert.Contains("#5f6670", badge, StringComparison.Ordinal);
    }

    [Fact]
    public void Junit_fails_what_is_failing_and_skips_what_was_not_shown()
    {
        var cases = XDocument.Parse(JUnitReport.Write(ExampleReport.Report)).Descendants("testcase").ToDictionary(
            c => c.Attribute("name")!.Value.Split(':')[0],
            c => c.Elements().First().Name.LocalName);

        Assert.Equal("failure", cases["leakage-safe-split"]);
        Assert.Equal("failure", cases["data-schema"]);      // waived: the mark never hides the status
        Assert.Equal("skipped", cases["dev-set-power"]);    // undecided
        Assert.Equal("skipped", cases["error-costs"]);      // stale
        Assert.Equal("skipped", cases["fat-requirements"]); // not applicable
        Assert.Equal("error", cases["representative-dev-test"]);
        Assert.Equal("system-out", cases["single-metric"]);
        Assert.DoesNotContain("canary", cases.Keys);        // later
    }

    [Fact]
    public void Sarif_names_file_and_line_where_there_is_one()
    {
        using var sarif = JsonDocument.Parse(SarifReport.Write(ExampleReport.Report));
        var entries = sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().ToList();

        var holds = entries.Single(e => e.TryGetProperty("partialFingerprints", out var prints) && prints.GetProperty("airworthyPart/v1").GetString() == "data-schema/holds");
        var place = holds.GetProperty("locations")[0].GetProperty("physicalLocation");

        Assert.Equal(".airworthy/schema/flights.schema.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(12, place.GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Equal("accepted", holds.GetProperty("suppressions")[0].GetProperty("status").GetString());
    }

    [Fact]
    public void Sarif_keeps_to_the_words_of_its_standard()
    {
        using var sarif = JsonDocument.Parse(SarifReport.Write(ExampleReport.Hostile));
        var run = sarif.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToList();

        Assert.All(run.GetProperty("results").EnumerateArray(), entry =>
        {
            var (kind, level) = (entry.GetProperty("kind").GetString(), entry.GetProperty("level").GetString());
            Assert.True(kind == "fail" ? level is "error" or "warning" : kind is "review" or "open" && level == "none", $"{kind} {level}");
            Assert.Equal(rules[entry.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString(), entry.GetProperty("ruleId").GetString());
            var uri = entry.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!;
            Assert.True(Uri.TryCreate(uri, UriKind.Relative, out _) && !uri.StartsWith('/') && !uri.Contains("..", StringComparison.Ordinal), uri);
        });
    }

    [Fact]
    public void Hostile_texts_stay_texts_in_html()
    {
        var html = HtmlReport.Write(ExampleReport.Hostile, _ => "<svg/>");
        var page = XDocument.Parse(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        var elements = page.Descendants().ToList();

        Assert.DoesNotContain(elements, e => e.Name.LocalName is "script" or "img" or "iframe" or "object" or "link" or "base" or "form");
        Assert.DoesNotContain(elements.SelectMany(e => e.Attributes()), a => a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(elements.SelectMany(e => e.Attributes("href")), a => !a.Value.StartsWith('#'));
        Assert.Contains("<script>alert(1)</script>", page.Descendants(s_none + "h1").Single().Value, StringComparison.Ordinal);
        Assert.DoesNotContain(html, c => (char.IsControl(c) && c != '\n') || c == '\u202e');
    }

    [Fact]
    public void Hostile_texts_do_not_break_the_other_forms()
    {
        XDocument.Parse(JUnitReport.Write(ExampleReport.Hostile));
        XDocument.Parse(BadgeReport.Write(ExampleReport.Hostile));
        var comment = MarkdownReport.Write(ExampleReport.Hostile);
        var text = TextReport.Write(ExampleReport.Hostile, all: true);

        Assert.DoesNotMatch("<[a-z/]", Code().Replace(comment.Replace(MarkdownReport.Marker, "", StringComparison.Ordinal), ""));
        Assert.DoesNotContain("@everyone", Code().Replace(comment, ""), StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void The_page_needs_nothing_from_elsewhere_and_runs_nothing()
    {
        var html = HtmlReport.Write(ExampleReport.Report, _ => "<svg/>");

        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_anchor_on_the_page_leads_somewhere_and_no_id_stands_twice()
    {
        var page = XDocument.Parse(HtmlReport.Write(ExampleReport.Report, _ => "<svg/>").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToList();

        Assert.Equal(ids.Distinct(), ids);
        Assert.All(page.Descendants().Attributes("href"), a => Assert.Contains(a.Value[1..], ids));
    }

    [Fact]
    public void The_page_has_no_percentage_of_what_is_done()
    {
        var page = XDocument.Parse(HtmlReport.Write(ExampleReport.Report, _ => "<svg/>").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        var summary = page.Descendants("div").Single(d => d.Attribute("class")?.Value == "summary");

        Assert.DoesNotMatch(@"\d\s?% (?:done|complete)", summary.Value);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    public void Text_keeps_to_its_width(int width) =>
        Assert.DoesNotContain(TextReport.Write(ExampleReport.Report, all: true, width).Split('\n'), line => line.Length > width);

    [Fact]
    public void The_first_screen_names_at_most_three_things_to_do_and_no_item_of_a_later_stage()
    {
        var text = TextReport.Write(ExampleReport.Report);

        Assert.DoesNotContain("\n4 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("slice-quality", text, StringComparison.Ordinal);
        Assert.Contains("2 boxes of later stages are folded", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_with_a_red_starred_box_cannot_fly() =>
        Assert.Equal("No.", Readiness.Of(ExampleReport.Report).Answer);

    [Theory]
    [InlineData(Stage.Shadow, Ready.Cleared, "Yes, with 1 accepted risk.")]
    [InlineData(Stage.Live, Ready.InFlight, "Yes, with 1 accepted risk.")]
    public void A_project_flies_when_every_starred_box_up_to_take_off_is_done_or_waived(Stage stage, Ready ready, string answer)
    {
        var waiver = ExampleReport.Report.Items.First(i => i.Waived is not null).Waived;
        var items = Pages.Items.Select((item, n) => new ItemState(item, Status.Verified, []) { Why = "It holds." }).ToList();
        var starred = items.FindIndex(i => i.Item.Front.Starred && i.Item.Stop == Stop.P2);
        items[starred] = items[starred] with { Status = Status.Unanswered, Waived = waiver };

        var readiness = Readiness.Of(ExampleReport.Report with { Stage = stage, Items = items });

        Assert.Equal((ready, answer), (readiness.Ready, readiness.Answer));
    }

    [GeneratedRegex(@"(?<!\\)`[^`]*`")] // an escaped backtick opens nothing
    private static partial Regex Code();
}
