using System.CommandLine;

using Airworthy.Core.Contracts;
using Airworthy.Core.Contracts.Draft;
using Airworthy.Core.Reading;
using Airworthy.Probes.Scan;

using Spectre.Console;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy init</c>: a first contract from what the project's files say. Writes two files and never over another.</summary>
internal sealed class InitCommand : ICommand
{
    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Ask nothing; guesses stay marked as guesses." };

    private static readonly Option<string?> s_new = new("--new") { Description = $"Start in an empty folder, for a kind: {string.Join(", ", WordAttribute.Of(typeof(ProjectKind)).Keys)}.", HelpName = "KIND" };

    private static readonly Option<string?> s_name = new("--name") { Description = "The project's name; else that of its folder." };

    /// <summary>The guesses worth a person's minute, in the order they are asked.</summary>
    private static readonly (string Path, string Question)[] s_questions =
    [
        ("data.files", "Which file holds the data?"),
        ("data.label", "Which column is to be predicted?"),
        ("data.time", "Which column orders the rows in time?"),
        ("data.entity", "Rows of which column belong together (a customer, a patient)?"),
        ("metric.name", "Which metric ranks models?"),
    ];

    public Command Build()
    {
        var command = new Command("init", "Write a first contract from what the project's files say.") { s_folder, s_yes, s_new, s_name };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var folder = parsed.GetValue(s_folder)!;
        var kind = parsed.GetValue(s_new);
        var root = kind is null ? ScanCommand.Existing(folder) : Path.GetFullPath(folder);
        if (File.Exists(Path.Combine(root, ContractReader.FileName)))
        {
            Console.WriteLine($"{ContractReader.FileName} is already here and stays as it is. Edit it by hand; `airworthy check` says what is missing.");
            Console.WriteLine("To see what a new draft would guess: airworthy scan");
            return 0;
        }

        var people = Directory.Exists(root) ? GitPeople.Of(root) : new GitPeople([]);
        return kind is null
            ? await FromFilesAsync(root, parsed, people, cancel)
            : FromNothing(root, Kind(kind), Name(parsed, root), people);
    }

    private static async Task<int> FromFilesAsync(string root, ParseResult parsed, GitPeople people, CancellationToken cancel)
    {
        var found = ProjectScan.Look(root, cancel);
        var table = await TableGuess.OfAsync(root, found, cancel);
        foreach (var line in FoundText.Of(found, table))
        {
            Console.WriteLine(line);
        }

        var guesses = Guesses.From(found, table, people.Main);
        if (guesses.All.Count > 0)
        {
            Console.WriteLine("Guessed, with how sure it is:");
            foreach (var line in FoundText.Of(guesses))
            {
                Console.WriteLine(line);
            }
        }

        if (Terminal.IsInteractive && !parsed.GetValue(s_yes))
        {
            guesses = Ask(guesses, table);
        }

        var text = ContractDraft.Of(Name(parsed, root), guesses.Kind, guesses.Stage, FirstContract.PolicyFor(people), guesses.All);
        Write(root, text, people, FoundText.Filled(guesses) + (guesses.All.Count > 0 ? "; guesses marked \"# guessed: confirm\"" : ""));
        Console.WriteLine(guesses.All.Count > 0
            ? "Guesses can turn a box red, never green. Confirm them by taking their names out of `guessed`."
            : "Nothing could be guessed: answer the questions in airworthy.yaml from the top.");
        Console.WriteLine("Next: airworthy check");
        return 0;
    }

    private static int FromNothing(string root, ProjectKind kind, string name, GitPeople people)
    {
        Write(root, FirstContract.OfNothing(root, kind, name, people), people, "all questions open");
        Console.WriteLine("Five questions come first; each is a block of lines in airworthy.yaml:");
        Console.WriteLine("  1 goal.statement, goal.business_metric   what shall change, as a number the business feels");
        Console.WriteLine("  2 owner                                  who answers for it");
        Console.WriteLine("  3 error_costs                            what each kind of mistake costs");
        Console.WriteLine("  4 metric.name, metric.good_enough        the one number, and the bar, before the first result");
        Console.WriteLine("  5 data.label, data.time, data.entity     what is predicted, when it is known, what belongs together");
        Console.WriteLine("Next: answer the first in airworthy.yaml, then airworthy check");
        return 0;
    }

    private static void Write(string root, string contract, GitPeople people, string filled)
    {
        var written = $"Wrote {ContractReader.FileName} ({filled})";
        Console.WriteLine(FirstContract.Write(root, contract, people)
            ? $"{written} and {FirstContract.People} ({(people.Committers.Count == 0 ? "empty: nobody has committed here" : FoundText.Count(people.Committers.Count, "person", "people"))})."
            : $"{written}. {FirstContract.People} was there and stays as it is.");
    }

    private static Guesses Ask(Guesses guesses, TableGuess table)
    {
        var all = guesses.All.ToList();
        foreach (var (path, question) in s_questions)
        {
            if (all.FindIndex(g => g.Path == path) is var at && at < 0)
            {
                continue;
            }

            var guess = all[at];
            var isColumn = path is "data.label" or "data.time" or "data.entity";
            var answer = AnsiConsole.Prompt(new TextPrompt<string>($"{question.EscapeMarkup()} [grey](enter keeps it; ? leaves it a guess)[/]")
                .DefaultValue(guess.Yaml.Trim('[', ']', '"'))
                .Validate(a => a.Trim() == "?" || !isColumn || (path == "data.entity" && a == "none") || table.Glance is { LeftOut: > 0 } || table.Glance?[a.Trim().Trim('"')] is not null
                    ? ValidationResult.Success()
                    : ValidationResult.Error($"The table has no column {a}.".EscapeMarkup()))).Trim();
            if (answer != "?")
            {
                all[at] = guess with { Yaml = path == "data.files" ? YamlFlow.List([answer]) : YamlFlow.Text(answer), IsConfirmed = true };
            }
        }

        return guesses with { All = all };
    }

    private static ProjectKind Kind(string word) => WordAttribute.Of(typeof(ProjectKind)).TryGetValue(word, out var kind)
        ? (ProjectKind)kind
        : throw new Refusal(1, $"--new {word} is not a kind of project. Known: {string.Join(", ", WordAttribute.Of(typeof(ProjectKind)).Keys)}."
            + (Nearest.To(word, WordAttribute.Of(typeof(ProjectKind)).Keys) is { } meant ? $" Did you mean {meant}?" : ""));

    private static string Name(ParseResult parsed, string root) => FirstContract.Name(parsed.GetValue(s_name) ?? Path.GetFileName(root.TrimEnd(Path.DirectorySeparatorChar)));
}
