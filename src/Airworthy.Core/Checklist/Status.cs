using Airworthy.Core.Statements;

namespace Airworthy.Core.Checklist;

/// <summary>The status of an item. The first that applies wins, in this order.</summary>
public enum Status { NotApplicable, Failing, Unanswered, Stale, Attested, Verified }

/// <summary>How one part stands at one instant.</summary>
public enum Standing
{
    /// <summary>The project has not come this far: shown, counted nowhere.</summary>
    Later,

    /// <summary>It holds, on the current subject, and is fresh.</summary>
    Good,

    /// <summary>It does not hold.</summary>
    Red,

    /// <summary>Nothing is known, or the interval straddles the limit.</summary>
    Open,

    /// <summary>It once held; what it was about has changed, or it is too old, or it could not be looked at again.</summary>
    Stale,
}

/// <summary>One part with its verdict.</summary>
public sealed record PartState(Part Part, Standing Standing, Verdict Verdict)
{
    /// <summary>When it was judged; null when it never was.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Taken from a record because nothing it reads has changed.</summary>
    public bool Reused { get; init; }

    /// <summary>The probe or the check crashed: what it said.</summary>
    public string? Crash { get; init; }

    /// <summary>Digests of what it was about, by kind.</summary>
    public IReadOnlyDictionary<string, string> Subject { get; init; } = new Dictionary<string, string>();

    /// <summary>Digest of the record that carries it, if one was written.</summary>
    public string? Record { get; init; }

    /// <summary>Stale because of these; empty when it is for another reason.</summary>
    public IReadOnlyList<Difference> Changed { get; init; } = [];

    /// <summary>The statement behind it, if it is one.</summary>
    public StatementOnFile? Statement { get; init; }
}

/// <summary>One item with its status at one instant.</summary>
public sealed record ItemState(Item Item, Status Status, IReadOnlyList<PartState> Parts)
{
    /// <summary>No part of it is due at the project's stage.</summary>
    public bool IsLater { get; init; }

    /// <summary>The sentence that decided.</summary>
    public required string Why { get; init; }

    public string? Next { get; init; }

    /// <summary>The waiver in force. It never hides the status underneath.</summary>
    public Waiver? Waived { get; init; }

    /// <summary>It counts as done only because of a statement that has not been merged yet.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Notes that ride on top: <c>undecided</c>, <c>alone</c>, <c>lived with</c>, <c>error</c> …</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>Verified or attested.</summary>
    public bool IsDone => Status is Status.Attested or Status.Verified;
}

/// <summary>The items that hold others up: how each stands before those are judged.</summary>
public sealed record ChecklistSoFar(IReadOnlyDictionary<string, Status> Items) : Observations.Observation
{
    /// <summary>Points of each section of the ML Test Score under the strict reading, by section folder name.</summary>
    public IReadOnlyDictionary<string, double> Points { get; init; } = new Dictionary<string, double>();
}
