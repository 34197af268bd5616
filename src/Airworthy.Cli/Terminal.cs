using System.CommandLine;

using Spectre.Console;

namespace Airworthy.Cli;

/// <summary>Options that every command knows, and the terminal as it is.</summary>
internal static class Terminal
{
    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Say what is done, and show where it failed.", Recursive = true };

    /// <summary>Whether a person can be asked.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Progress and notes go here; standard output belongs to the report.</summary>
    public static IAnsiConsole Notes { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Says something beside the report.</summary>
    public static void Note(string text) => Console.Error.WriteLine(text);

    /// <summary>Shows how far a long piece of work has come, where a person is watching; elsewhere it works in silence.</summary>
    /// <param name="work">Gets a function to call with what was just done and how many there are in all, and one to call with what is being done.</param>
    public static async Task<T> WithProgressAsync<T>(string title, Func<Action<string, int>, Action<string>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work((_, _) => { }, _ => { });
        }

        return await Notes.Progress().AutoClear(true).HideCompleted(true).StartAsync(async bars =>
        {
            var bar = bars.AddTask(Markup.Escape(title));
            return await work((done, of) =>
            {
                bar.MaxValue = Math.Max(1, of);
                bar.Description = Markup.Escape($"{title}: {done}");
                bar.Increment(1);
            }, doing => bar.Description = Markup.Escape($"{title}: {doing}"));
        });
    }

    /// <summary>Shows how many bytes a long piece of work has gone through, where a person is watching; elsewhere it works in silence.</summary>
    /// <param name="work">Gets a function to call with what is at hand, and the bytes since the last call.</param>
    public static async Task<T> WithBytesAsync<T>(string title, Func<Action<string, long>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work((_, _) => { });
        }

        var seen = 0L;
        return await Notes.Status().StartAsync(Markup.Escape(title), status => work((what, bytes) =>
        {
            seen += bytes;
            status.Status = Markup.Escape($"{title}: {what}, {FoundText.Size(seen)}");
        }));
    }
}
