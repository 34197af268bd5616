using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Reporting;

using Spectre.Console;

namespace Airworthy.Cli.Answers;

/// <summary>Asks a person at the terminal.</summary>
internal static class Asking
{
    private static readonly IAnsiConsole s_screen = AnsiConsole.Console;

    /// <summary>Shows what an item asks, what is known of it, and what only a person can say.</summary>
    public static void Show(Answering at, ItemState state)
    {
        var item = state.Item;
        s_screen.MarkupLineInterpolated($"[bold]{item.Title}[/]  ({item.Id}, severity {item.Severity})");
        s_screen.WriteLine(Pages.QuestionOf(item));
        s_screen.WriteLine();
        s_screen.WriteLine($"Now: {Wording.Sign(state.Status)} {Wording.Word(state.Status)}. {state.Why}");
        foreach (var part in state.Parts.Where(p => p.Standing is not Standing.Later && !p.Part.IsStatement))
        {
            s_screen.WriteLine($"  {Wording.Sign(part)} {part.Part.Id.Part}: {part.Verdict.Says}");
        }

        if (at.Evidence.Statements.GetValueOrDefault(item.Id)?.Statement is { } old)
        {
            s_screen.WriteLine();
            s_screen.WriteLine($"{old.By} said on {old.On:yyyy-MM-dd}:");
            s_screen.WriteLine($"  {old.Says.Trim()}");
        }

        if (Pages.Section(item, "What only a person can say") is { Length: > 0 } asked && item[PartId.Statement] is not null)
        {
            s_screen.WriteLine();
            s_screen.WriteLine("What only a person can say:");
            s_screen.WriteLine($"  {asked.Replace("\n", " ", StringComparison.Ordinal)}");
        }

        s_screen.WriteLine();
    }

    /// <summary>A text of one or more lines; an empty line ends it. Empty when nothing was said.</summary>
    public static string Text(string question)
    {
        s_screen.WriteLine($"{question} (an empty line ends it)");
        var lines = new List<string>();
        while (Console.ReadLine() is { } line && line.Trim().Length > 0)
        {
            lines.Add(line.Trim());
        }

        return string.Join(' ', lines);
    }

    /// <summary>One line; the preset when nothing was typed.</summary>
    public static string Line(string question, string preset = "")
    {
        s_screen.Write(preset.Length == 0 ? $"{question}: " : $"{question} ({preset}): ");
        return Console.ReadLine()?.Trim() is { Length: > 0 } line ? line : preset;
    }

    /// <summary>A person by handle, chosen from those who may; null when nobody.</summary>
    /// <param name="isNobodyFirst">Whether Enter alone names nobody, so that going on is no confirmation.</param>
    public static string? Person(string question, Answering at, Func<Core.Statements.Person, bool> may, string nobody, bool isNobodyFirst = false)
    {
        var handles = at.Evidence.People.ByHandle!.Where(p => p.Value.Active && may(p.Value)).Select(p => p.Key).OrderByDescending(h => h == at.Me).ToList();
        if (handles.Count == 0)
        {
            return null;
        }

        var names = handles.ToDictionary(h => h, h => $"{h}  {at.Evidence.People[h]!.Name}, {string.Join(", ", at.Evidence.People[h]!.Roles!.Select(r => WordAttribute.Of(r)))}");
        var chosen = s_screen.Prompt(new SelectionPrompt<string>().Title(question).AddChoices(isNobodyFirst ? [nobody, .. handles] : [.. handles, nobody]).UseConverter(h => Markup.Escape(names.GetValueOrDefault(h, h))));
        return chosen == nobody ? null : chosen;
    }

    public static bool Confirm(string question) => s_screen.Prompt(new ConfirmationPrompt(question) { DefaultValue = false });

    public static void Clear() => s_screen.Clear();
}
