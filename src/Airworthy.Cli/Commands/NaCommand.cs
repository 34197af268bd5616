using System.CommandLine;

using Airworthy.Cli.Answers;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy na ITEM</c>: says by name why a box cannot apply here, and until when to believe it.</summary>
internal sealed class NaCommand : ICommand
{
    private static readonly Argument<string> s_item = AnswerOptions.Item();
    private static readonly Argument<string> s_project = AnswerOptions.Project();
    private static readonly Option<string?> s_because = new("--because") { Description = "Why it cannot apply here, in 40 characters or more (20 under the light policy).", HelpName = "text" };
    private static readonly Option<string?> s_by = AnswerOptions.By();
    private static readonly Option<string?> s_approvedBy = new("--approved-by") { Description = "Who besides you agrees.", HelpName = "handle" };
    private static readonly Option<DateOnly?> s_until = AnswerOptions.Until($"{NotApplicableClaims.MaxDays} days, which is the default");

    public Command Build()
    {
        var command = new Command("na", "Say why an item cannot apply here: by name, approved by somebody else, with an end.")
        {
            s_item, s_project, s_because, s_by, s_approvedBy, s_until,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var item = Answering.ItemNamed(parsed.GetValue(s_item)!, parsed.GetValue(s_project)!);
        var at = await Answering.OpenAsync(parsed.GetValue(s_project)!, [item], cancel);
        at.RefuseUnreadable(AnswerText.NotApplicablePath(item.Id));
        var claim = new NotApplicableDraft
        {
            Item = item,
            Because = parsed.GetValue(s_because),
            By = parsed.GetValue(s_by),
            ApprovedBy = parsed.GetValue(s_approvedBy),
            Until = parsed.GetValue(s_until),
        }.Fill(at);
        if (Terminal.IsInteractive && item.Front.NotApplicable != "no" && (parsed.GetValue(s_because) is null || claim.ApprovedBy.Length == 0))
        {
            claim = Ask(at, item, claim, parsed.GetValue(s_because) is null);
        }

        Console.WriteLine($"Wrote {await NotApplicableDraft.WriteAsync(at, item, claim, cancel)}");
        Console.WriteLine($"  {item.Id} is not applicable until {claim.Until:yyyy-MM-dd}{(claim.Unless is { } unless ? $", unless {unless}" : "")}.");
        Console.WriteLine("Commit the file and let somebody else review the change.");
        return 0;
    }

    private static NotApplicable Ask(Answering at, Core.Checklist.Item item, NotApplicable claim, bool words)
    {
        Asking.Show(at, at[item]);
        Console.WriteLine($"It may be put aside: {item.Front.NotApplicable}.");
        var by = claim.By.Length > 0 ? claim.By : Asking.Person("Who says so?", at, _ => true, "nobody") ?? "";
        var says = words ? Asking.Text(claim.Because.Length > 0 ? "Why it cannot apply here; nothing keeps the words that are there" : "Why it cannot apply here") : "";
        return claim with
        {
            By = by,
            Because = says.Length > 0 ? says : claim.Because,
            ApprovedBy = claim.ApprovedBy.Length > 0 ? claim.ApprovedBy : Asking.Person("Who else agrees?", at, p => p != at.Evidence.People[by], "nobody") ?? "",
        };
    }
}
