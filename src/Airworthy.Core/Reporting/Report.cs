using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Reporting;

/// <summary>All statuses of a project at one instant. Every writer prints this and nothing else.</summary>
public sealed record Report
{
    /// <summary>How many things to do next a report names. More than three are a list nobody begins.</summary>
    public const int MostNext = 3;

    public required string Project { get; init; }

    public ProjectKind? Kind { get; init; }

    public required Stage Stage { get; init; }

    /// <summary>Why the stage is another than the contract's, as a sentence; null when it is the contract's.</summary>
    public string? StageBecause { get; init; }

    public required Policy Policy { get; init; }

    /// <summary>The day that counts as today because the contract says so; null when it is the clock's.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The day that counts as today.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>When the statuses were computed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The contract's file as the user named it.</summary>
    public string ContractFile { get; init; } = ContractReader.FileName;

    /// <summary>What is wrong with the project's files, and where.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Guessed fields that nobody confirmed yet.</summary>
    public IReadOnlyList<string> Guessed { get; init; } = [];

    /// <summary>Every item, in the checklist's order.</summary>
    public required IReadOnlyList<ItemState> Items { get; init; }

    /// <summary>Every item as it stands at each stop: there, all that the stop's stage asks for is due. Null when only <see cref="Items"/> are known.</summary>
    public IReadOnlyDictionary<Stop, IReadOnlyList<ItemState>>? AtStops { get; init; }

    /// <summary>Every item as it stands at a stop.</summary>
    public IReadOnlyList<ItemState> ItemsAt(Stop stop) => AtStops?.GetValueOrDefault(stop) ?? Items;

    public People People { get; init; } = People.Nobody;

    /// <summary>Digests of what the evidence is about, by kind.</summary>
    public IReadOnlyDictionary<string, string> Subjects { get; init; } = new Dictionary<string, string>();

    /// <summary>The registered model that carries the alias <c>champion</c>, if there is one.</summary>
    public string? Model { get; init; }

    /// <summary>The handle of whoever answers for the project, if the contract names somebody.</summary>
    public string? Owner { get; init; }

    public required Score Score { get; init; }

    /// <summary>What to do next, most urgent first; at most <see cref="MostNext"/> things.</summary>
    public IReadOnlyList<NextStep> Next { get; init; } = [];

    /// <summary>What running the checks took; null when nothing was run for this report.</summary>
    public RunStatistics? Run { get; init; }

    /// <summary>What changed since an earlier state; null when none was compared.</summary>
    public Changes? Changes { get; init; }

    /// <summary>Waivers and not-applicable claims that do not count, and why.</summary>
    public IReadOnlyList<VoidClaim> Void { get; init; } = [];

    /// <summary>The report of a project whose items were evaluated. What else is known is added with <c>with</c>.</summary>
    public static Report Of(Evidence evidence, IReadOnlyList<ItemState> items) => new()
    {
        Project = evidence.Contract.Project,
        Kind = evidence.Contract.Kind,
        Stage = evidence.Stage,
        StageBecause = evidence.LiveByFact?.Says,
        Policy = evidence.Policy,
        AsOf = evidence.Contract.AsOf,
        Today = evidence.Today,
        At = evidence.Now,
        ContractFile = evidence.Contract.Source.File,
        Owner = evidence.Contract.Owner?.Person is { Length: > 0 } owner ? owner : null,
        Guessed = evidence.Contract.Guessed ?? [],
        Items = items,
        AtStops = Enum.GetValues<Stop>().ToDictionary(stop => stop, stop => Gate.ItemsAt(stop, items, evidence)),
        Score = Score.Of(items, evidence),
        Next = [.. NextSteps.Of(items, evidence.Stage).Take(MostNext)],
        People = evidence.People,
        Subjects = evidence.Subjects.Digests.ToDictionary(d => WordAttribute.Of(d.Key), d => d.Value),
        Void = VoidClaim.Of(evidence, items),
    };

    /// <summary>Items with something due at the project's stage.</summary>
    public IEnumerable<ItemState> Due => Items.Where(i => !i.IsLater);

    /// <summary>Items of stages the project has not come to: counted nowhere.</summary>
    public IEnumerable<ItemState> Later => Items.Where(i => i.IsLater);

    /// <summary>How many due items have a status.</summary>
    public int Count(Status status) => Due.Count(i => i.Status == status);

    /// <summary>The items by section, in the checklist's order.</summary>
    public IEnumerable<IGrouping<string, ItemState>> Sections => Items.GroupBy(i => i.Item.Section);

    /// <summary>The five stops.</summary>
    public IEnumerable<StopSummary> Stops => Enum.GetValues<Stop>().Select(s => new StopSummary(s, [.. ItemsAt(s).Where(i => i.Item.Stop == s)])
    {
        NotYet = Later.Where(i => i.Status != Status.NotApplicable).Select(i => i.Item.Id).ToHashSet(StringComparer.Ordinal),
    });

    /// <summary>What ends next: statements that count and waivers in force, soonest first.</summary>
    public IEnumerable<Expiry> Expiries => Items.SelectMany(i =>
        i.Parts.Where(p => p is { Standing: Standing.Good, Statement: not null })
            .Select(p => new Expiry(StatementStanding.Until(i.Item, p.Statement!.Statement), i, p.Statement!.Statement.By, IsWaiver: false))
            .Concat(i.Waived is { } w ? [new Expiry(w.Until, i, w.By, IsWaiver: true)] : []))
        .OrderBy(e => e.On).ThenBy(e => e.Item.Item.Front.Order);

    /// <summary>The name of the person with a handle, or the handle when nobody has it.</summary>
    public string NameOf(string handle) => People[handle]?.Name is { Length: > 0 } name ? name : handle;
}

/// <summary>One of the five moments at which a team stops and confirms: how its starred items stand.</summary>
/// <param name="Items">All items of the stop, starred or not, as they stand when all that the stop asks for is due.</param>
public sealed record StopSummary(Stop Stop, IReadOnlyList<ItemState> Items)
{
    /// <summary>Items that no part of is due at the project's own stage, by id.</summary>
    public IReadOnlySet<string> NotYet { get; init; } = new HashSet<string>();

    public string Title => Wording.StopTitle(Stop);

    public IEnumerable<ItemState> Starred => Items.Where(i => i.Item.Front.Starred);

    /// <summary>Starred items that can apply: those with a not-applicable claim are left out.</summary>
    public int Of => Starred.Count(i => i.Status != Status.NotApplicable);

    /// <summary>Starred items that are verified or attested. What rests on a preview is not among them.</summary>
    public int Done => Starred.Count(i => i is { IsDone: true, IsPreview: false, IsLater: false });

    /// <summary>Starred items that are not done and whose risk somebody accepted.</summary>
    public int Waived => Starred.Count(i => i is { IsDone: false, Waived: not null } && i.Status != Status.NotApplicable);

    public int Failing => Starred.Count(i => i.Status == Status.Failing && !NotYet.Contains(i.Item.Id));

    /// <summary>Starred items that no part of is due yet.</summary>
    public int Later => Starred.Count(i => NotYet.Contains(i.Item.Id));
}

/// <summary>The last day on which something a person said counts.</summary>
/// <param name="By">The handle of the person.</param>
public sealed record Expiry(DateOnly On, ItemState Item, string By, bool IsWaiver);

/// <summary>What running the checks took.</summary>
/// <param name="Judged">Parts judged in this run.</param>
/// <param name="Reused">Parts whose record still held, because nothing they read had changed.</param>
/// <param name="Crashed">Parts whose probe or check crashed.</param>
public sealed record RunStatistics(int Judged, int Reused, int Crashed, TimeSpan Took)
{
    /// <summary>Parts that were left out, such as those that need data in a run without it.</summary>
    public int Skipped { get; init; }
}

/// <summary>In which direction something went.</summary>
public enum Direction { Loosened, Worse, Better }

/// <summary>What changed since an earlier state.</summary>
/// <param name="Since">What it was compared with, in words: a branch, a release, a day.</param>
/// <param name="All">In any order; writers put what was loosened first.</param>
/// <param name="Unchanged">Items whose status is the same.</param>
public sealed record Changes(string Since, IReadOnlyList<Change> All, int Unchanged)
{
    public IEnumerable<Change> Of(Direction direction) => All.Where(c => c.Direction == direction);
}

/// <summary>One change.</summary>
/// <param name="What">The contract field, or the item's id.</param>
/// <param name="Was">The value or status before.</param>
/// <param name="Is">The value or status now.</param>
/// <param name="Says">What it means, or the sentence that decided.</param>
public sealed record Change(Direction Direction, string What, string Was, string Is, string Says)
{
    /// <summary>Who must act, if somebody must.</summary>
    public string? Who { get; init; }

    /// <summary>Where it stands, if it stands in a file.</summary>
    public Place? At { get; init; }
}

/// <summary>A waiver or a not-applicable claim that does not count.</summary>
/// <param name="Kind"><c>waiver</c> or <c>not applicable</c>.</param>
public sealed record VoidClaim(string Kind, string Item, string By, string Why)
{
    private const string NoSuchItem = "no item has this id";

    /// <summary>Every waiver and claim of the project that does not count.</summary>
    public static IReadOnlyList<VoidClaim> Of(Evidence evidence, IReadOnlyList<ItemState> items) => [.. Judged(evidence, id => items.FirstOrDefault(i => i.Item.Id == id)?.Item).Where(c => c.Why is not null).Select(c => new VoidClaim(c.Kind, c.Item, c.By, c.Why!))];

    private static IEnumerable<(string Kind, string Item, string By, string? Why)> Judged(Evidence evidence, Func<string, Item?> find) =>
    [
        .. evidence.Waivers.Select(w => (Kind: "waiver", w.Item, w.By, Why: find(w.Item) is { } item ? Waivers.WhyVoid(w, item, evidence) : NoSuchItem)),
        .. evidence.NotApplicable.Select(n => (Kind: "not applicable", n.Item, n.By, Why: find(n.Item) is { } item ? NotApplicableClaims.WhyVoid(n, item, evidence) : NoSuchItem)),
    ];
}
