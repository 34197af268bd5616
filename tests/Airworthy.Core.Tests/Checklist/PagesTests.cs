using System.Text.RegularExpressions;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;

namespace Airworthy.Core.Tests.Checklist;

/// <summary>Every page keeps the format, and pages and classes agree in both directions.</summary>
public sealed partial class PagesTests
{
    private static readonly string[] s_headings = ["What the contract says", "How it is decided", "What only a person can say", "What it cannot tell", "To make it true"];

    private static readonly string[] s_commands =
        ["look", "init", "scan", "check", "status", "next", "explain", "attest", "known", "na", "waive", "stop", "score", "report", "records", "evaluate", "gate", "baselines", "train", "model", "run", "reproduce", "drill", "ci", "data", "serve", "runs", "store", "release", "bench", "predict", "guard", "monitor"];

    /// <summary>What <c>airworthy drill</c> rehearses beside the parts.</summary>
    private static readonly string[] s_rehearsed = ["rollback", "switch", "canary", "shadow", "fallback", "inputs"];

    /// <summary>The items that a team reads aloud at each stop, at most nine of them.</summary>
    private static readonly Dictionary<Stop, string[]> s_starred = new()
    {
        [Stop.P1] = ["business-goal", "accountable-owner", "stakeholder-impact", "regulation-requirements", "error-costs", "good-enough", "domain-experts"],
        [Stop.P2] = ["representative-dev-test", "dev-test-same-distribution", "dev-set-power", "leakage-safe-split", "versioned-storage", "data-schema",
            "privacy-controls"],
        [Stop.P3] = ["single-metric", "baselines-in-place", "runs-page", "reproducible-model", "feature-code-tested", "model-spec-reviewed", "simpler-model",
            "slice-quality", "inclusion"],
        [Stop.P4] = ["memory-limit", "latency-limit", "blue-green", "shadow-mode", "failure-detection-fallback", "pre-serve-validation", "canary", "rollback",
            "training-serving-skew"],
        [Stop.P5] = ["ct", "monitor-latency", "monitor-downtime", "monitor-confidence", "dependency-notices", "data-invariants", "staleness-alarm",
            "prediction-quality"],
    };

    /// <summary>Parts that only ask whether something is written: what is missing is Unknown, so nothing can be Unmet.</summary>
    private static readonly string[] s_neverRed = ["proxy-online-correlation/contract", "data-schema/missing"];

    /// <summary>A part whose own defect only takes the evidence away or raises a concern: it is never red.</summary>
    private static bool IsNeverRed(PartId id, ICheck check) => check.Defect.Turns is Answer.Unknown or Answer.Met || s_neverRed.Contains(id.ToString());

    public static TheoryData<string> Items() => [.. Pages.Items.Select(i => i.Id)];

    [Fact]
    public void There_are_74_items_in_one_order()
    {
        Assert.Equal(Enumerable.Range(1, 74), Pages.Items.Select(i => i.Front.Order));
        Assert.Equal(74, Pages.Items.Select(i => i.Id).Distinct().Count());
        Assert.Equal(28, Pages.Items.Count(i => i.IsScoreTest));
    }

    [Theory]
    [InlineData(Stop.P1), InlineData(Stop.P2), InlineData(Stop.P3), InlineData(Stop.P4), InlineData(Stop.P5)]
    public void Each_stop_reads_at_most_nine_items(Stop stop)
    {
        var starred = Pages.Items.Where(i => i.Front.Starred && i.Stop == stop).Select(i => i.Id).ToList();

        Assert.InRange(starred.Count, 1, 9);
        Assert.Equal(s_starred[stop].Order(), starred.Order());
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void The_page_has_its_question_and_sections(string id)
    {
        var item = Pages.Find(id)!;
        var body = Pages.BodyOf(item);

        Assert.StartsWith("# ", body, StringComparison.Ordinal);
        Assert.Contains("**Question.**", body, StringComparison.Ordinal);
        Assert.EndsWith("?", Pages.QuestionOf(item), StringComparison.Ordinal);
        var wanted = item.IsScoreTest ? [.. s_headings, "Points"] : s_headings;
        var found = Heading().Matches(body).Select(m => m.Groups[1].Value).Where(h => h != "Examples");
        Assert.Equal(wanted, found);
        Assert.All(wanted, heading => Assert.NotEmpty(Pages.Section(item, heading)));
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void Every_part_is_told_on_the_page(string id)
    {
        var item = Pages.Find(id)!;
        var told = Bullet().Matches(Pages.Section(item, "How it is decided")).Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(item.Parts.Select(p => p.Id.Part).Order(), told.Order());
        Assert.Empty((item.Front.Judged?.Keys ?? []).Except(item.Parts.Select(p => p.Id.Part)));
        Assert.DoesNotContain(item.Parts, p => p is { IsStatement: true, Tier: not null });
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void A_part_that_is_judged_is_not_called_unjudged_and_the_other_way_round(string id)
    {
        var item = Pages.Find(id)!;
        foreach (var (part, text) in BulletTexts(item))
        {
            var judged = item[part]!.Tier is not null || item[part]!.IsStatement;
            var wholly = text.Contains("ot judged by this version", StringComparison.Ordinal);
            Assert.True(judged || wholly, $"{id}/{part} has no tier in `judged`, and the page does not say \"not judged by this version\".");
        }
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void Every_field_it_reads_exists_in_the_contract(string id)
    {
        var item = Pages.Find(id)!;

        Assert.All(item.Read, path => Promised.Get(new ProjectContract(), path));
        Assert.Equal(item.Read.Distinct(), item.Read);
        Assert.False(item["contract"]?.Tier is not null && !Checks.All.ContainsKey(new PartId(id, "contract")) && !item.Required.Any(), $"{id}: the part contract asks for no field.");
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void Only_commands_that_exist_are_named(string id) =>
        Assert.All(Command().Matches(Pages.BodyOf(Pages.Find(id)!)).Select(m => m.Groups[1].Value), command => Assert.Contains(command, s_commands));

    [Theory]
    [MemberData(nameof(Items))]
    public void Items_and_parts_that_are_named_exist(string id)
    {
        var item = Pages.Find(id)!;

        Assert.All(item.Front.Feeds ?? [], fed => Assert.NotNull(Pages.Find(fed)));
        Assert.DoesNotContain(id, item.Front.Feeds ?? []);
        Assert.All(NamedItem().Matches(Pages.BodyOf(item)).Select(m => (Item: m.Groups[1].Value, Part: m.Groups[2].Value)).Where(n => n.Part.Length > 0 || !s_rehearsed.Contains(n.Item)), named =>
        {
            var meant = Pages.Find(named.Item);
            Assert.True(meant is not null, $"{id} names {named.Item}, which is no item.");
            Assert.True(named.Part.Length == 0 || meant[named.Part] is not null, $"{id} names {named.Item}/{named.Part}, which is no part.");
        });
    }

    [Fact]
    public void Every_class_has_a_part_on_its_page_and_a_defect_it_must_see() =>
        Assert.All(Checks.All, check =>
        {
            var part = Pages.Find(check.Key.Item)?[check.Key.Part];
            Assert.True(part is not null, $"{check.Key} has a class but no part on a page.");
            Assert.True(part.Tier is not null, $"{check.Key} has a class but no tier in `judged` on its page.");
            Assert.True(check.Value.Defect is not null, $"{check.Key} has no defect.");
        });

    [Fact]
    public void Every_judged_part_has_a_class() =>
        Completeness.Complain("no class judges", Pages.Items.SelectMany(i => i.Parts)
            .Where(p => p.Tier is not null && p.Id.Part != "contract" && !Checks.All.ContainsKey(p.Id)).Select(p => p.Id.ToString()));

    [Fact]
    public void Every_class_is_shown_by_examples_of_yes_no_and_nothing_seen()
    {
        var lacking = new List<string>();
        foreach (var (id, check) in Checks.All.OrderBy(c => c.Key))
        {
            var shown = Pages.Find(id.Item) is { } item ? PageExample.On(item).Where(e => e.Part == id.Part).Select(e => e.Verdict).ToHashSet() : [];
            string?[] missing = [shown.Contains("met") ? null : "met", IsNeverRed(id, check) || shown.Contains("unmet") || shown.Contains("undecided") ? null : "unmet", shown.Contains("unknown") ? null : "unknown"];
            if (missing.OfType<string>().ToList() is { Count: > 0 } names)
            {
                lacking.Add($"{id} ({string.Join(", ", names)})");
            }
        }

        Completeness.Complain("examples are missing for", lacking);
    }

    private static IEnumerable<(string Part, string Text)> BulletTexts(Item item) =>
        Pages.Section(item, "How it is decided").Split("\n- **").Select(b => b.TrimStart('-', ' ', '*'))
            .Where(b => b.Contains("**", StringComparison.Ordinal))
            .Select(b => (b[..b.IndexOf("**", StringComparison.Ordinal)], string.Join(' ', b.Split("\n\n")[0].Split('\n').Select(l => l.Trim()))))
            .Where(b => item[b.Item1] is not null);

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^- \*\*([a-z0-9-]+)\*\*", RegexOptions.Multiline)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"(?:`|^\s*)\.?/?airworthy ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"`airworthy (?:check|explain|attest|na|waive|drill) ([a-z][a-z0-9-]*)(?:/([a-z0-9-]+))?")]
    private static partial Regex NamedItem();
}
