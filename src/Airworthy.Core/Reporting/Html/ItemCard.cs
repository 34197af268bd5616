using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

using Markdig;

namespace Airworthy.Core.Reporting.Html;

/// <summary>One item with the evidence of each of its parts, and its page folded below.</summary>
internal static class ItemCard
{
    /// <summary>Rows of a table of evidence that are printed; the JSON report has them all.</summary>
    private const int Rows = 20;

    private static readonly string[] s_chapters = ["How it is decided", "What only a person can say", "What it cannot tell", "To make it true"];

    private static readonly MarkdownPipeline s_markdown = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    public static Markup Of(ItemState state, Report report, Func<Plot, string> draw)
    {
        var now = state.Parts.Where(p => p.Standing != Standing.Later).ToList();
        var later = state.Parts.Where(p => p.Standing == Standing.Later).ToList();
        return Markup.Of($"""
            <article class="item" id="{state.Item.Id}" aria-labelledby="{state.Item.Id}-title">
            <div class="lead"><div class="title">{Signs.Of(state)}<h3 id="{state.Item.Id}-title">{state.Item.Title}</h3>
            <p class="tags"><b class="is-{Signs.Name(state)}">{StopTables.Word(state)}</b>{Tags(state, report)}</p></div>
            <p class="question">{Markup.Sentence(Pages.QuestionOf(state.Item))}</p>
            {(state.Status == Status.NotApplicable ? Markup.Of($"""<p class="note">Not applicable: {Markup.Sentence(state.Why)}</p>""") : Markup.None)}
            {Waived(state, report)}
            </div>
            {(now.Count == 0 || state.Status == Status.NotApplicable ? Markup.None : Markup.Of($"""<ul class="parts">{Markup.Join(now.Select(p => Part(state, p, report, draw)))}</ul>"""))}
            {(later.Count == 0 || state.Status == Status.NotApplicable ? Markup.None : Markup.Of($"""<p class="soft not-yet">Not due yet: {string.Join(", ", later.Select(p => $"{p.Part.Id.Part} ({(p.Part.Optional ? "optional" : $"from {Wording.Word(p.Part.From)}")})"))}.</p>"""))}
            {Page(state.Item)}
            </article>
            """);
    }

    /// <summary>The stage from which an item is due.</summary>
    internal static string From(ItemState state) => Wording.Word(state.Parts.Where(p => !p.Part.Optional).Select(p => p.Part.From).DefaultIfEmpty().Min());

    /// <summary>The beginning of a digest.</summary>
    internal static string Short(string digest)
    {
        var bare = digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest[7..] : digest;
        return bare.Length > 12 ? bare[..10] + "…" : bare;
    }

    private static Markup Tags(ItemState state, Report report)
    {
        string[] tags =
        [
            .. Wording.Marks(state, report).Where(m => m != "undecided"),
            WordAttribute.Of(state.Item.Stop) + (state.Item.Front.Starred ? ", starred" : ""),
            $"severity {state.Item.Severity}",
        ];
        return Markup.Of($""" · {string.Join(" · ", tags)} · <code>{state.Item.Id}</code>""");
    }

    private static Markup Waived(ItemState state, Report report) => state.Waived is not { } w ? Markup.None : Markup.Of($"""
        <div class="note"><p><b>Accepted until {Wording.Day(w.Until)}</b> by {report.NameOf(w.By)}{(w.ApprovedBy is { Count: > 0 } by ? $", approved by {string.Join(" and ", by.Select(report.NameOf))}" : "")}.</p>
        <p>Risk: {Markup.Sentence(w.Risk)} Because: {Markup.Sentence(w.Because)} Meanwhile: {Markup.Sentence(w.Mitigation)}{(w.Ticket is { } ticket ? Markup.Of($" ({ticket})") : Markup.None)}</p></div>
        """);

    private static Markup Part(ItemState state, PartState part, Report report, Func<Plot, string> draw)
    {
        var verdict = part.Verdict;
        return Markup.Of($"""
            <li>{Signs.Of(part)}
            <div class="name"><b>{part.Part.Id.Part}</b><span class="is-{Signs.Name(part)}">{Wording.Word(part)}{(part.Part.Optional ? ", optional" : "")}</span></div>
            <div class="said">
            {(part is { Statement: not null, Standing: Standing.Good } ? Markup.None : Markup.Of($"<p>{Markup.Sentence(verdict.Says)}</p>"))}
            {(verdict.Next is { } next && part.Standing != Standing.Good ? Markup.Of($"""<p class="next">{Markup.Sentence(next)}</p>""") : Markup.None)}
            {Markup.Join(verdict.Concerns.Select(c => Markup.Of($"""<p class="concern"><b>Concern.</b> {Markup.Sentence(c)}</p>""")))}
            {Numbers(part)}
            {(verdict.Shown is { } shown ? Table(shown, part) : Markup.None)}
            {Markup.Join(verdict.Plots.Select(p => Figure(p, draw)))}
            {(part.Statement is { } file ? Statement(state.Item, file, report) : Markup.None)}
            {(verdict.Blind is { } blind ? Markup.Of($"""<p class="soft">What this cannot tell: {Markup.Sentence(blind)}</p>""") : Markup.None)}
            {Origin(state, part, report)}
            </div></li>
            """);
    }

    private static Markup Numbers(PartState part) => part is not { Statement: null, Verdict: { Numbers.Count: > 0 } verdict } ? Markup.None : Markup.Of($"""
        <dl class="numbers">{Markup.Join(verdict.Numbers.Select(n => Markup.Of($"<div><dt>{n.Key.Replace('_', ' ')}</dt><dd>{Wording.Number(n.Value)}</dd></div>")), "")}</dl>
        """);

    private static Markup Table(Shown shown, PartState part) => Markup.Of($"""
        <div class="shown" role="region" aria-label="Rows that show it, {part.Part.Id.ToString()}" tabindex="0"><table>
        <thead><tr>{Markup.Join(shown.Columns.Select(c => Markup.Of($"""<th scope="col">{c}</th>""")), "")}</tr></thead>
        <tbody>{Markup.Join(shown.Rows.Take(Rows).Select(r => Markup.Of($"<tr>{Markup.Join(r.Select(v => Markup.Of($"<td>{v}</td>")), "")}</tr>")))}</tbody>
        </table></div>
        {(shown.Rows.Count > Rows ? Markup.Of($"""<p class="soft">The first {Rows} of {shown.Rows.Count} rows.</p>""") : Markup.None)}
        """);

    private static Markup Figure(Plot plot, Func<Plot, string> draw) => Markup.Of($"""<figure>{Markup.Trusted(draw(plot))}<figcaption>{plot.Title}{(plot.Limit is { } limit ? $". Dashed: the limit, {Wording.Number(limit)}" : "")}.</figcaption></figure>""");

    private static Markup Statement(Item item, Statements.StatementOnFile file, Report report) => Markup.Of($"""
        <blockquote><p>{Markup.Sentence(file.Statement.Says)}</p>
        <p class="soft">{report.NameOf(file.Statement.By)}, {Wording.Day(file.Statement.On)}, counts until {Wording.Day(StatementStanding.Until(item, file.Statement))}{(file.Reviewer is { } reviewer ? $", reviewed by {report.NameOf(reviewer)}" : "")}{Markup.Join((file.Statement.Links ?? []).Select(l => Markup.Of($" · {l.Title ?? l.Kept ?? l.Url}{(l.Kept is { } kept && l.Title is not null ? Markup.Of($" (<code>{kept}</code>)") : Markup.None)}")), "")}</p></blockquote>
        """);

    private static Markup Origin(ItemState state, PartState part, Report report)
    {
        List<Markup> all = [];
        if (TextOfItems.Seen(state, part, report) is { Length: > 0 } seen)
        {
            all.Add(Markup.Of($"{seen}"));
        }

        if (part.Part.Tier is { } tier)
        {
            all.Add(Markup.Of($"{Strength(tier)}"));
        }

        all.AddRange(part.Subject.Select(s => Markup.Of($"{s.Key} <code>{Short(s.Value)}</code>")));
        if (part.Record is { } record)
        {
            all.Add(Markup.Of($"record <code>{Short(record)}</code>"));
        }

        return all.Count == 0 ? Markup.None : Markup.Of($"""<p class="origin">{Markup.Join(all, " · ")}</p>""");
    }

    private static string Strength(Tier tier) => tier switch
    {
        Tier.T0 => "declared",
        Tier.T1 => "found in the repository",
        Tier.T2 => "recomputed",
        _ => "read from what happened",
    };

    private static Markup Page(Item item)
    {
        var chapters = s_chapters.Select(c => (Title: c, Text: Pages.Section(item, c))).Where(c => c.Text.Length > 0).ToList();
        return Markup.Of($"""
            <details class="page"><summary>How this is decided</summary>
            {(Pages.WhyOf(item) is { Length: > 0 } why ? Markup.Of($"<h4>Why it matters</h4>{Rendered(char.ToUpperInvariant(why[0]) + why[1..])}") : Markup.None)}
            {Markup.Join(chapters.Select(c => Markup.Of($"<h4>{c.Title}</h4>{Rendered(c.Text)}")))}
            </details>
            """);
    }

    private static Markup Rendered(string markdown) => Markup.Trusted(Markdown.ToHtml(markdown, s_markdown));
}
