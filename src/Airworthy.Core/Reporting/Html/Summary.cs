using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Reporting.Html;

/// <summary>The page for whoever decides: can it fly, what is red, who vouches for what, what ends next. It fits on one sheet and holds no percentages.</summary>
internal static class Summary
{
    /// <summary>How many lines of a list still fit on the sheet.</summary>
    private const int Lines = 3;

    /// <summary>How many red items are named after those that are described.</summary>
    private const int MoreRed = 6;

    /// <summary>How many statements still fit: fewer where much is red, because red comes first.</summary>
    private static int Vouchers(Report report) => IsCrowded(report) ? 6 : 14;

    private static int Few(Report report) => IsCrowded(report) ? Lines - 1 : Lines;

    private static bool IsCrowded(Report report) => report.Count(Status.Failing) > Lines;

    public static Markup Head(Report report)
    {
        string?[] about =
        [
            report.Kind is { } kind ? Wording.Kind(kind) : null,
            $"stage {Wording.Word(report.Stage)}",
            report.Model is { } model ? $"champion {model}" : null,
            $"policy {Wording.Word(report.Policy)}",
            report.AsOf is { } day ? $"{Wording.Day(day)} counts as today" : null,
            $"made {Wording.Time(report.At)}",
        ];
        return Markup.Of($"""
            <header class="mast">
            <p class="kicker">Airworthiness report</p>
            <h1>{report.Project}</h1>
            <p class="soft">{string.Join(" · ", about.OfType<string>())}</p>
            </header>
            """);
    }

    public static Markup Page(Report report)
    {
        var ready = Readiness.Of(report);
        return Markup.Of($"""
            <div class="summary">
            <section class="answer {(ready.Answer.StartsWith("No.", StringComparison.Ordinal) ? "says-no" : ready.Answer.StartsWith('Y') ? "says-yes" : "")}" aria-labelledby="can-it-fly">
            <h2 id="can-it-fly">Can it fly?</h2>
            <p class="big">{ready.Answer}</p>
            <p>{ready.Says}</p>
            {Counts(report)}
            {Warnings(report)}
            </section>
            {StopTables.Strip(report)}
            <div class="columns">
            <div>{Red(report)}{Risks(report)}</div>
            <div>{Next(report)}{Changed(report)}{Dates(report)}</div>
            </div>
            {Vouched(report)}
            </div>
            """);
    }

    private static Markup Counts(Report report)
    {
        Status[] order = [Status.Failing, Status.Unanswered, Status.Stale, Status.Attested, Status.Verified, Status.NotApplicable];
        var later = report.Later.Count();
        return Markup.Of($"""
            <ul class="counts">
            {Markup.Join(order.Select(s => Markup.Of($"<li>{Signs.Of(s)} <b>{report.Count(s)}</b> {Wording.Word(s)}</li>")))}
            {(later == 0 ? Markup.None : Markup.Of($"<li>{Signs.Later} <b>{later}</b> later</li>"))}
            </ul>
            """);
    }

    private static Markup Warnings(Report report)
    {
        List<Markup> all = [.. report.Problems.Select(p => p.ToString()).Prepend(report.StageBecause).OfType<string>().Select(says => Markup.Of($"<li>{Markup.Sentence(says)}</li>"))];
        if (report.Guessed.Count > 0)
        {
            all.Add(Markup.Of($"<li>{Wording.Many(report.Guessed.Count, "field is a guess", "fields are guesses")} that nobody confirmed: {string.Join(", ", report.Guessed)}.</li>"));
        }

        all.AddRange(report.Void.Select(v => Markup.Of($"<li>The {v.Kind} file of {report.NameOf(v.By)} for <code>{v.Item}</code> does not count: {v.Why}.</li>")));
        return all.Count == 0 ? Markup.None : Markup.Of($"""<ul class="warnings">{Markup.Join(all)}</ul>""");
    }

    private static Markup Red(Report report)
    {
        var red = TextReport.ByWeight(report.Due.Where(i => i.Status == Status.Failing)).ToList();
        return Markup.Of($"""
            <section class="red" aria-labelledby="what-is-red">
            <h2 id="what-is-red">What is red</h2>
            {(red.Count == 0 ? Markup.Of($"<p>Nothing that is due.</p>") : Markup.Of($"<ul>{Markup.Join(red.Take(Lines).Select(i => RedLine(i, numbers: !IsCrowded(report))))}</ul>"))}
            {(red.Count > Lines ? Markup.Of($"""<p class="small">Also red: {Markup.Join(red.Skip(Lines).Take(MoreRed).Select(i => Markup.Of($"""<a href="#{i.Item.Id}">{i.Item.Title}</a>""")), "; ")}{(red.Count > Lines + MoreRed ? $", and {red.Count - Lines - MoreRed} more, below" : "")}.</p>""") : Markup.None)}
            </section>
            """);
    }

    private static Markup RedLine(ItemState state, bool numbers) => Markup.Of($"""
        <li>{Signs.Of(state)} <a href="#{state.Item.Id}">{state.Item.Title}</a>: <b class="is-failing">not so</b>{(state.Waived is { } w ? $", waived until {Wording.Day(w.Until)}" : "")}
        <p>{FirstSentence(Pages.WhyOf(state.Item))}</p>
        {(numbers ? Markup.Of($"""<p class="small">{Markup.Sentence(state.Why)}</p>""") : Markup.None)}</li>
        """);

    private static Markup Next(Report report) => Markup.Of($"""
        <section aria-labelledby="do-next">
        <h2 id="do-next">Do next</h2>
        {(report.Next.Count == 0 ? Markup.Of($"<p>Nothing waits.</p>") : Markup.Of($"<ol>{Markup.Join(report.Next.Select(n => Markup.Of($"""
            <li><a href="#{n.Item.Item.Id}">{n.Item.Item.Title}</a>
            <p>{Markup.Sentence(n.Step)}</p>
            <p class="small">{Wording.About(n.Minutes)}, {n.Because}</p></li>
            """)))}</ol>"))}
        </section>
        """);

    private static Markup Vouched(Report report)
    {
        var vouched = report.Due
            .Select(i => (Item: i, Part: i.Parts.FirstOrDefault(p => p is { Standing: Standing.Good, Statement: not null })))
            .Where(x => x.Part is not null)
            .ToList();
        return Markup.Of($"""
            <section aria-labelledby="people-vouch">
            <h2 id="people-vouch">What people vouch for</h2>
            {(vouched.Count == 0 ? Markup.Of($"<p>Nobody has answered for anything yet.</p>") : Markup.Of($"""
            <table class="vouched"><thead><tr><th scope="col">What</th><th scope="col">Who</th><th scope="col">Until</th></tr></thead><tbody>
            {Markup.Join(vouched.Take(Vouchers(report)).Select(x => Voucher(x.Item, x.Part!.Statement!, report)))}
            </tbody></table>
            {More(vouched.Count, Vouchers(report))}
            """))}
            </section>
            """);
    }

    private static Markup Voucher(ItemState state, StatementOnFile file, Report report)
    {
        var role = file.Statement.Role ?? (report.People[file.Statement.By]?.Roles is [var first, ..] ? first : (Role?)null);
        var grade = file.Grade switch
        {
            Grade.Preview => "not merged yet",
            Grade.Alone => "alone",
            Grade.Reviewed => "reviewed",
            _ => "signed",
        };
        return Markup.Of($"""
            <tr><td><a href="#{state.Item.Id}">{state.Item.Title}</a></td>
            <td>{report.NameOf(file.Statement.By)} <span class="soft">{(role is { } r ? WordAttribute.Of(r).Replace('-', ' ') + ", " : "")}{grade}</span></td>
            <td>{Wording.Day(StatementStanding.Until(state.Item, file.Statement))}</td></tr>
            """);
    }

    private static Markup Risks(Report report)
    {
        var waived = report.Items.Where(i => i.Waived is not null).ToList();
        return Markup.Of($"""
            <section aria-labelledby="accepted-risks">
            <h2 id="accepted-risks">Accepted risks</h2>
            {(waived.Count == 0 ? Markup.Of($"<p>None.</p>") : Markup.Of($"<ul>{Markup.Join(waived.Take(Few(report)).Select(i => Markup.Of($"""
            <li><a href="#{i.Item.Id}">{i.Item.Title}</a>
            <p>{FirstSentence(i.Waived!.Risk)}</p>
            <p class="small">{Wording.Word(i.Status)}; until {Wording.Day(i.Waived.Until)}, {report.NameOf(i.Waived.By)}</p></li>
            """)))}</ul>"))}
            {More(waived.Count, Few(report))}
            </section>
            """);
    }

    private static Markup Changed(Report report) => report.Changes is not { } changes ? Markup.None : Markup.Of($"""
        <section aria-labelledby="what-changed">
        <h2 id="what-changed">Changed since {changes.Since}</h2>
        {(changes.All.Count == 0 ? Markup.Of($"<p>Nothing.</p>") : Markup.Of($"<ul>{Markup.Join(changes.All.OrderBy(c => c.Direction).Take(Few(report)).Select(c => Markup.Of($"""
        <li><b>{Field.KebabCase(c.Direction.ToString())}</b> {Named(c.What)}: {c.Was} → {c.Is}<p class="small">{Markup.Sentence(c.Says)}</p></li>
        """)))}</ul>"))}
        {(changes.All.Count > Few(report) ? Markup.Of($"""<p class="small">and {changes.All.Count - Few(report)} more: <code>airworthy check --base {changes.Since}</code></p>""") : Markup.None)}
        </section>
        """);

    private static Markup Named(string what) => Pages.Find(what) is { } item ? Markup.Of($"{item.Title}") : Markup.Of($"<code>{what}</code>");

    private static Markup Dates(Report report)
    {
        var dates = report.Expiries.ToList();
        return Markup.Of($"""
            <section aria-labelledby="next-dates">
            <h2 id="next-dates">What ends next</h2>
            {(dates.Count == 0 ? Markup.Of($"<p>Nothing has an end date yet.</p>") : Markup.Of($"""<ul class="dates">{Markup.Join(dates.Take(Few(report)).Select(d => Markup.Of($"""
            <li><time datetime="{Wording.Day(d.On)}">{Wording.Day(d.On)}</time> <a href="#{d.Item.Item.Id}">{d.Item.Item.Title}</a> <p class="small">{(d.IsWaiver ? "waiver" : "statement")} of {report.NameOf(d.By)}</p></li>
            """)))}</ul>"""))}
            </section>
            """);
    }

    private static Markup More(int count, int shown) => count > shown ? Markup.Of($"""<p class="small">and {count - shown} more, below.</p>""") : Markup.None;

    private static Markup FirstSentence(string text)
    {
        var flat = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var end = flat.IndexOf(". ", StringComparison.Ordinal);
        var first = end > 20 ? flat[..(end + 1)] : flat;
        return Markup.Sentence(first.Length > 0 && char.IsLower(first[0]) ? char.ToUpperInvariant(first[0]) + first[1..] : first);
    }
}
