using Airworthy.Core.Checklist;

namespace Airworthy.Web.Projects;

/// <summary>One box of a published report.</summary>
public sealed record PublishedItem
{
    public string Id { get; set; } = "";

    public string Title { get; set; } = "";

    public string Question { get; set; } = "";

    /// <summary>The folder of its page: <c>Data</c>, <c>TestScore/Model</c> …</summary>
    public string Section { get; set; } = "";

    public string Stop { get; set; } = "";

    public bool Starred { get; set; }

    public int Severity { get; set; }

    /// <summary><c>not-applicable</c>, <c>failing</c>, <c>unanswered</c>, <c>stale</c>, <c>attested</c> or <c>verified</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>No part of it is due at the project's stage.</summary>
    public bool Later { get; set; }

    public bool Preview { get; set; }

    public IReadOnlyList<string> Marks { get; set; } = [];

    public PublishedWaiver? Waived { get; set; }

    /// <summary>The sentence that decided.</summary>
    public string Why { get; set; } = "";

    public string? Next { get; set; }

    /// <summary>The page of an item of the project's own; null for the checklist's.</summary>
    public string? Page { get; set; }

    public IReadOnlyList<PublishedPart> Parts { get; set; } = [];

    /// <summary>Whether it is verified or attested.</summary>
    public bool IsDone => Status is "verified" or "attested";

    /// <summary>Whether it is due and not done, nor put aside.</summary>
    public bool IsOpen => !Later && Status is "failing" or "unanswered" or "stale";

    /// <summary>The name of its look: its status, or <c>later</c>, or <c>undecided</c>.</summary>
    public string Look => Later && Status != "not-applicable" ? "later"
        : Status == "unanswered" && Marks.Contains("undecided") ? "undecided"
        : s_statuses.Contains(Status) ? Status : "unanswered";

    /// <summary>The part whose sentence speaks for the item in one line.</summary>
    public PublishedPart? Speaks => Parts.Where(p => p.Standing != "later").MinBy(p => p.Standing switch
    {
        "red" => 0,
        "stale" => 1,
        "open" => 2,
        _ => p.Statement is null ? 3 : 4,
    });

    /// <summary>The statement behind it, if there is one.</summary>
    public PublishedStatement? Statement => Parts.FirstOrDefault(p => p.Statement is not null)?.Statement;

    /// <summary>The item as the checklist of this program knows it; null for one of the project's own or of another version.</summary>
    public Item? Known => Pages.Find(Id);

    private static readonly string[] s_statuses = ["not-applicable", "failing", "unanswered", "stale", "attested", "verified"];
}

/// <summary>One part of a box, with its evidence.</summary>
public sealed record PublishedPart
{
    /// <summary><c>item/part</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary><c>T0</c> declared, <c>T1</c> found in the repository, <c>T2</c> recomputed, <c>T3</c> read from what happened; null when no machine judges it.</summary>
    public string? Tier { get; set; }

    public string From { get; set; } = "";

    public bool Due { get; set; }

    public bool Optional { get; set; }

    /// <summary><c>good</c>, <c>red</c>, <c>open</c>, <c>stale</c> or <c>later</c>.</summary>
    public string Standing { get; set; } = "";

    /// <summary><c>met</c>, <c>unmet</c>, <c>undecided</c> or <c>unknown</c>.</summary>
    public string Verdict { get; set; } = "";

    public string Says { get; set; } = "";

    public string? Next { get; set; }

    public IReadOnlyDictionary<string, double> Numbers { get; set; } = new Dictionary<string, double>();

    public IReadOnlyList<string> Concerns { get; set; } = [];

    public Shown? Shown { get; set; }

    public IReadOnlyList<PublishedPlot> Plots { get; set; } = [];

    /// <summary>What it cannot tell.</summary>
    public string? Blind { get; set; }

    public string? Source { get; set; }

    public IReadOnlyDictionary<string, string> Subject { get; set; } = new Dictionary<string, string>();

    public DateTimeOffset? Time { get; set; }

    public bool Reused { get; set; }

    public string? Crash { get; set; }

    /// <summary>The digest of its record.</summary>
    public string? Record { get; set; }

    public PublishedStatement? Statement { get; set; }

    /// <summary>The part's own name, behind the slash.</summary>
    public string Name => Id[(Id.IndexOf('/', StringComparison.Ordinal) + 1)..];

    public bool IsStatement => Name == PartId.Statement;

    /// <summary>The name of its look.</summary>
    public string Look => Standing switch
    {
        "good" => IsStatement ? "attested" : "verified",
        "red" => "failing",
        "stale" => "stale",
        "later" => "later",
        _ => Verdict == "undecided" ? "undecided" : "unanswered",
    };

    /// <summary>How it stands, in a word or two.</summary>
    public string Word => Standing switch
    {
        "good" => IsStatement ? "vouched for" : "met",
        "red" => "not met",
        "stale" => "stale",
        "later" => "later",
        _ => Verdict == "undecided" ? "undecided" : "unanswered",
    };
}

/// <summary>A plot as data.</summary>
public sealed record PublishedPlot(string Kind, string Title, IReadOnlyList<string>? Labels = null, IReadOnlyList<IReadOnlyList<double>>? Series = null, IReadOnlyList<double>? X = null,
    string? XAxis = null, string? YAxis = null, double? Limit = null)
{
    /// <summary>The plot as reports draw it.</summary>
    public Plot Plot => new(Kind, Title, Labels ?? [], Series ?? []) { X = X ?? [], XAxis = XAxis ?? "", YAxis = YAxis ?? "", Limit = Limit };
}

/// <summary>A person's word, as it lies in the project.</summary>
/// <param name="Until">The last day it counts.</param>
/// <param name="Grade">How much the signature is worth: <c>alone</c>, <c>reviewed</c> …</param>
public sealed record PublishedStatement(string Kind, string Says, string By, string? Role, DateOnly On, DateOnly Until, string Grade, string? Reviewer, string Path, IReadOnlyList<PublishedLink>? Links);

public sealed record PublishedLink(string? Title, string? Url, string? Kept, string? Sha256);

/// <summary>An accepted risk.</summary>
public sealed record PublishedWaiver(string Risk, string Because, string Mitigation, string By, IReadOnlyList<string>? ApprovedBy, DateOnly On, DateOnly Until, string? Ticket);
