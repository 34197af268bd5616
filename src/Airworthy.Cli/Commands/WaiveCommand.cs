using System.CommandLine;

using Airworthy.Cli.Answers;
using Airworthy.Core.Checklist;
using Airworthy.Core.Reporting;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy waive ITEM</c>: accepts a risk by name, with a reason and an end. The status underneath stays as it is.</summary>
internal sealed class WaiveCommand : ICommand
{
    private static readonly Argument<string> s_item = AnswerOptions.Item();
    private static readonly Argument<string> s_project = AnswerOptions.Project();
    private static readonly Option<string?> s_risk = new("--risk") { Description = "What can go wrong.", HelpName = "text" };
    private static readonly Option<string?> s_because = new("--because") { Description = "Why it is worth it for now.", HelpName = "text" };
    private static readonly Option<string?> s_mitigation = new("--mitigation") { Description = "What limits the harm until then.", HelpName = "text" };
    private static readonly Option<string?> s_by = AnswerOptions.By();
    private static readonly Option<string[]> s_approvedBy = AnswerOptions.Many("--approved-by", "An owner, deputy or manager besides you; two at severity 5.", "handle");
    private static readonly Option<DateOnly?> s_until = AnswerOptions.Until($"{Waivers.MaxDays} days");
    private static readonly Option<string?> s_ticket = new("--ticket") { Description = "Where the work on it is followed.", HelpName = "text" };

    public Command Build()
    {
        var command = new Command("waive", "Accept a risk for a while: by name, with a reason and an end.")
        {
            s_item, s_project, s_risk, s_because, s_mitigation, s_by, s_approvedBy, s_until, s_ticket,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var item = Answering.ItemNamed(parsed.GetValue(s_item)!, parsed.GetValue(s_project)!);
        var at = await Answering.OpenAsync(parsed.GetValue(s_project)!, [item], cancel);
        var waiver = new WaiverDraft
        {
            Item = item,
            Risk = parsed.GetValue(s_risk),
            Because = parsed.GetValue(s_because),
            Mitigation = parsed.GetValue(s_mitigation),
            By = parsed.GetValue(s_by),
            ApprovedBy = parsed.GetValue(s_approvedBy)!,
            Until = parsed.GetValue(s_until),
            Ticket = parsed.GetValue(s_ticket),
        }.Fill(at);
        if (Terminal.IsInteractive)
        {
            waiver = Ask(at, item, waiver);
        }

        Console.WriteLine($"Wrote {await WaiverDraft.WriteAsync(at, item, waiver, cancel)}");
        Console.WriteLine($"  {item.Id} stays {Wording.Word(at[item].Status)}, marked as waived until {waiver.Until:yyyy-MM-dd}, that day included.");
        var row = Waivers.InARow(waiver, at.Evidence.Waivers);
        if (row > 1)
        {
            Console.WriteLine($"  It is waiver {row} in a row{(row >= Waivers.LivedWith ? "; reports call this \"lived with\"" : "")}.");
        }

        Console.WriteLine("Commit the file and let its approvers merge the change.");
        return 0;
    }

    private static Waiver Ask(Answering at, Item item, Waiver waiver)
    {
        if (waiver is { Risk.Length: > 0, Because.Length: > 0, Mitigation.Length: > 0 } && waiver.Until != default)
        {
            return waiver;
        }

        Asking.Show(at, at[item]);
        string Said(string have, string question) => have.Length > 0 ? have : Asking.Text(question);
        var latest = at.Evidence.Today.AddDays(Waivers.MaxDays);
        return waiver with
        {
            By = waiver.By.Length > 0 ? waiver.By : Asking.Person("Who accepts the risk?", at, _ => true, "nobody") ?? "",
            Risk = Said(waiver.Risk, "What can go wrong?"),
            Because = Said(waiver.Because, "Why is it worth it for now?"),
            Mitigation = Said(waiver.Mitigation, "What limits the harm until then?"),
            Until = waiver.Until != default ? waiver.Until
                : DateOnly.TryParseExact(Asking.Line($"Its last day, at most {latest:yyyy-MM-dd}"), "yyyy-MM-dd", out var day) ? day : default,
            ApprovedBy = waiver.ApprovedBy is { Count: > 0 } named ? named
                : Asking.Line("Who approves? Handles, with commas between").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
    }
}
