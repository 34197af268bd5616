namespace Airworthy.Core.Checklist;

/// <summary>Something to do next.</summary>
/// <param name="Minutes">About how long it takes.</param>
/// <param name="Because">Why this first: severity, what waits for it.</param>
/// <param name="Step">The sentence that says what to do.</param>
public sealed record NextStep(ItemState Item, double Priority, int Minutes, string Because, string Step);

/// <summary>Puts what is not done into an order of work.</summary>
public static class NextSteps
{
    /// <summary>
    /// Priority = severity × weight of the status × weight of the stop × (1 + items that wait for it) ÷ hours.
    /// Starred items of the coming stop come before unstarred ones; ties go to the smaller effort, then to the id.
    /// </summary>
    public static IReadOnlyList<NextStep> Of(IReadOnlyList<ItemState> states, Stage stage)
    {
        var open = states.Where(s => !s.IsLater && s is { Status: Status.Failing or Status.Unanswered or Status.Stale }).ToList();
        var coming = Coming(stage);
        var notDone = open.Select(s => s.Item.Id).ToHashSet(StringComparer.Ordinal);
        return [.. open
            .Where(HasSomethingToDo)
            .Select(state =>
            {
                var waiting = (state.Item.Front.Feeds ?? []).Count(notDone.Contains);
                var hours = Hours(state);
                var priority = state.Item.Severity * StatusWeight(state) * StopWeight(state.Item.Stop, coming) * (1 + waiting) / hours;
                var because = $"severity {state.Item.Severity}{(waiting > 0 ? $", {waiting} other{(waiting == 1 ? " waits" : "s wait")} for it" : "")}";
                return new NextStep(state, priority, (int)Math.Round(hours * 60), because, state.Next ?? $"Run `airworthy explain {state.Item.Id}`.");
            })
            .OrderByDescending(n => n.Item.Item.Front.Starred && n.Item.Item.Stop <= coming)
            .ThenByDescending(n => n.Priority)
            .ThenBy(n => n.Minutes)
            .ThenBy(n => n.Item.Item.Id, StringComparer.Ordinal)];
    }

    /// <summary>The stop that comes after a stage.</summary>
    public static Stop Coming(Stage stage) => stage switch
    {
        Stage.Idea => Stop.P1,
        Stage.Data => Stop.P2,
        Stage.Model => Stop.P3,
        Stage.Shadow => Stop.P4,
        _ => Stop.P5,
    };

    // What only a later version can judge is no work for the team.
    private static bool HasSomethingToDo(ItemState state) =>
        state.Status == Status.Failing || state.Parts.Any(p => p.Standing is Standing.Open or Standing.Stale && (p.Part.Tier is not null || p.Part.IsStatement));

    private static double StatusWeight(ItemState state) => (state.Waived is null ? 1 : 0.3) * state.Status switch
    {
        Status.Failing => 5,
        Status.Unanswered => 3,
        Status.Stale => 2,
        _ => 0,
    };

    private static double StopWeight(Stop stop, Stop coming) => stop < coming ? 4 : stop == coming ? 3 : 1;

    private static double Hours(ItemState state)
    {
        var part = state.Parts.FirstOrDefault(p => p.Standing is Standing.Red) ?? state.Parts.FirstOrDefault(p => p.Standing is Standing.Open or Standing.Stale);
        return part?.Part switch
        {
            null => 1,
            { IsStatement: true } => 0.25,
            { Tier: Tier.T0 } => 0.25,
            { Tier: Tier.T1 } => 0.5,
            { Tier: Tier.T2 } => 1,
            _ => 2,
        };
    }
}
