using System.CommandLine;

using Airworthy.Cli.Answers;
using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy attest ITEM</c>: writes a person's statement, bound to what it speaks about, or says why it would not count.</summary>
internal sealed class AttestCommand : ICommand
{
    private static readonly Argument<string> s_item = AnswerOptions.Item();
    private static readonly Argument<string> s_project = AnswerOptions.Project();
    private static readonly Option<string?> s_says = new("--says") { Description = "What is true, in a sentence or more, with a number, a date or a link.", HelpName = "text" };
    private static readonly Option<string?> s_saysFile = new("--says-file") { Description = "A file that holds the text; - reads standard input.", HelpName = "file" };
    private static readonly Option<string?> s_by = AnswerOptions.By();
    private static readonly Option<Role?> s_as = AnswerOptions.Word<Role>("--as", "The role in which it is said");
    private static readonly Option<DateOnly?> s_until = AnswerOptions.Until("the days of the item");
    private static readonly Option<string[]> s_link = AnswerOptions.Many("--link", "What it rests on: [title=]path or [title=]https://…; may be given often.", "link");
    private static readonly Option<bool> s_bind = new("--bind") { Description = "Only bind the statement that is there to the contract, data and code of now; all binds every statement." };
    private static readonly Option<StatementKind?> s_kind = AnswerOptions.Word<StatementKind>("--kind", "What it is");
    private static readonly Option<string[]> s_distributedTo = AnswerOptions.Many("--distributed-to", "Test by hand: who got the written result; two people or a #channel.", "name");
    private static readonly Option<ManualResult?> s_result = AnswerOptions.Word<ManualResult>("--result", "Test by hand: how it ended");

    private static readonly Option<string?> s_sign = new("--sign")
    {
        Description = "Sign with this OpenSSH key (a .pub file asks the agent). Alone it signs the statement that is there, yours or somebody else's.",
        HelpName = "key",
    };

    public Command Build()
    {
        var command = new Command("attest", "Answer for an item by name: write a statement, or renew it.")
        {
            s_item, s_project, s_says, s_saysFile, s_by, s_as, s_until, s_link, s_kind, s_distributedTo, s_result, s_bind, s_sign,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var folder = parsed.GetValue(s_project)!;
        if (parsed.GetValue(s_bind))
        {
            return await BindAsync(folder, parsed.GetValue(s_item)!, cancel);
        }

        var item = Answering.ItemNamed(parsed.GetValue(s_item)!, folder);
        var at = await Answering.OpenAsync(folder, [item], cancel);
        at.RefuseUnreadable(AnswerText.StatementPath(item.Id));
        var key = parsed.GetValue(s_sign);
        if (key is not null && parsed.GetValue(s_says) is null && parsed.GetValue(s_saysFile) is null && at.Evidence.Statements.GetValueOrDefault(item.Id) is { } there)
        {
            await Signing.SignAsync(at, there.Statement, parsed.GetValue(s_by) ?? at.Me, key, cancel);
            return 0;
        }

        var draft = new StatementDraft
        {
            Item = item,
            Says = Said(parsed),
            By = parsed.GetValue(s_by),
            As = parsed.GetValue(s_as),
            Until = parsed.GetValue(s_until),
            Links = [.. parsed.GetValue(s_link)!.Select(l => AnswerOptions.Link(l, at.Project.Root))],
            Kind = parsed.GetValue(s_kind),
            DistributedTo = parsed.GetValue(s_distributedTo)!,
            Result = parsed.GetValue(s_result),
        };
        var statement = draft.Says is null && Terminal.IsInteractive ? StatementDialogue.Ask(at, draft) : draft.Fill(at);
        if (statement is null)
        {
            Console.WriteLine("Nothing was written.");
            return 0;
        }

        if (Objections.To(statement, item, at[item].Parts, at.Evidence) is { Count: > 0 } against)
        {
            throw Answering.Refuse($"a statement on {item.Id} would not count", against);
        }

        Tell(item, statement, await StatementDraft.WriteAsync(at, statement, cancel), parsed.GetValue(s_until));
        if (key is not null)
        {
            await Signing.SignAsync(at, statement, statement.By, key, cancel);
        }

        return 0;
    }

    private static string? Said(ParseResult parsed)
    {
        var (text, file) = (parsed.GetValue(s_says), parsed.GetValue(s_saysFile));
        return (text, file) switch
        {
            (not null, not null) => throw new Refusal(1, "--says and --says-file are both given. Keep one of them."),
            (_, "-") => Console.In.ReadToEnd(),
            (_, not null) => File.Exists(file) ? File.ReadAllText(file) : throw new Refusal(1, $"--says-file {file}: there is no such file."),
            _ => text,
        };
    }

    private static void Tell(Item item, Statement statement, string path, DateOnly? asked)
    {
        Console.WriteLine($"Wrote {path}");
        Console.WriteLine($"  {statement.By}{(statement.Role is { } role ? $" ({WordAttribute.Of(role)})" : "")}, {statement.On:yyyy-MM-dd} until {statement.Until:yyyy-MM-dd}"
            + (asked > statement.Until ? $" (not {asked:yyyy-MM-dd}: this item asks again after {item.Front.StatementDays ?? 90} days)" : ""));
        if (statement.Binds is { Count: > 0 } binds)
        {
            Console.WriteLine($"  bound to {string.Join(", ", binds.Keys)} as of now");
        }

        if (statement.Saw is { } saw)
        {
            Console.WriteLine($"  {(saw.Renewal > 0 ? $"renewed in the same words ×{saw.Renewal}" : "with something new")}; changed since: {string.Join(", ", (saw.ChangesSinceLast ?? []).DefaultIfEmpty("nothing it is bound to"))}");
        }

        Console.WriteLine("It counts once it is merged: commit the file and let somebody else review the change.");
    }

    private static async Task<int> BindAsync(string folder, string name, CancellationToken cancel)
    {
        var items = name == "all" ? [] : (IReadOnlyList<Item>)[Answering.ItemNamed(name, folder)];
        var at = await Answering.OpenAsync(folder, [], cancel);
        var wanted = name == "all" ? [.. at.Project.Items.Where(i => at.Evidence.Statements.ContainsKey(i.Id))] : items;
        foreach (var item in wanted)
        {
            at.RefuseUnreadable(AnswerText.StatementPath(item.Id));
            if (at.Evidence.Statements.GetValueOrDefault(item.Id)?.Statement is not { } statement)
            {
                throw new Refusal(1, $"There is no statement on {item.Id} to bind. Write it with `airworthy attest {item.Id}`.");
            }

            var now = item.Front.Binds is { Count: > 0 } ? at.Evidence.Subjects.Of(item) : null;
            var changed = now is null || statement.Binds is null ? [] : Evaluation.ChangedSince(statement.Binds, now);
            if (now is null ? statement.Binds is null : statement.Binds is not null && changed.Count == 0)
            {
                Console.WriteLine($"  {item.Id}: fits as it is");
                continue;
            }

            await StatementDraft.WriteAsync(at, statement with { Binds = now }, cancel);
            Console.WriteLine(changed.Count == 0
                ? $"  {item.Id}: bound to {string.Join(", ", now?.Keys ?? ["nothing"])}"
                : $"  {item.Id}: bound anew; {string.Join(" and ", changed)} changed since {statement.By} signed. Let {statement.By} read it again.");
        }

        return 0;
    }
}
