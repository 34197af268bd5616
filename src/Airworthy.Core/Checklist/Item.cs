using Airworthy.Core.Reading;

namespace Airworthy.Core.Checklist;

/// <summary>How far a project has come.</summary>
public enum Stage { Idea, Data, Model, Shadow, Live, Retired }

/// <summary>How strong a machine part is: declared, found in the repository, recomputed now, or read from what happened.</summary>
public enum Tier { [Word("T0")] T0, [Word("T1")] T1, [Word("T2")] T2, [Word("T3")] T3 }

/// <summary>The five moments at which a team stops and confirms.</summary>
public enum Stop { [Word("P1")] P1, [Word("P2")] P2, [Word("P3")] P3, [Word("P4")] P4, [Word("P5")] P5 }

/// <summary>What evidence can be about; when it changes, the evidence no longer counts.</summary>
public enum Bound { Contract, Code, Data, Schema, Model, Deployment }

/// <summary>The best status an item can ever reach: <c>attested</c> where no machine can know the answer.</summary>
public enum Ceiling { Attested, Verified }

/// <summary>A named part of a named item: <c>leakage-safe-split/rows</c>.</summary>
public readonly record struct PartId(string Item, string Part) : IComparable<PartId>
{
    public const string Statement = "statement";

    public override string ToString() => $"{Item}/{Part}";

    public int CompareTo(PartId other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>Reads <c>item/part</c>; null when there is no slash.</summary>
    public static PartId? Parse(string text) => text.Split('/') is [var item, var part] ? new PartId(item, part) : null;

    public static bool operator <(PartId left, PartId right) => left.CompareTo(right) < 0;

    public static bool operator >(PartId left, PartId right) => left.CompareTo(right) > 0;

    public static bool operator <=(PartId left, PartId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PartId left, PartId right) => left.CompareTo(right) >= 0;
}

/// <summary>One part of an item.</summary>
/// <param name="From">The stage from which it is due.</param>
/// <param name="Optional">Shown, may turn the item red, never blocks.</param>
/// <param name="Tier">Its strength if a machine judges it in this version; else null.</param>
public sealed record Part(PartId Id, Stage From, bool Optional, Tier? Tier)
{
    /// <summary>The contract field that makes an optional part due once it is set; null where none does.</summary>
    public string? With { get; init; }

    public bool IsStatement => Id.Part == PartId.Statement;

    /// <summary>The part as it counts under a contract: an optional one is due like any other where its field is set.</summary>
    public Part Under(Contracts.ProjectContract contract) =>
        Optional && With is { } field && Contracts.Promised.Get(contract, field).Value is not null ? this with { Optional = false } : this;

    /// <summary>Whether the project has come far enough for this part to count.</summary>
    public bool IsDue(Stage stage) => !Optional && stage != Stage.Retired && stage >= From;
}

/// <summary>One box of the checklist, or one test of the ML Test Score, as its page declares it.</summary>
public sealed record Item
{
    /// <summary>The part of an item of a pack that a command decides.</summary>
    public const string CommandPart = "command";

    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>The folder of its page: <c>Data</c>, <c>TestScore/Model</c> …</summary>
    public required string Section { get; init; }

    public required ItemFrontMatter Front { get; init; }

    /// <summary>In the order of the page.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>What the project itself says of it, where it comes from a pack of the project; else null.</summary>
    public Packs.OwnItem? Own { get; init; }

    public int Severity => Front.Severity;

    public Stop Stop => Front.Stop ?? Checklist.Stop.P1;

    /// <summary>Whether this is one of the 28 tests that earn points.</summary>
    public bool IsScoreTest => Section.StartsWith("TestScore/", StringComparison.Ordinal);

    /// <summary>Contract fields that must be there for the part <c>contract</c>.</summary>
    public IEnumerable<string> Required => (Front.Reads ?? []).Where(r => !r.EndsWith('?'));

    /// <summary>All contract fields that the item reads.</summary>
    public IEnumerable<string> Read => (Front.Reads ?? []).Select(r => r.TrimEnd('?'));

    public bool Binds(Bound bound) => Front.Binds?.Contains(bound) == true;

    public Part? this[string part] => Parts.FirstOrDefault(p => p.Id.Part == part);
}

/// <summary>The head of an item's page. A closed list of keys.</summary>
public sealed record ItemFrontMatter
{
    [Must] public string Origin { get; init; } = "";

    /// <summary>Its place in the checklist, from 1.</summary>
    [Must, Within(1, 999)] public int Order { get; init; }

    /// <summary>5 can hurt people or be silently wrong.</summary>
    [Must, Within(1, 5)] public int Severity { get; init; }

    [Must] public Stop? Stop { get; init; }

    public bool Starred { get; init; }

    /// <summary>Machine parts that this version judges, with their tier.</summary>
    public IReadOnlyDictionary<string, Tier>? Judged { get; init; }

    /// <summary>All parts in order: the stage from which each is due, or <c>optional</c>.</summary>
    [Must] public IReadOnlyDictionary<string, DueFrom>? Due { get; init; }

    /// <summary>Optional parts that are due once a contract field is set: a statement that is needed only where something is claimed.</summary>
    public IReadOnlyDictionary<string, string>? DueWith { get; init; }

    public IReadOnlyList<string>? Reads { get; init; }

    public IReadOnlyList<Bound>? Binds { get; init; }

    [Within(1, 365, "days")] public int? StatementDays { get; init; }

    /// <summary>Roles that may sign; empty when any may.</summary>
    [OneOrMany] public IReadOnlyList<Statements.Role>? StatementBy { get; init; }

    [Within(1, 365, "days")] public int? MaxAgeDays { get; init; }

    [Must] public Ceiling Ceiling { get; init; }

    /// <summary><c>no</c>, or the condition in words.</summary>
    public string NotApplicable { get; init; } = "no";

    public IReadOnlyList<string>? Feeds { get; init; }

    public IReadOnlyList<string>? Sources { get; init; }
}

/// <summary>From which stage a part is due, as the page says it.</summary>
public enum DueFrom { Idea, Data, Model, Shadow, Live, Optional }
