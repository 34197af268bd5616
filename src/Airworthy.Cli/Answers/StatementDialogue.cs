using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Answers;

/// <summary>Asks a person at the terminal for a statement, until it would count or they stop.</summary>
internal static class StatementDialogue
{
    /// <summary>Shows the item, then asks.</summary>
    public static Statement? Ask(Answering at, StatementDraft draft)
    {
        Asking.Show(at, at[draft.Item]);
        var accepted = draft.Item.Front.StatementBy ?? [];
        var by = draft.By ?? Asking.Person($"Who answers for it? ({(accepted.Count == 0 ? "anybody" : string.Join(" or ", accepted.Select(r => WordAttribute.Of(r))))})",
            at, p => accepted.Count == 0 || accepted.Any(r => p.Is(r)), "nobody, for now");
        return by is null ? null : Words(at, draft with { By = by });
    }

    /// <summary>Asks for the words of somebody who is known. Null when they have none.</summary>
    public static Statement? Words(Answering at, StatementDraft draft)
    {
        var isThere = at.Evidence.Statements.ContainsKey(draft.Item.Id);
        while (true)
        {
            var says = Asking.Text(isThere ? "Your words; nothing keeps those that are there" : "Your words, with a number, a date or a link");
            if (says.Length == 0 && !isThere)
            {
                return null;
            }

            var statement = (draft with { Says = says.Length == 0 ? null : says }).Fill(at);
            var against = Objections.To(statement, draft.Item, at[draft.Item].Parts, at.Evidence);
            foreach (var objection in against)
            {
                Console.WriteLine($"  {objection}");
            }

            if (against.Count == 0)
            {
                return Asking.Confirm($"{statement.By} says this until {statement.Until:yyyy-MM-dd}. Write it?") ? statement : null;
            }

            if (!Asking.Confirm("Say it in other words?"))
            {
                return null;
            }
        }
    }
}
