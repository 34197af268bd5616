using System.CommandLine;

using Airworthy.Core.Checklist;

using LibGit2Sharp;

using Spectre.Console;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy ci install</c>: writes the workflow that runs the checklist on every change and every night.</summary>
internal sealed class CiCommand : ICommand
{
    private static readonly Argument<Forge> s_forge = new("forge") { Description = "github, gitlab or azure." };

    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    private static readonly Option<Stop?> s_gate = new("--gate") { Description = "The stop that must be passed, P1 to P5; by default that of the project's stage." };

    private static readonly Option<string?> s_source = new("--tool-source") { Description = "The only feed the program is taken from: a folder with the package, or an address.", HelpName = "path|url" };

    private static readonly Option<string?> s_install = new("--install") { Description = "The shell command that brings the program to the CI, instead of `dotnet tool install`.", HelpName = "command" };

    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Write without asking, also over a file that is there." };

    private static readonly Option<bool> s_show = new("--show") { Description = "Print the file and write nothing." };

    public Command Build()
    {
        var install = new Command("install", "Write the workflow for a forge, after showing it.") { s_forge, s_folder, s_gate, s_source, s_install, s_yes, s_show };
        install.SetAction(Install);
        return new Command("ci", "Run the checklist in continuous integration.") { install };
    }

    private static int Install(ParseResult parsed)
    {
        var project = Project.Open(parsed.GetValue(s_folder)!);
        var top = Repository.Discover(project.Root) is { } git && new Repository(git) is { Info.WorkingDirectory: { } folder } ? Path.GetFullPath(folder) : project.Root;
        var below = Path.GetRelativePath(top, project.Root).Replace('\\', '/');
        var own = parsed.GetValue(s_install);
        if (own is not null && parsed.GetValue(s_source) is not null)
        {
            throw new Refusal(64, "--install and --tool-source are both given. Keep one of them.");
        }

        var (source, hint) = parsed.GetValue(s_source) is { } named ? Source(named, top) : (null, null);
        var workflow = Workflow.For(parsed.GetValue(s_forge), top, below == "." ? "" : below,
            parsed.GetValue(s_gate) ?? Workflow.GateFor(project.Contract.StageOrIdea), own ?? Workflow.InstallFrom(source), Workflow.Origin(source, own is not null));
        Console.Write(workflow.Text);
        if (parsed.GetValue(s_show))
        {
            return 0;
        }

        var path = Path.Combine(top, workflow.Path);
        Console.WriteLine();
        if (File.Exists(path) && File.ReadAllText(path) == workflow.Text)
        {
            Console.WriteLine($"{workflow.Path} says exactly this already; nothing was written.");
            return 0;
        }

        if (!parsed.GetValue(s_yes))
        {
            var isThere = File.Exists(path);
            if (Terminal.IsInteractive)
            {
                if (!AnsiConsole.Confirm($"Write this {(isThere ? "over" : "to")} {workflow.Path.EscapeMarkup()}?", defaultValue: !isThere))
                {
                    Console.WriteLine("Nothing was written.");
                    return 0;
                }
            }
            else if (isThere)
            {
                throw new Refusal(1, $"{workflow.Path} is there and differs from this; nothing was written.", "Add --yes to write over it, or --show to only see the text.");
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, workflow.Text);
        Console.WriteLine($"Wrote {workflow.Path}. {workflow.Next}");
        hint ??= own is null && source is null
            ? "The package airworthy is not on nuget.org. `dotnet pack src/Airworthy.Cli` in Airworthy's repository makes it; put it on a feed that nuget.config names, or give --tool-source."
            : own?.Contains("airworthy", StringComparison.OrdinalIgnoreCase) == false ? "The install command does not name airworthy: see that it brings a program of that name into the PATH." : null;
        if (hint is not null)
        {
            Console.WriteLine(hint);
        }

        return 0;
    }

    /// <summary>A feed as the CI will find it: a folder of the repository from its top on, anything else as it was named; and what is wrong with it.</summary>
    private static (string Source, string? Hint) Source(string named, string top)
    {
        if (named.Contains("://", StringComparison.Ordinal))
        {
            return (named, null);
        }

        var folder = Path.GetFullPath(named);
        var inside = Path.GetRelativePath(top, folder).Replace('\\', '/');
        var isInside = !inside.StartsWith("../", StringComparison.Ordinal) && inside != ".." && !Path.IsPathRooted(inside);
        return (isInside ? $"./{inside}" : folder.Replace('\\', '/'),
            !Directory.Exists(folder) || Directory.GetFiles(folder, "airworthy.*.nupkg").Length == 0 ? $"{named} holds no package airworthy yet; the workflow fails until it does."
            : isInside ? $"{named} lies in the repository. A package that is committed there is a large file: versioned-storage turns red above 10 MB. A feed, or a folder of the runner, does better."
            : $"{named} lies outside of the repository: only a CI that runs on this machine finds it.");
    }
}
