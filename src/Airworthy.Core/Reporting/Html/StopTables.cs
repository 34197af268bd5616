using Airworthy.Core.Checklist;

namespace Airworthy.Core.Reporting.Html;

/// <summary>The five stops: as a strip of shapes for the first page, and as lists of their starred boxes.</summary>
internal static class StopTables
{
    public static Markup Strip(Report report) => Markup.Of($"""
        <ol class="strip" aria-label="Stops">
        {Markup.Join(report.Stops.Select(s => Markup.Of($"""
        <li><p><b>{s.Stop.ToString()}</b> {s.Title} <span class="tally">{s.Done}/{s.Of}</span></p>
        <p class="shapes">{Markup.Join(s.Starred.Select(i => Shown(i, s)).Select(i => Markup.Of($"""<a href="#{i.Item.Id}" title="{i.Item.Title}: {Word(i)}">{Signs.Of(i)}<span class="unseen">{i.Item.Title}: {Word(i)}</span></a>""")), "")}</p></li>
        """)))}
        </ol>
        """);

    public static Markup Of(Report report) => Markup.Of($"""
        <section class="stops" aria-labelledby="stops">
        <h2 id="stops">The five stops</h2>
        <p class="soft">Moments at which the team stops and confirms. Nothing passes a stop while one of its boxes, or one of an earlier stop, is open.</p>
        {Markup.Join(report.Stops.Where(s => s.Starred.Any()).Select(s => Stop(s, report)))}
        </section>
        """);

    private static Markup Stop(StopSummary stop, Report report) => Markup.Of($"""
        <table><caption><b>{stop.Stop.ToString()}</b> {stop.Title} <span class="tally">{stop.Done}/{stop.Of}</span></caption>
        <colgroup><col/><col/><col/></colgroup>
        <thead class="unseen"><tr><th scope="col">Status</th><th scope="col">Box</th><th scope="col">Because</th></tr></thead>
        <tbody>
        {Markup.Join(stop.Starred.Select(i => Shown(i, stop)).Select(i => Markup.Of($"""
        <tr><td class="status is-{Signs.Name(i)}">{Signs.Of(i)} {Word(i)}</td><td><a href="#{i.Item.Id}">{i.Item.Title}</a></td><td>{(i.IsLater && i.Status != Status.NotApplicable ? Markup.Of($"from the stage {ItemCard.From(i)}") : Markup.Sentence(i.Why))}{Marks(i, report)}</td></tr>
        """)))}
        </tbody></table>
        """);

    // What the project has not come to is no question yet.
    private static ItemState Shown(ItemState state, StopSummary stop) => state with { IsLater = stop.NotYet.Contains(state.Item.Id) };

    internal static string Word(ItemState state) => Signs.Name(state) switch
    {
        "later" => "later",
        "undecided" => "undecided",
        _ => Wording.Word(state.Status),
    };

    private static Markup Marks(ItemState state, Report report)
    {
        var marks = string.Join(" · ", Wording.Marks(state, report).Where(m => m != "undecided"));
        return marks.Length == 0 ? Markup.None : Markup.Of($""" <span class="mark">{marks}</span>""");
    }
}
