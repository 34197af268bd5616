using System.CommandLine;

using Spectre.Console;

namespace Airworthy.Cli;

/// <summary>Options that every command knows, and the terminal as it is.</summary>
internal static class Terminal
{
    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Say what is done, and show where it failed.", Recursive = true };

    /// <summary>Whether a person can be asked.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Progress and notes; standard output belongs to the report.</summary>
    public static IAnsiConsole Notes { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
