using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>Drills of what serves, newest first.</summary>
public sealed record Rehearsals(IReadOnlyList<Rehearsed> Of) : Observation
{
    /// <summary>The newest of a name that is at most so old; null without one.</summary>
    public Rehearsed? Newest(string drill, int days) => Of.FirstOrDefault(r => r.Drill == drill && r.DaysAgo <= days);
}

/// <summary>One drill, as it was kept.</summary>
/// <param name="Drill"><c>rollback</c>, <c>switch</c>, <c>canary</c>, <c>shadow</c>, <c>fallback</c>.</param>
/// <param name="Outcome">Met where all went as it should.</param>
/// <param name="Where"><c>live</c>, or <c>own</c>: a gateway made for it.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Measured">What was counted and timed, by name.</param>
/// <param name="About">Digests of the versions that answered, by their address.</param>
public sealed record Rehearsed(string Drill, double DaysAgo, Answer Outcome, string Says, string? Next = null, string Where = "own", double Seconds = 0, IReadOnlyDictionary<string, double>? Measured = null,
    IReadOnlyDictionary<string, string>? About = null)
{
    /// <summary>For a person: <c>in a gateway of its own</c>.</summary>
    public string Place => Where == "live" ? "at the running endpoint" : "in a gateway of its own";

    /// <summary>What was counted or timed; null where it was not.</summary>
    public double? this[string name] => Measured is { } all && all.TryGetValue(name, out var value) ? value : null;
}
