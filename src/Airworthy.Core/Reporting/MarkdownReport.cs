using System.Text;
using System.Text.RegularExpressions;

using Airworthy.Core.Checklist;

namespace Airworthy.Core.Reporting;

/// <summary>The report as Markdown, for a comment on a change: what was loosened first, then worse, then better.</summary>
public static partial class MarkdownReport
{
    /// <summary>Stands in the first line, so that one comment can be found again and edited in place.</summary>
    public const string Marker = "<!-- airworthy -->";

    /// <summary>The comment; empty when a comparison was made and nothing changed, so that nobody is told.</summary>
    public static string Write(Report report) => report.Changes switch
    {
        null => Overview(report),
        { All: [] } => "",
        var changes => Comment(report, changes),
    };

    private static string Comment(Report report, Changes changes)
    {
        var text = new StringBuilder(Marker).Append('\n');
        var counts = string.Join(", ", new[] { (Direction.Worse, "worse"), (Direction.Better, "better"), (Direction.Loosened, "loosened") }
            .Select(d => (Count: changes.Of(d.Item1).Count(), Word: d.Item2)).Where(c => c.Count > 0).Select(c => $"{c.Count} {c.Word}"));
        text.Append($"**Airworthy** · {Escaped(report.Project)} · this change: {counts} · {NextGate(report)}\n\n");
        text.Append("| | what | was → is | because |\n|---|---|---|---|\n");
        foreach (var change in changes.All.OrderBy(c => c.Direction).ThenBy(c => c.What, StringComparer.Ordinal))
        {
            var word = change.Direction switch { Direction.Loosened => "⚠ loosened", Direction.Worse => "✗ worse", _ => "✓ better" };
            var who = change.Who is { } handle ? $" **@{Handle(handle)}** to act." : "";
            text.Append($"| {word} | {Code(change.What)} | {Escaped(change.Was)} → {Escaped(change.Is)} | {Inline(change.Says)}{who} |\n");
        }

        text.Append($"\nUnchanged {changes.Unchanged}");
        if (report.Run is { } run)
        {
            text.Append($" · {Escaped(Wording.Of(run))}");
        }

        var worst = changes.Of(Direction.Worse).FirstOrDefault(c => Pages.Find(c.What) is not null);
        return text.Append(worst is null ? "\n" : $"\n\nTry: `airworthy check {worst.What}`\n").ToString();
    }

    private static string Overview(Report report)
    {
        var text = new StringBuilder(Marker).Append('\n');
        text.Append($"**Airworthy** · {Escaped(report.Project)} · {NextGate(report)}\n\n{TextReport.Counts(report)}\n");
        foreach (var says in report.Problems.Select(p => p.ToString()).Prepend(report.StageBecause).OfType<string>())
        {
            text.Append($"\n- ⚠ {Inline(says)}");
        }

        var red = TextReport.ByWeight(report.Due.Where(i => i.Status == Status.Failing)).ToList();
        text.Append(red.Count == 0 ? "\nNothing that is due is red.\n" : "\n");
        foreach (var state in red)
        {
            var marks = string.Join(", ", Wording.Marks(state, report));
            text.Append($"- ✗ **{state.Item.Id}**{(marks.Length > 0 ? $" ({Escaped(marks)})" : "")}: {Inline(state.Why)}{(state.Next is { } next ? $"<br>→ {Inline(next)}" : "")}\n");
        }

        if (report.Next.Count > 0)
        {
            text.Append("\nNext\n\n");
            foreach (var (step, number) in report.Next.Select((s, i) => (s, i + 1)))
            {
                text.Append($"{number}. **{step.Item.Item.Id}** ({Wording.About(step.Minutes)}, {Escaped(step.Because)}): {Inline(step.Step)}\n");
            }
        }

        text.Append("\n| stop | done |\n|---|---|\n");
        foreach (var stop in report.Stops)
        {
            text.Append($"| {Wording.Stop(stop.Stop)} | {stop.Done}/{stop.Of} |\n");
        }

        text.Append($"\nML Test Score: {Wording.Headline(report.Score)} · policy {Wording.Word(report.Policy)}");
        text.Append(report.AsOf is { } day ? $" · {Wording.Day(day)} counts as today" : "");
        return text.Append($" · {Wording.Time(report.At)}\n").ToString();
    }

    // The stop that the project comes to next; once it flies, what take-off asked must still hold.
    private static string NextGate(Report report)
    {
        var stop = NextSteps.Coming(report.Stage) is var coming && coming < Stop.P4 ? coming : Stop.P4;
        var gate = Gate.Of(stop, report.ItemsAt(stop));
        return gate.IsGo ? $"{stop} gate: yes" : $"{stop} gate: no ({gate.Failing.Count} red, {gate.Open.Count} open)";
    }

    /// <summary>A sentence whose `commands` stay code and whose other signs mean nothing.</summary>
    internal static string Inline(string text) =>
        string.Concat(Flat(text).Split('`').Select((piece, i) => i % 2 == 0 ? Escaped(piece) : Code(piece)));

    private static string Code(string text) => text.Length == 0 ? "" : $"`{Flat(text).Replace("`", "'", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)}`";

    // Nobody is notified and nothing is formatted by what a file says.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in Flat(text))
        {
            escaped.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '@' => "&#64;",
                '\\' or '|' or '*' or '_' or '`' or '[' or ']' or '#' or '~' or '!' => $"\\{c}",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Handle(string who) => string.Concat(who.TrimStart('@').Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/'));

    private static string Flat(string text) => Blanks().Replace(text, " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
