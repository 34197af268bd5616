using Airworthy.Core.Reading;

namespace Airworthy.Core.Statements;

public enum StatementKind { Attestation, ManualTest }

/// <summary>A named person's signed, expiring claim about one item: <c>.airworthy/statements/&lt;item&gt;.yaml</c>.</summary>
public sealed record Statement
{
    [Must] public string Item { get; init; } = "";

    public StatementKind Kind { get; init; }

    [Must] public string Says { get; init; } = "";

    /// <summary>A handle in <c>people.yaml</c>.</summary>
    [Must] public string By { get; init; } = "";

    public Role? Role { get; init; }

    [Must] public DateOnly On { get; init; }

    /// <summary>The last day it counts; never later than <see cref="On"/> plus the item's days.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Digests of what it was about when it was written; filled by the command.</summary>
    public IReadOnlyDictionary<string, string>? Binds { get; init; }

    public IReadOnlyList<Link>? Links { get; init; }

    /// <summary>Manual test: whom the written result was given to, at least two people or a channel.</summary>
    [OneOrMany] public IReadOnlyList<string>? DistributedTo { get; init; }

    /// <summary>Manual test: <c>pass</c> or <c>fail</c>.</summary>
    public ManualResult? Result { get; init; }

    public SawAtRenewal? Saw { get; init; }

    /// <summary>The moment the command wrote it, by the clock of that machine; a file that was written by hand has none.</summary>
    public DateTimeOffset? Written { get; init; }
}

public enum ManualResult { Pass, Fail }

public sealed record Link
{
    public string? Title { get; init; }

    public string? Url { get; init; }

    [Key("sha256")] public string? Sha256 { get; init; }

    [Path] public string? Kept { get; init; }
}

/// <summary>What lay before the signer when the statement was renewed.</summary>
public sealed record SawAtRenewal
{
    /// <summary>How often in a row the same person renewed the same words without a new link; new words start again at 0.</summary>
    [Within(0, 1000)] public int Renewal { get; init; }

    /// <summary>What the statement is bound to that changed since it was last signed: <c>contract</c>, <c>data</c> …</summary>
    public IReadOnlyList<string>? ChangesSinceLast { get; init; }
}

/// <summary>How a statement came to be where it is, weakest first.</summary>
public enum Grade
{
    /// <summary>On somebody's disk or an unmerged branch; gates ignore it.</summary>
    Preview,

    /// <summary>Merged, by its signer alone.</summary>
    Alone,

    /// <summary>Merged after somebody else approved it.</summary>
    Reviewed,

    /// <summary>A signature of a known key verifies.</summary>
    Signed,
}

/// <summary>A statement with what was seen of its file.</summary>
/// <param name="Reviewer">Who approved it, if somebody did.</param>
public sealed record StatementOnFile(Statement Statement, Grade Grade, string Path, string Sha256, string? Reviewer = null)
{
    /// <summary>Handles of those whose signatures on it verify, the maker's own among them if it does.</summary>
    public IReadOnlyList<string> Signers { get; init; } = [];

    /// <summary>What is wrong with signatures that lie beside it, one sentence each. Such a signature counts for nothing.</summary>
    public IReadOnlyList<string> SignatureTroubles { get; init; } = [];

    /// <summary>Whether somebody besides its maker looked at it: by review, or by a signature of their own.</summary>
    public bool HasSecond => Grade == Grade.Reviewed || Reviewer is not null || Signers.Any(s => s != Statement.By);
}

/// <summary>An accepted risk: <c>.airworthy/waivers/&lt;item&gt;--&lt;until&gt;.yaml</c>. A mark on top of the status.</summary>
public sealed record Waiver
{
    [Must] public string Item { get; init; } = "";

    [Must] public string Risk { get; init; } = "";

    [Must] public string Because { get; init; } = "";

    [Must] public string Mitigation { get; init; } = "";

    [Must] public string By { get; init; } = "";

    [Must, OneOrMany] public IReadOnlyList<string>? ApprovedBy { get; init; }

    [Must] public DateOnly On { get; init; }

    /// <summary>The last day it holds, that day included.</summary>
    [Must] public DateOnly Until { get; init; }

    public string? Ticket { get; init; }
}

/// <summary>A box that cannot apply: <c>.airworthy/not-applicable/&lt;item&gt;.yaml</c>.</summary>
public sealed record NotApplicable
{
    [Must] public string Item { get; init; } = "";

    [Must] public string Because { get; init; } = "";

    [Must] public string By { get; init; } = "";

    [Must] public string ApprovedBy { get; init; } = "";

    [Must] public DateOnly On { get; init; }

    [Must] public DateOnly Until { get; init; }

    /// <summary>The condition under which the file is void, in words of the item's page.</summary>
    public string? Unless { get; init; }
}

/// <summary>Who is on the project: <c>.airworthy/people.yaml</c>.</summary>
public sealed record People
{
    [Key("people"), Must] public IReadOnlyDictionary<string, Person>? ByHandle { get; init; }

    public static readonly People Nobody = new() { ByHandle = new InOrder<Person>() };

    public Person? this[string? handle] => handle is not null && ByHandle!.TryGetValue(handle, out var person) ? person : null;

    /// <summary>The handle that owns an e-mail address, or null.</summary>
    public string? HandleOf(string email) => ByHandle!.FirstOrDefault(p => p.Value.Emails?.Contains(email, StringComparer.OrdinalIgnoreCase) == true
        || string.Equals(p.Value.Contact, email, StringComparison.OrdinalIgnoreCase)).Key;
}

public sealed record Person
{
    [Must] public string Name { get; init; } = "";

    public string? Contact { get; init; }

    /// <summary>Addresses under which the person commits.</summary>
    [OneOrMany] public IReadOnlyList<string>? Emails { get; init; }

    [Must] public IReadOnlyList<Role>? Roles { get; init; }

    public bool Active { get; init; } = true;

    /// <summary>The account on a team server, if there is one.</summary>
    public string? Account { get; init; }

    public bool Is(params ReadOnlySpan<Role> roles)
    {
        foreach (var role in roles)
        {
            if (Roles?.Contains(role) == true)
            {
                return true;
            }
        }

        return false;
    }
}
