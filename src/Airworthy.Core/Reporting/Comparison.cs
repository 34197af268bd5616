using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Reporting;

/// <summary>Compares two states of a project: what is better, what is worse, and which promises were loosened.</summary>
public static class Comparison
{
    /// <param name="since">What the earlier state is called, such as a branch.</param>
    public static Changes Of(string since, Evidence then, IReadOnlyList<ItemState> before, Evidence now, IReadOnlyList<ItemState> after)
    {
        var owner = now.Contract.Owner?.Person;
        var was = before.ToDictionary(s => s.Item.Id);
        var changed = after
            .Where(s => was.ContainsKey(s.Item.Id) && Rank(was[s.Item.Id]) != Rank(s))
            .Select(s => new Change(Rank(s) < Rank(was[s.Item.Id]) ? Direction.Worse : Direction.Better, s.Item.Id, Word(was[s.Item.Id]), Word(s), s.Why));
        var loosened = Loosened.Between(then.Contract, now.Contract)
            .Select(l => new Change(Direction.Loosened, l.Path, l.From, l.To, "The owner must approve it.") { Who = owner, At = now.Contract.Source.At(l.Path) });
        var removed = then.Statements.Keys.Except(now.Statements.Keys).Order(StringComparer.Ordinal)
            .Select(item => new Change(Direction.Loosened, then.Statements[item].Path, "signed", "deleted", "The owner must approve it.") { Who = owner });
        var kept = after.Select(s => s.Item.Id).ToHashSet(StringComparer.Ordinal);
        var dropped = before.Where(s => !kept.Contains(s.Item.Id))
            .Select(s => new Change(Direction.Loosened, s.Item.Id, "an item", "deleted", $"It stood in {s.Item.Front.Origin}. The owner must approve it.") { Who = owner });
        Change[] all = [.. loosened, .. removed, .. dropped, .. changed];
        return new Changes(since, all, after.Count - all.Count(c => c.Direction != Direction.Loosened));
    }

    private static int Rank(ItemState state) => state switch
    {
        { IsLater: true } => 3,
        { Status: Status.Failing } => 0,
        { Status: Status.Unanswered } => 1,
        { Status: Status.Stale } => 2,
        { Status: Status.NotApplicable } => 3,
        { Status: Status.Attested } => 4,
        _ => 5,
    };

    private static string Word(ItemState state) => state.IsLater ? "later" : WordAttribute.Of(state.Status);
}
