using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Statements;

/// <summary>How a team left a stop.</summary>
public enum StopAnswer
{
    Go,

    /// <summary>Everything is answered, and some statements are not merged yet; with them merged it is a go.</summary>
    GoOnceMerged,
    NoGo,
}

/// <summary>What a team decided at a stop, and what lay before it: <c>.airworthy/stops/&lt;stop&gt;--&lt;day&gt;.yaml</c>. Nothing is computed from it again.</summary>
public sealed record StopDecision
{
    [Must] public Stop? Stop { get; init; }

    [Must] public StopAnswer? Decision { get; init; }

    public string? Because { get; init; }

    /// <summary>Handles of those who decided.</summary>
    [Must, OneOrMany] public IReadOnlyList<string>? By { get; init; }

    [Must] public DateOnly On { get; init; }

    /// <summary>The commit that was checked out.</summary>
    public string? Commit { get; init; }

    /// <summary>Starred items up to the stop that were done or not applicable.</summary>
    public IReadOnlyList<string>? Done { get; init; }

    /// <summary>Red items with the sentence that decided.</summary>
    public IReadOnlyDictionary<string, string>? Failing { get; init; }

    /// <summary>Unanswered and stale items with the reason.</summary>
    public IReadOnlyDictionary<string, string>? Open { get; init; }

    /// <summary>Items whose statements were not merged yet.</summary>
    public IReadOnlyList<string>? NotMerged { get; init; }

    /// <summary>Items that are not done and whose risk was accepted: how each stood, until when, by whom.</summary>
    public IReadOnlyDictionary<string, string>? Waived { get; init; }

    /// <summary>Who confirmed an item aloud.</summary>
    public IReadOnlyDictionary<string, string>? Confirmed { get; init; }

    /// <summary>What the starred items up to a stop amount to.</summary>
    /// <param name="states">Every item as it stands at the stop.</param>
    /// <param name="confirmed">Who confirmed which item aloud.</param>
    public static StopDecision Of(Stop stop, IReadOnlyList<ItemState> states, IReadOnlyDictionary<string, string> confirmed, IReadOnlyList<string> by, bool isNoGo, string? because, DateOnly on, string? commit)
    {
        var gate = Gate.Of(stop, states);
        var starred = states.Where(s => s.Item.Front.Starred && s.Item.Stop <= stop).ToList();
        var previews = gate.Open.Where(s => s.IsPreview).ToList();
        var open = gate.Open.Except(previews).ToList();
        return new StopDecision
        {
            Stop = stop,
            Decision = isNoGo || gate.Failing.Count + open.Count > 0 ? StopAnswer.NoGo : previews.Count > 0 ? StopAnswer.GoOnceMerged : StopAnswer.Go,
            Because = because,
            By = by,
            On = on,
            Commit = commit,
            Done = [.. starred.Where(s => s.Status == Status.NotApplicable || (s.IsDone && !s.IsPreview)).Select(s => s.Item.Id)],
            Failing = Map(gate.Failing, s => s.Why),
            Open = Map(open, s => $"{s.Status.ToString().ToLowerInvariant()}: {s.Why}"),
            NotMerged = [.. previews.Select(s => s.Item.Id)],
            Waived = Map(starred.Where(s => s is { Waived: not null, IsDone: false } && s.Status != Status.NotApplicable),
                s => $"{s.Status.ToString().ToLowerInvariant()}, until {s.Waived!.Until:yyyy-MM-dd}, by {string.Join(" and ", (s.Waived.ApprovedBy ?? []).Prepend(s.Waived.By).Distinct())}"),
            Confirmed = confirmed,
        };
    }

    /// <summary>Everything that speaks against writing a decision down; none when it can be.</summary>
    public IReadOnlyList<Objection> Objections(IReadOnlyList<ItemState> states, People people)
    {
        var against = new List<Objection>();
        foreach (var handle in (By ?? []).Concat((Confirmed ?? new Dictionary<string, string>()).Values).Distinct().Where(h => people[h] is not { Active: true }))
        {
            against.Add(new Objection($"{handle} is not active in .airworthy/people.yaml.", $"Name one of {string.Join(", ", people.ByHandle!.Where(p => p.Value.Active).Select(p => p.Key))}."));
        }

        if (Decision != StopAnswer.NoGo && !(By ?? []).Any(h => people[h]?.Is(Role.Owner, Role.Deputy, Role.Manager) == true))
        {
            against.Add(new Objection("Nobody who decides is owner, deputy or manager.", "Let one of them say go: --by HANDLE."));
        }

        if (Decision == StopAnswer.NoGo && Failing!.Count + Open!.Count == 0 && Because is null)
        {
            against.Add(new Objection("Nothing is open, and the answer is no.", "Say why: --because \"…\"."));
        }

        foreach (var (id, _) in Confirmed ?? new Dictionary<string, string>())
        {
            if (states.FirstOrDefault(s => s.Item.Id == id) is not { } state || !state.Item.Front.Starred || state.Item.Stop > Stop)
            {
                against.Add(new Objection($"{id} is no starred item of this stop or an earlier one.", $"Name one of {string.Join(", ", states.Where(s => s.Item.Front.Starred && s.Item.Stop <= Stop).Select(s => s.Item.Id))}."));
            }
            else if (state.Status == Status.Failing)
            {
                against.Add(new Objection($"{id} is red, and nobody can confirm over a red check.", $"Mend it, or accept the risk: `airworthy waive {id}`."));
            }
        }

        return against;
    }

    private static Dictionary<string, string> Map(IEnumerable<ItemState> states, Func<ItemState, string> say) => states.ToDictionary(s => s.Item.Id, say);
}
