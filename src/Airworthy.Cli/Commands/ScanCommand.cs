using System.CommandLine;

using Airworthy.Probes.Scan;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy scan</c>: what evidence a project already has, without running or writing anything.</summary>
internal sealed class ScanCommand : ICommand
{
    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("scan", "Look for tests, data, models and runs in a project's files; run nothing, write nothing.") { s_folder };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var root = Existing(parsed.GetValue(s_folder)!);
        var found = ProjectScan.Look(root, cancel);
        var table = await TableGuess.OfAsync(root, found, cancel);
        foreach (var line in FoundText.Of(found, table))
        {
            Console.WriteLine(line);
        }

        var guesses = Guesses.From(found, table, GitPeople.Of(root).Main);
        if (guesses.All.Count > 0)
        {
            Console.WriteLine("What this says, with how sure it is:");
            foreach (var line in FoundText.Of(guesses))
            {
                Console.WriteLine(line);
            }
        }

        Console.WriteLine(File.Exists(Path.Combine(root, "airworthy.yaml")) ? "Next: airworthy check" : "Next: airworthy init");
        return 0;
    }

    /// <summary>A folder that is there, as a full path.</summary>
    /// <exception cref="Refusal">It is not.</exception>
    public static string Existing(string folder)
    {
        var root = Path.GetFullPath(folder);
        return Directory.Exists(root) ? root : throw new Refusal(3, $"{folder}: there is no such folder. Name the project's folder, or go there first.");
    }
}
