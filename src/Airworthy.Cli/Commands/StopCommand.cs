using System.CommandLine;

using Airworthy.Cli.Answers;
using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Reporting;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy stop P1</c>: for a meeting. The team works, then stops and confirms aloud, one item per screen; one file per answer given.</summary>
internal sealed class StopCommand : ICommand
{
    private static readonly Argument<Stop> s_stop = new("stop") { Description = "P1 kick-off, P2 data ready, P3 releasable, P4 cleared for take-off, P5 in flight." };
    private static readonly Argument<string> s_project = AnswerOptions.Project();
    private static readonly Option<bool> s_list = new("--list") { Description = "Print the items and how to answer each, and ask nothing." };

    public Command Build()
    {
        var command = new Command("stop", "Go through the starred items of a stop together, one screen each.") { s_stop, s_project, s_list };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var stop = parsed.GetValue(s_stop);
        var folder = parsed.GetValue(s_project)!;
        var upTo = Pages.Items.Where(i => i.Front.Starred && i.Stop <= stop).ToList();
        var at = await Answering.OpenAsync(folder, upTo, cancel);
        if (parsed.GetValue(s_list) || !Terminal.IsInteractive)
        {
            List(at, stop);
            return 0;
        }

        var written = new List<string>();
        var confirmed = new List<string>();
        var here = upTo.Where(i => i.Stop == stop).ToList();
        foreach (var (index, item) in here.Index())
        {
            Asking.Clear();
            Console.WriteLine($"{Wording.Stop(stop)} · {index + 1} of {here.Count}");
            Console.WriteLine();
            if (Confirm(at, at[item]) is not { } answer)
            {
                continue;
            }

            confirmed.Add($"{item.Id}, {answer.By}");
            if (answer.Statement is { } statement)
            {
                // Written at once: what was said in the meeting survives whatever comes after.
                written.Add(await StatementDraft.WriteAsync(at, statement, cancel));
            }
        }

        Asking.Clear();
        End(await Answering.OpenAsync(folder, upTo, cancel), stop, confirmed, written);
        return 0;
    }

    /// <summary>One screen: what is asked, what is known, and who confirms it.</summary>
    private static (string By, Statement? Statement)? Confirm(Answering at, ItemState state)
    {
        Asking.Show(at, state);
        if (state.Status == Status.NotApplicable)
        {
            Asking.Line("Put aside. Enter goes on");
            return null;
        }

        if (state.Status == Status.Failing)
        {
            Asking.Line($"This is red, and nobody can answer over a red check. Mend it, or `airworthy waive {state.Item.Id}`. Enter goes on");
            return null;
        }

        var accepted = state.Item.Front.StatementBy ?? [];
        var asks = state.Item[PartId.Statement] is not null && state.Parts.Any(p => p.Part is { IsStatement: true, Optional: false } && p.Standing != Standing.Good);
        var who = Asking.Person("Who confirms?", at, p => !asks || accepted.Count == 0 || accepted.Any(r => p.Is(r)), "nobody: it stays open", isNobodyFirst: true);
        return who is null ? null
            : !asks ? (who, null)
            : StatementDialogue.Words(at, new StatementDraft { Item = state.Item, By = who }) is { } statement ? (who, statement)
            : null;
    }

    private static void End(Answering at, Stop stop, List<string> confirmed, List<string> written)
    {
        var gate = Gate.Of(stop, at.States);
        var previews = gate.Open.Where(s => s.IsPreview).ToList();
        if (gate.IsGo)
        {
            Console.WriteLine($"{Wording.Stop(stop)}: GO. All {Wording.Many(gate.Starred, "starred item")} up to here are done, not applicable or waived.");
        }
        else if (gate.Failing.Count == 0 && previews.Count == gate.Open.Count)
        {
            Console.WriteLine($"{Wording.Stop(stop)}: GO once {Wording.Many(previews.Count, "statement")} {(previews.Count == 1 ? "is" : "are")} merged: {Names(previews)}.");
        }
        else
        {
            Console.WriteLine($"{Wording.Stop(stop)}: NO-GO.");
            foreach (var state in gate.Failing.Concat(gate.Open.Except(previews)))
            {
                Console.WriteLine($"  {Wording.Sign(state.Status)} {state.Item.Id}: {state.Why}");
            }

            if (previews.Count > 0)
            {
                Console.WriteLine($"  Not merged yet: {Names(previews)}.");
            }
        }

        Console.WriteLine();
        Console.WriteLine($"Confirmed aloud: {(confirmed.Count == 0 ? "nothing" : string.Join(" · ", confirmed))}.");
        foreach (var path in written)
        {
            Console.WriteLine($"Wrote {path}");
        }

        if (written.Count > 0)
        {
            Console.WriteLine($"Commit {(written.Count == 1 ? "the file" : "the files")}, let somebody else review the change; then `airworthy check --gate {WordAttribute.Of(stop)}` answers for the stop.");
        }
    }

    private static void List(Answering at, Stop stop)
    {
        var states = at.States.Where(s => s.Item.Front.Starred && s.Item.Stop == stop).ToList();
        Console.WriteLine($"{Wording.Stop(stop)} of {at.Project.Contract.Project}, {at.Evidence.Today:yyyy-MM-dd}: {Wording.Many(states.Count, "starred item")}");
        foreach (var (index, state) in states.Index())
        {
            Console.WriteLine();
            Console.WriteLine($"{index + 1} {Wording.Sign(state.Status)} {state.Item.Id}: {Wording.Word(state.Status)}{(state.Waived is null ? "" : $", waived until {state.Waived.Until:yyyy-MM-dd}")}");
            Console.WriteLine($"    {Pages.QuestionOf(state.Item)}");
            Console.WriteLine($"    {state.Why}");
            if (How(state) is { } how)
            {
                Console.WriteLine($"    → {how}");
            }
        }

        var gate = Gate.Of(stop, at.States);
        Console.WriteLine();
        Console.WriteLine(gate.IsGo ? "Go." : $"No-go: {gate.Failing.Count} failing, {gate.Open.Count} open of {gate.Starred} starred up to here.");
        Console.WriteLine($"Answer them together at a terminal with `airworthy stop {WordAttribute.Of(stop)}`, or one by one as above.");
    }

    private static string? How(ItemState state)
    {
        var statement = state.Parts.FirstOrDefault(p => p.Part is { IsStatement: true, Optional: false });
        return state.IsDone || state.Status == Status.NotApplicable ? null
            : state.Status == Status.Failing || statement is null or { Standing: Standing.Good } ? state.Next
            : $"airworthy attest {state.Item.Id}{(state.Item.Front.StatementBy is [var role, ..] ? $" --as {WordAttribute.Of(role)}" : "")} --says \"…\"";
    }

    private static string Names(IEnumerable<ItemState> states) => string.Join(", ", states.Select(s => s.Item.Id));
}
