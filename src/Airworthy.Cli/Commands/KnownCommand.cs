using System.CommandLine;

using Airworthy.Cli.Answers;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;
using Airworthy.Data;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy known COLUMN AFTER</c>: answers by name when a column is known, and writes it into the contract.</summary>
internal sealed class KnownCommand : ICommand
{
    private const int Least = 20;

    private static readonly Argument<string> s_column = new("column") { Description = "The column that was asked about." };
    private static readonly Argument<string> s_after = new("after") { Description = "How long after data.time it is known, such as 0h, 12h or 3d." };
    private static readonly Argument<string> s_project = AnswerOptions.Project();
    private static readonly Option<string?> s_because = new("--because") { Description = $"How you know, in {Least} characters or more.", HelpName = "text" };
    private static readonly Option<string?> s_by = AnswerOptions.By();

    public Command Build()
    {
        var command = new Command("known", "Answer by name when a column is known: the question that leakage-safe-split asks.") { s_column, s_after, s_project, s_because, s_by };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (column, after) = (parsed.GetValue(s_column)!, parsed.GetValue(s_after)!);
        var at = await Answering.OpenAsync(parsed.GetValue(s_project)!, [], cancel);
        var because = parsed.GetValue(s_because)?.Trim() ?? "";
        if (because.Length == 0 && Terminal.IsInteractive)
        {
            because = Asking.Text($"How do you know that {column} is known {after} after {at.Project.Contract.Data?.Time ?? "data.time"}?").Trim();
        }

        var by = parsed.GetValue(s_by) ?? at.Me ?? "";
        var against = new List<Objection>();
        if (!Duration.TryParse(after, out _))
        {
            against.Add(new Objection($"{after} is no length of time.", "Write it such as 0h, 90m, 12h or 3d."));
        }

        if (at.Evidence.People[by] is null)
        {
            against.Add(new Objection(by.Length == 0 ? "Nobody of the project is named as who answers." : $"{by} is not among the people of the project.", "Name a handle of .airworthy/people.yaml with --by."));
        }

        if (Placeholder.WhyNot(because, Least, at.Evidence.Policy) is { } empty)
        {
            against.Add(new Objection($"The reason {empty}.", "Say how you know (--because)."));
        }

        if (await WhyNotAsync(at.Project, column, cancel) is { } why)
        {
            against.Add(why);
        }

        if (against.Count > 0)
        {
            throw Answering.Refuse($"when {column} is known cannot be recorded like this", against);
        }

        var path = Path.Combine(at.Project.Root, ContractReader.FileName);
        var edited = ContractEdit.SetAll(await File.ReadAllTextAsync(path, cancel),
        [
            new($"data.available_after.{column}", after),
            new($"data.known_by.{column}", $"{{by: {YamlFlow.Text(by)}, on: {at.Evidence.Today:yyyy-MM-dd}, because: {YamlFlow.Text(because)}}}"),
        ]);
        if (edited.Text is null)
        {
            throw new Refusal(1, [.. edited.Problems.Select(p => p.ToString()), "Nothing was written."]);
        }

        await WholeFile.WriteAsync(path, edited.Text, cancel);
        Console.WriteLine($"Wrote {ContractReader.FileName}: {column} is known {after} after {at.Project.Contract.Data?.Time ?? "data.time"}, says {by}.");
        Console.WriteLine("`airworthy check leakage-safe-split` judges again. Commit the file and let somebody else review the change.");
        return 0;
    }

    /// <summary>Why a column cannot be answered for: the table does not have it, or its name cannot stand in a path of the contract.</summary>
    private static async Task<Objection?> WhyNotAsync(Project project, string column, CancellationToken cancel)
    {
        if (column.Contains('.', StringComparison.Ordinal) || column.Contains('[', StringComparison.Ordinal))
        {
            return new Objection($"{column} has a dot or a bracket in its name, which a path of the contract cannot hold.", "Write data.available_after and data.known_by into airworthy.yaml by hand.");
        }

        try
        {
            await using var table = await Table.OpenAsync(project.Contract, project.Root, cancel);
            return table[column] is not null ? null
                : new Objection($"The table has no column {column}.", Nearest.To(column, table.Columns.Select(c => c.Name)) is { } meant ? $"Did you mean {meant}?" : $"It has {string.Join(", ", table.Columns.Take(12).Select(c => c.Name))}.");
        }
        catch (TableException e)
        {
            return new Objection($"The table cannot be read: {e.Message}", e.Next);
        }
    }
}
