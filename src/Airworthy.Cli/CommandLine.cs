using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Cli;

/// <summary>A command of the program, one per file in <c>Commands/</c>. Found by its name; nobody registers it.</summary>
internal interface ICommand
{
    Command Build();
}

/// <summary>Puts the commands together and runs the one that was asked for.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("The machine-learning project checklist as software: promises in airworthy.yaml, answered with evidence.");
        root.Options.Add(Terminal.Verbose);
        foreach (var type in Assembly.GetExecutingAssembly().TypesEnding("Command").Where(typeof(ICommand).IsAssignableFrom))
        {
            root.Subcommands.Add(((ICommand)Activator.CreateInstance(type)!).Build());
        }

        try
        {
            var parsed = root.Parse(args);
            if (args.Length > 0 && parsed.Errors.Count > 0)
            {
                throw new Refusal(64, [.. parsed.Errors.Select(e => e.Message), $"`{Said(parsed.CommandResult)} --help` says what is possible."]);
            }

            var ways = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            using var signals = new StopSignals();
            return await (args.Length == 0 ? root.Parse("--help") : parsed).InvokeAsync(ways, signals.Token);
        }
        catch (Refusal refusal)
        {
            foreach (var line in refusal.Lines)
            {
                Console.Error.WriteLine(line);
            }

            return refusal.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped. Nothing half-written is left behind.");
            return 130;
        }
        catch (Exception e) when (!args.Contains("--verbose"))
        {
            Console.Error.WriteLine($"Airworthy itself failed: {e.Message}");
            Console.Error.WriteLine("Run the command again with --verbose to see where, and report it.");
            return 4;
        }
    }

    /// <summary>A command as it is called: <c>airworthy runs export</c>.</summary>
    private static string Said(CommandResult command) => (command.Parent as CommandResult) is { } above ? $"{Said(above)} {command.Command.Name}" : "airworthy";
}

/// <summary>The program cannot go on, for a reason that a user can mend.</summary>
internal sealed class Refusal(int exitCode, params IReadOnlyList<string> lines) : Exception(string.Join('\n', lines))
{
    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Lines { get; } = lines;
}
