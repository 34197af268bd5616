using Airworthy.Core.Checklist;

namespace Airworthy.Core.Reporting;

/// <summary>The report as plain text for a terminal: what is red, what to do next, one line per stop.</summary>
public static class TextReport
{
    public const int Width = 96;

    /// <param name="all">Every item with its parts, instead of the first screen.</param>
    public static string Write(Report report, bool all = false, int width = Width)
    {
        var page = new TextPage(width);
        Head(page, report);
        if (report.Changes is { } changes)
        {
            Changed(page, changes);
        }

        if (all)
        {
            TextOfItems.All(page, report);
        }
        else
        {
            FirstScreen(page, report);
        }

        Stops(page, report);
        Foot(page, report, all);
        return page.ToString();
    }

    private static void Head(TextPage page, Report report)
    {
        string?[] about =
        [
            report.Project,
            report.Kind is { } kind ? Wording.Kind(kind) : null,
            $"stage {Wording.Word(report.Stage)}",
            $"policy {Wording.Word(report.Policy)}",
            report.AsOf is { } day ? $"{Wording.Day(day)} counts as today" : null,
        ];
        page.Add(string.Join(" · ", about.OfType<string>()));
        page.Add(Counts(report));
        if (report.StageBecause is { } because)
        {
            page.Add(because, "! ");
        }

        foreach (var problem in report.Problems)
        {
            page.Add(problem.ToString(), "! ");
        }

        if (report.Guessed.Count > 0)
        {
            page.Add($"{Wording.Many(report.Guessed.Count, "field is a guess", "fields are guesses")} that nobody confirmed, and no guess counts: {string.Join(", ", report.Guessed)}.", "! ");
        }

        foreach (var claim in report.Void)
        {
            page.Add($"The {claim.Kind} file of {report.NameOf(claim.By)} for {claim.Item} does not count: {claim.Why}.", "! ");
        }
    }

    /// <summary>How many due items have each status, worst first.</summary>
    internal static string Counts(Report report)
    {
        Status[] order = [Status.Failing, Status.Unanswered, Status.Stale, Status.Attested, Status.Verified];
        var counts = string.Join(" · ", order.Select(s => $"{report.Count(s)} {Wording.Word(s)}"));
        return report.Count(Status.NotApplicable) is var not and > 0 ? $"{counts} · {not} not applicable" : counts;
    }

    private static void FirstScreen(TextPage page, Report report)
    {
        var red = ByWeight(report.Due.Where(i => i.Status == Status.Failing)).ToList();
        page.Blank();
        if (red.Count == 0)
        {
            page.Add("Nothing that is due is red.");
        }

        foreach (var state in red)
        {
            TextOfItems.Red(page, state, report);
        }

        foreach (var state in ByWeight(report.Due.Where(i => i is { Status: Status.Unanswered } && i.Marks.Contains("undecided"))))
        {
            TextOfItems.Undecided(page, state, report);
        }

        Beside(page, report);
        if (report.Next.Count > 0)
        {
            page.Heading("Next");
            foreach (var (step, number) in report.Next.Select((s, i) => (s, i + 1)))
            {
                page.Add($"{step.Item.Item.Id}: {Wording.About(step.Minutes)}, {step.Because}", $"{number} ");
                page.Add(step.Step, "  → ");
            }
        }
    }

    /// <summary>What is neither red nor done but accepted, and what is done only for now.</summary>
    private static void Beside(TextPage page, Report report)
    {
        var waived = ByWeight(report.Due.Where(i => i is { Waived: not null, IsDone: false } && i.Status is not (Status.Failing or Status.NotApplicable) && !i.Marks.Contains("undecided"))).ToList();
        foreach (var state in waived)
        {
            page.Add($"{state.Item.Id} is {Wording.Word(state.Status)}, {string.Join(", ", Wording.Marks(state, report))}: {state.Waived!.Because.Trim()}", "! ");
        }

        var previews = report.Due.Where(i => i is { IsPreview: true, IsDone: true }).Select(i => i.Item.Id).ToList();
        if (previews.Count > 0)
        {
            page.Add($"attested (preview), because the statement is not merged yet; stops ignore {(previews.Count == 1 ? "it" : "them")}: {string.Join(", ", previews)}.", "! ");
        }

        var crashed = report.Due.Where(i => i.Marks.Contains("error")).Select(i => i.Item.Id).ToList();
        if (crashed.Count > 0)
        {
            page.Add($"A check crashed and decided nothing: {string.Join(", ", crashed)}. --verbose shows where.", "! ");
        }
    }

    private static void Changed(TextPage page, Changes changes)
    {
        page.Heading($"Since {changes.Since}: {Wording.Many(changes.Of(Direction.Loosened).Count(), "loosened", "loosened")}, {changes.Of(Direction.Worse).Count()} worse, {changes.Of(Direction.Better).Count()} better");
        foreach (var change in changes.All.OrderBy(c => c.Direction))
        {
            var sign = change.Direction switch { Direction.Loosened => "! loosened ", Direction.Worse => "✗ worse    ", _ => "✓ better   " };
            page.Add($"{change.What}: {change.Was} → {change.Is}. {change.Says}{(change.Who is { } who ? $" ({who} to act)" : "")}", sign);
        }
    }

    private static void Stops(TextPage page, Report report)
    {
        page.Heading("Stops");
        foreach (var stop in report.Stops)
        {
            page.Add($"{Wording.Stop(stop.Stop),-24} {stop.Done,2}/{stop.Of}  {Notes(stop)}".Replace(' ', TextPage.Hard));
        }

        var later = report.Later.Count();
        if (later > 0)
        {
            page.Add($"{Wording.Many(later, "box of a later stage is", "boxes of later stages are")} folded and not counted.");
        }
    }

    private static string Notes(StopSummary stop)
    {
        var not = stop.Starred.Count() - stop.Of;
        string?[] notes =
        [
            stop.Failing > 0 ? $"{stop.Failing} failing" : null,
            stop.Waived > 0 ? $"{stop.Waived} waived" : null,
            not > 0 ? $"{not} not applicable" : null,
            stop.Later > 0 ? $"{stop.Later} later" : null,
        ];
        return string.Join(", ", notes.OfType<string>());
    }

    private static void Foot(TextPage page, Report report, bool all)
    {
        page.Heading($"ML Test Score {Wording.Points(report.Score.Strict)}, the smallest of {string.Join(", ", report.Score.Sections.Select(s => $"{Wording.Table(s.Section)} {Wording.Points(s.Strict)}"))}");
        page.Add(Wording.Headline(report.Score));
        if (report.Run is { } run)
        {
            page.Add(Wording.Of(run));
        }

        page.Add(all
            ? "Why and how one of them is decided: `airworthy explain ITEM`"
            : "Everything: `airworthy check --all` · one item: `airworthy explain ITEM` · a page to share: `airworthy report --format html`");
    }

    /// <summary>Starred first, then the earlier stop, then what weighs more.</summary>
    internal static IEnumerable<ItemState> ByWeight(IEnumerable<ItemState> states) => states
        .OrderByDescending(s => s.Item.Front.Starred)
        .ThenBy(s => s.Item.Stop)
        .ThenByDescending(s => s.Item.Severity)
        .ThenBy(s => s.Item.Front.Order);
}
