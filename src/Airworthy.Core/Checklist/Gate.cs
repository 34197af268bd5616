namespace Airworthy.Core.Checklist;

/// <summary>What a stop says: may the team go on?</summary>
/// <param name="Failing">Starred items up to this stop that are red and not waived.</param>
/// <param name="Open">Starred items up to this stop that are unanswered or stale, or done only by a statement that is not merged.</param>
public sealed record GateAnswer(Stop Stop, IReadOnlyList<ItemState> Failing, IReadOnlyList<ItemState> Open, int Starred)
{
    public bool IsGo => Failing.Count == 0 && Open.Count == 0;

    /// <summary>0 go, 1 something is failing, 2 something is open.</summary>
    public int ExitCode => Failing.Count > 0 ? 1 : Open.Count > 0 ? 2 : 0;
}

/// <summary>The people's stops: all starred items of a stop and of the earlier ones must be done, not applicable or waived.</summary>
public static class Gate
{
    /// <summary>The stage that a stop is about to enter: whatever is due there must be seen before the team goes on.</summary>
    public static Stage StageOf(Stop stop) => (Stage)(int)stop;

    /// <summary>Every item as it stands at a stop: a project that has not come so far is asked for what the stop asks.</summary>
    public static IReadOnlyList<ItemState> ItemsAt(Stop stop, IReadOnlyList<ItemState> items, Evidence evidence) =>
        evidence.Stage >= StageOf(stop)
            ? items
            : Evaluation.Of(items.Select(i => i.Item), evidence with { Contract = evidence.Contract with { Stage = StageOf(stop) } });

    public static GateAnswer Of(Stop stop, IEnumerable<ItemState> states)
    {
        var starred = states.Where(s => s.Item.Front.Starred && s.Item.Stop <= stop).ToList();
        var standing = starred.Where(s => s.Waived is null && s.Status != Status.NotApplicable && (!s.IsDone || s.IsPreview)).ToList();
        return new GateAnswer(stop,
            [.. standing.Where(s => s.Status == Status.Failing)],
            [.. standing.Where(s => s.Status != Status.Failing)],
            starred.Count);
    }
}
