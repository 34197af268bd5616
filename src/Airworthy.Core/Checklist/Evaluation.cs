using Airworthy.Core.Contracts;
using Airworthy.Core.Records;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Checklist;

/// <summary>What came of judging one part in this run, or what a record says of it.</summary>
/// <param name="Subject">Digests of what it was about, by kind.</param>
public sealed record PartSeen(PartId Id, Verdict Verdict, IReadOnlyDictionary<string, string> Subject, DateTimeOffset At)
{
    public bool Reused { get; init; }

    public string? Crash { get; init; }

    public string? Record { get; init; }

    /// <summary>The state of the project that was seen, if it is taken from a record.</summary>
    public string? State { get; init; }

    public long TookMs { get; init; }
}

/// <summary>Everything that is known of a project at one instant.</summary>
public sealed record Evidence
{
    /// <summary>The contract as it counts: of a project that is live by fact, its stage is live.</summary>
    public required ProjectContract Contract { get; init; }

    /// <summary>What makes the project live although its contract says otherwise; null where nothing does.</summary>
    public LiveByFact? LiveByFact { get; init; }

    public required Subjects Subjects { get; init; }

    /// <summary>The day that counts as today.</summary>
    public required DateOnly Today { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Machine parts judged in this run.</summary>
    public IReadOnlyDictionary<PartId, PartSeen> Seen { get; init; } = new Dictionary<PartId, PartSeen>();

    /// <summary>All records, oldest first.</summary>
    public IReadOnlyList<CheckRecord> Records { get; init; } = [];

    public IReadOnlyDictionary<string, StatementOnFile> Statements { get; init; } = new Dictionary<string, StatementOnFile>();

    public People People { get; init; } = People.Nobody;

    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    public IReadOnlyList<NotApplicable> NotApplicable { get; init; } = [];

    /// <summary>What git saw change since a statement came to be there, by item; every change has its name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Difference>> SinceSigned { get; init; } = new Dictionary<string, IReadOnlyList<Difference>>();

    /// <summary>Who made things what they are now, for changes that stand in the report.</summary>
    public IReadOnlyDictionary<Difference, Origin> Origins { get; init; } = new Dictionary<Difference, Origin>();

    /// <summary>Items whose statements were signed in bulk.</summary>
    public IReadOnlySet<string> SignedInBulk => Bulk.Of(Statements.Values.Select(s => s.Statement));

    /// <summary>Parts whose chain of records has a gap.</summary>
    public IReadOnlySet<PartId> Broken => field ??= Chains.Broken(Records);

    public Policy Policy => Contract.PolicyOrStandard;

    public Stage Stage => Contract.StageOrIdea;
}

/// <summary>Computes the status of every item. Pure; knows nothing of how evidence was found.</summary>
public static class Evaluation
{
    public static IReadOnlyList<ItemState> Of(IEnumerable<Item> items, Evidence evidence)
    {
        var bulk = evidence.SignedInBulk;
        return [.. items.Select(item => Of(item, evidence, bulk))];
    }

    public static ItemState Of(Item item, Evidence evidence) => Of(item, evidence, evidence.SignedInBulk);

    private static ItemState Of(Item item, Evidence evidence, IReadOnlySet<string> bulk)
    {
        var statement = evidence.Statements.GetValueOrDefault(item.Id)?.Statement;
        var parts = item.Parts.Select(part => part.Under(evidence.Contract)).Select(part => part.IsStatement
            ? StatementStanding.Of(item, part, evidence)
            : Machine(item, part, evidence)).ToList();
        var waiver = evidence.Waivers.Where(w => w.Item == item.Id && Waivers.WhyVoid(w, item, evidence) is null).MaxBy(w => w.Until);
        var state = Decide(item, parts, evidence) with { Waived = waiver };
        string?[] marks =
        [
            waiver is null ? null : "waived",
            waiver is not null && Waivers.InARow(waiver, evidence.Waivers) >= Waivers.LivedWith ? "lived with" : null,
            statement is not null && bulk.Contains(item.Id) ? "signed in bulk" : null,
            statement?.Saw is { Renewal: >= 1, ChangesSinceLast: null or { Count: 0 } } saw ? $"renewed unchanged ×{saw.Renewal}" : null,
            item.Parts.Any(p => evidence.Broken.Contains(p.Id)) ? "history broken" : null,
        ];
        return state with { Marks = [.. state.Marks, .. marks.OfType<string>()] };
    }

    private static ItemState Decide(Item item, List<PartState> parts, Evidence evidence)
    {
        if (evidence.NotApplicable.FirstOrDefault(n => n.Item == item.Id) is { } claim && NotApplicableClaims.WhyVoid(claim, item, evidence) is null)
        {
            return new ItemState(item, Status.NotApplicable, parts) { Why = $"{claim.Because.Trim()} ({claim.By}, approved by {claim.ApprovedBy}, until {claim.Until:yyyy-MM-dd})" };
        }

        var due = parts.Where(p => p.Part.IsDue(evidence.Stage)).ToList();
        var later = due.Count == 0;
        var marks = new List<string>();
        if (parts.Any(p => p.Crash is not null))
        {
            marks.Add("error");
        }

        ItemState Is(Status status, PartState because) => new(item, status, parts)
        {
            Why = because.Verdict.Says,
            Next = because.Verdict.Next,
            IsLater = later,
            Marks = marks,
        };

        if (parts.FirstOrDefault(p => p.Standing == Standing.Red && (p.Part.Optional || p.Part.IsDue(evidence.Stage))) is { } red)
        {
            return Is(Status.Failing, red);
        }

        if (due.FirstOrDefault(p => p.Standing == Standing.Open) is { } open)
        {
            if (due.FirstOrDefault(p => p is { Standing: Standing.Open, Verdict.Answer: Answer.Undecided }) is { } undecided)
            {
                marks.Add("undecided");
                return Is(Status.Unanswered, undecided);
            }

            return Is(Status.Unanswered, open);
        }

        if (due.FirstOrDefault(p => p.Standing == Standing.Stale) is { } stale)
        {
            return Is(Status.Stale, stale);
        }

        if (later)
        {
            return new ItemState(item, Status.Unanswered, parts) { Why = $"Not due before the stage {parts.Where(p => !p.Part.Optional).Select(p => p.Part.From).DefaultIfEmpty(Stage.Live).Min().ToString().ToLowerInvariant()}.", IsLater = true, Marks = marks };
        }

        var statement = due.FirstOrDefault(p => p.Part.IsStatement);
        if (statement?.Statement is { } signed)
        {
            marks.Add(signed.Grade.ToString().ToLowerInvariant());
        }

        var measured = due.Where(p => p.Part.Tier is Tier.T2 or Tier.T3).ToList();
        if (statement is null && measured.Count == 0)
        {
            marks.Add("declared");
        }

        var isVerified = statement is null && measured.Count > 0 && item.Front.Ceiling == Ceiling.Verified;
        return Is(isVerified ? Status.Verified : Status.Attested, isVerified ? measured[0] : statement ?? due[^1]) with
        {
            IsPreview = statement?.Statement?.Grade == Grade.Preview,
        };
    }

    private static PartState Machine(Item item, Part part, Evidence evidence)
    {
        var subject = evidence.Subjects.Of(item);
        var due = part.IsDue(evidence.Stage);
        var again = $"Run `airworthy check {item.Id}{(item.Own is not null && part.Id.Part == Item.CommandPart ? " --pack-commands" : "")}`.";
        if (part.Tier is null)
        {
            return new PartState(part, due ? Standing.Open : Standing.Later,
                Verdict.Unknown($"{part.Id} is not judged by this version.", $"Read `airworthy explain {item.Id}` for what will have to be seen."));
        }

        var seen = evidence.Seen.GetValueOrDefault(part.Id) ?? Newest(item, part, evidence);
        if (seen is null)
        {
            return new PartState(part, due ? Standing.Open : Standing.Later, Verdict.Unknown($"{part.Id} has never run.", again));
        }

        if (evidence.Broken.Contains(part.Id) && !evidence.Seen.ContainsKey(part.Id))
        {
            return new PartState(part, due ? Standing.Stale : Standing.Later,
                Verdict.Unknown($"The history of {part.Id} is broken: a record was removed or edited.", $"Run `airworthy check {item.Id}`; `airworthy records verify` names the gap."));
        }

        var state = new PartState(part, Standing.Good, seen.Verdict)
        {
            At = seen.At,
            Reused = seen.Reused,
            Crash = seen.Crash,
            Subject = seen.Subject,
            Record = seen.Record,
        };
        if (!due && !part.Optional)
        {
            return state with { Standing = Standing.Later };
        }

        if (ChangedSince(seen.Subject, subject) is { Count: > 0 } kinds)
        {
            var changed = Cause.OfState(item, kinds, seen.State, evidence);
            return state with
            {
                Standing = Standing.Stale,
                Changed = changed,
                Verdict = Verdict.Unknown($"{part.Id} was last judged before its {Cause.Say(changed, evidence)}.", again),
            };
        }

        if (item.Front.MaxAgeDays is { } days && evidence.Now - seen.At > TimeSpan.FromDays(days) && !evidence.Seen.ContainsKey(part.Id))
        {
            return state with
            {
                Standing = Standing.Stale,
                Verdict = Verdict.Unknown($"{part.Id} was last judged on {seen.At:yyyy-MM-dd}; it counts for {days} days.", again),
            };
        }

        return seen.Verdict.Answer switch
        {
            Answer.Met => state,
            Answer.Unmet => state with { Standing = Standing.Red },
            Answer.Undecided => state with { Standing = Standing.Open },
            _ => state with { Standing = WasEverMet(part, seen.Subject, evidence) ? Standing.Stale : Standing.Open },
        };
    }

    private static PartSeen? Newest(Item item, Part part, Evidence evidence)
    {
        var version = Checks.Of(item, part)?.Version ?? 1;
        return evidence.Records.LastOrDefault(r => r.Check == part.Id.ToString() && r.CheckVersion == version
            && r.By.Kind != WriterKind.Drill && r.At <= evidence.Now) is { } record
            ? new PartSeen(part.Id, record.Verdict, record.Subject, record.At) { Record = record.Id, State = record.State }
            : null;
    }

    private static bool WasEverMet(Part part, IReadOnlyDictionary<string, string> subject, Evidence evidence) =>
        evidence.Records.Any(r => r.Check == part.Id.ToString() && r.Answer == Answer.Met && ChangedSince(r.Subject, subject).Count == 0);

    /// <summary>The kinds whose digests differ between two subjects.</summary>
    public static IReadOnlyList<string> ChangedSince(IReadOnlyDictionary<string, string> then, IReadOnlyDictionary<string, string> now) =>
        [.. now.Keys.Union(then.Keys).Where(k => then.GetValueOrDefault(k) != now.GetValueOrDefault(k)).Order(StringComparer.Ordinal)];
}
