using System.Text.RegularExpressions;

using Spectre.Console;

namespace Airworthy.Cli.Reports;

/// <summary>Prints a text report in colour where a terminal shows colour. The text is the same: a colour repeats what a sign and a word say.</summary>
internal static partial class Painted
{
    /// <param name="isPlain">The text is for programs and never painted.</param>
    public static void Write(string text, bool isPlain = false)
    {
        if (isPlain || Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 })
        {
            Console.Out.Write(text);
            return;
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AsWide(Console.Out) });
        terminal.Markup(string.Join('\n', text.Split('\n').Select(Paint)));
    }

    /// <summary>One line as Spectre markup.</summary>
    internal static string Paint(string line)
    {
        var safe = Markup.Escape(line);
        var painted = Sign().Match(safe) is { Success: true } m
            ? $"{m.Groups[1].Value}[{Colour(m.Groups[2].Value)}]{m.Groups[2].Value}[/]{safe[m.Length..]}"
            : line is [>= 'A' and <= 'Z', ..] && !line.Contains('.', StringComparison.Ordinal) && line.Length < 60 ? $"[bold]{safe}[/]" : safe;
        return Command().Replace(painted, "[cyan]`$1`[/]");
    }

    private static string Colour(string sign) => sign switch
    {
        "✗" => "red bold",
        "✓" => "green",
        "✎" => "blue",
        "~" or "!" => "yellow",
        "≈" => "magenta",
        "→" => "cyan",
        _ => "grey",
    };

    [GeneratedRegex("^( *)([✗✓✎~!≈→?·–])(?= )")]
    private static partial Regex Sign();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Command();

    // The text is wrapped already; a second wrapping would break its columns.
    private sealed class AsWide(TextWriter writer) : IAnsiConsoleOutput
    {
        private readonly AnsiConsoleOutput _inner = new(writer);

        public TextWriter Writer => _inner.Writer;

        public bool IsTerminal => _inner.IsTerminal;

        public int Width => Math.Max(_inner.Width, 400);

        public int Height => _inner.Height;

        public void SetEncoding(System.Text.Encoding encoding) => _inner.SetEncoding(encoding);
    }
}
