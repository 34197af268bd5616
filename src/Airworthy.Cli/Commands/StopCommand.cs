using System.CommandLine;

using Airworthy.Cli.Answers;
using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Reporting;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy stop P1</c>: for a meeting. The team works, then stops and confirms aloud, one item per screen; one file per answer given, and one for the decision.</summary>
internal sealed class StopCommand : ICommand
{
    private static readonly Argument<Stop> s_stop = new("stop") { Description = "P1 kick-off, P2 data ready, P3 releasable, P4 cleared for take-off, P5 in flight." };
    private static readonly Argument<string> s_project = AnswerOptions.Project();
    private static readonly Option<bool> s_list = new("--list") { Description = "Print the items and how to answer each, and ask nothing." };

    private static readonly Option<string[]> s_by = AnswerOptions.Many("--by", "Who decides; writes the decision without asking. A go needs an owner, deputy or manager.", "handle");
    private static readonly Option<string[]> s_confirm = AnswerOptions.Many("--confirm", "With --by: who confirmed an item aloud, as item=handle.", "item=handle");
    private static readonly Option<bool> s_noGo = new("--no-go") { Description = "With --by: no, although nothing is open; needs --because." };
    private static readonly Option<string?> s_because = new("--because") { Description = "With --by: why it was decided so.", HelpName = "text" };

    public Command Build()
    {
        var command = new Command("stop", "Go through the starred items of a stop together, one screen each, and write down go or no-go.")
        {
            s_stop, s_project, s_list, s_by, s_confirm, s_noGo, s_because,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var stop = parsed.GetValue(s_stop);
        var folder = parsed.GetValue(s_project)!;
        var upTo = Project.Open(folder).Items.Where(i => i.Front.Starred && i.Stop <= stop).ToList();
        var at = await Answering.OpenAsync(folder, upTo, cancel);
        var deciders = parsed.GetValue(s_by)!;
        if (deciders.Length == 0 && (parsed.GetValue(s_noGo) || parsed.GetValue(s_because) is not null || parsed.GetValue(s_confirm)!.Length > 0))
        {
            throw new Refusal(64, "A decision needs somebody who takes it: --by HANDLE.");
        }

        if (deciders.Length > 0 && !parsed.GetValue(s_list))
        {
            await DecideAsync(at, StopDraft.Of(at, stop, Confirmed(parsed.GetValue(s_confirm)!, folder), deciders, parsed.GetValue(s_noGo), parsed.GetValue(s_because)), cancel);
            return 0;
        }

        if (parsed.GetValue(s_list) || !Terminal.IsInteractive)
        {
            List(at, stop);
            return 0;
        }

        var written = new List<string>();
        var confirmed = new Dictionary<string, string>();
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

            confirmed[item.Id] = answer.By;
            if (answer.Statement is { } statement)
            {
                // Written at once: what was said in the meeting survives whatever comes after.
                written.Add(await StatementDraft.WriteAsync(at, statement, cancel));
            }
        }

        Asking.Clear();
        at = await Answering.OpenAsync(folder, upTo, cancel);
        End(at, stop, confirmed, written);
        var who = Asking.Person("Who decides?", at, p => p.Is(Role.Owner, Role.Deputy, Role.Manager), "nobody: no decision is written down", isNobodyFirst: true);
        if (who is not null)
        {
            var decision = StopDraft.Of(at, stop, confirmed, [who], isNoGo: false, because: null);
            if (decision.Decision != StopAnswer.NoGo && !Asking.Confirm($"{WordAttribute.Of(stop)}: go?"))
            {
                decision = StopDraft.Of(at, stop, confirmed, [who], isNoGo: true, Asking.Text("Why not?") is { Length: > 0 } why ? why : null);
            }

            await DecideAsync(at, decision, cancel);
        }

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

    private static Dictionary<string, string> Confirmed(string[] pairs, string folder)
    {
        var confirmed = new Dictionary<string, string>();
        foreach (var pair in pairs)
        {
            if (pair.Split('=') is not [var id, { Length: > 0 } handle])
            {
                throw new Refusal(64, $"--confirm is {pair}, expected item=handle, such as business-goal=ana.");
            }

            confirmed[Answering.ItemNamed(id, folder).Id] = handle;
        }

        return confirmed;
    }

    /// <summary>Writes a decision and says what lay before it.</summary>
    private static async Task DecideAsync(Answering at, StopDecision decision, CancellationToken cancel)
    {
        var path = await StopDraft.WriteAsync(at, decision, cancel);
        var stop = decision.Stop!.Value;
        Console.WriteLine($"{Wording.Stop(stop)} of {at.Project.Contract.Project}, {decision.On:yyyy-MM-dd}: {Wording.Word(decision.Decision!.Value)}, decided by {string.Join(" and ", decision.By!)}.");
        foreach (var (id, why) in decision.Failing!.Concat(decision.Open!))
        {
            Console.WriteLine($"  {id}: {why}");
        }

        if (decision.NotMerged is { Count: > 0 } previews)
        {
            Console.WriteLine($"  Not merged yet: {string.Join(", ", previews)}.");
        }

        foreach (var (id, how) in decision.Waived!)
        {
            Console.WriteLine($"  {id}: waived ({how})");
        }

        Console.WriteLine($"Wrote {path}. Commit it.");
    }

    private static void End(Answering at, Stop stop, Dictionary<string, string> confirmed, List<string> written)
    {
        var gate = Gate.Of(stop, Gate.ItemsAt(stop, at.States, at.Evidence));
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
        Console.WriteLine($"Confirmed aloud: {(confirmed.Count == 0 ? "nothing" : string.Join(" · ", confirmed.Select(c => $"{c.Key}, {c.Value}")))}.");
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
        var all = Gate.ItemsAt(stop, at.States, at.Evidence);
        var states = all.Where(s => s.Item.Front.Starred && s.Item.Stop == stop).ToList();
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

        var gate = Gate.Of(stop, all);
        Console.WriteLine();
        Console.WriteLine(gate.IsGo ? "Go." : $"No-go: {gate.Failing.Count} failing, {gate.Open.Count} open of {gate.Starred} starred up to here.");
        if (at.Project.Files.Decisions.LastOrDefault(d => d.Stop == stop) is { } last)
        {
            Console.WriteLine($"Last decided on {last.On:yyyy-MM-dd}: {Wording.Word(last.Decision!.Value)}, by {string.Join(" and ", last.By!)}.");
        }

        Console.WriteLine($"Answer them together at a terminal with `airworthy stop {WordAttribute.Of(stop)}`, or one by one as above; `--by HANDLE` writes the decision down.");
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
