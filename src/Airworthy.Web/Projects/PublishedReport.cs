namespace Airworthy.Web.Projects;

/// <summary>A report as the pages read it: the JSON that <c>airworthy check --format json</c> writes. All texts in it are strangers' texts.</summary>
/// <remarks>Its shape is <c>docs/report.schema.json</c>. What was left out is empty here; init-only properties would be null instead, where the reader is generated.</remarks>
public sealed record PublishedReport
{
    public int Format { get; set; }

    public string Project { get; set; } = "";

    public string? Kind { get; set; }

    public string Stage { get; set; } = "";

    /// <summary>Why it is another than the contract's, as a sentence.</summary>
    public string? StageBecause { get; set; }

    public string Policy { get; set; } = "";

    public string? AsOf { get; set; }

    /// <summary>The day that counts as today.</summary>
    public DateOnly Today { get; set; }

    public DateTimeOffset At { get; set; }

    public string? Model { get; set; }

    /// <summary>The handle of whoever answers for the project.</summary>
    public string? Owner { get; set; }

    /// <summary>Names by handle.</summary>
    public IReadOnlyDictionary<string, string> People { get; set; } = new Dictionary<string, string>();

    public PublishedReadiness Ready { get; set; } = new("", "", "");

    public PublishedCounts Counts { get; set; } = new();

    public IReadOnlyDictionary<string, string> Subjects { get; set; } = new Dictionary<string, string>();

    public IReadOnlyList<PublishedProblem> Problems { get; set; } = [];

    public IReadOnlyList<string> Guessed { get; set; } = [];

    public IReadOnlyList<PublishedStop> Stops { get; set; } = [];

    public PublishedScore Score { get; set; } = new(0, 0, 0, 0, "", []);

    public IReadOnlyList<PublishedStep> Next { get; set; } = [];

    public PublishedRun? Run { get; set; }

    public IReadOnlyList<PublishedItem> Items { get; set; } = [];

    /// <summary>The name of the person with a handle, or the handle when nobody has it.</summary>
    public string NameOf(string handle) => People.GetValueOrDefault(handle) is { Length: > 0 } name ? name : handle;

    public PublishedItem? Find(string? id) => id is null ? null : Items.FirstOrDefault(i => i.Id == id);

    /// <summary>What people said that ends next, soonest first: statements that count, and waivers.</summary>
    public IEnumerable<PublishedExpiry> Expiries => Items
        .SelectMany(i => i.Parts.Where(p => p is { Standing: "good", Statement: not null }).Select(p => new PublishedExpiry(p.Statement!.Until, i, p.Statement.By, IsWaiver: false))
            .Concat(i.Waived is { } waived ? [new PublishedExpiry(waived.Until, i, waived.By, IsWaiver: true)] : []))
        .OrderBy(e => e.On);
}

public sealed record PublishedExpiry(DateOnly On, PublishedItem Item, string By, bool IsWaiver);

/// <param name="State"><c>grounded</c>, <c>not-yet</c>, <c>cleared</c>, <c>in-flight</c> or <c>overdue</c>.</param>
public sealed record PublishedReadiness(string State, string Word, string Says);

public sealed record PublishedProblem(string File, int? Line, int? Column, string Message)
{
    public override string ToString() => Line is null ? $"{File}: {Message}" : $"{File}:{Line}:{Column}: {Message}";
}

public sealed record PublishedRun(int Judged, int Reused, int Skipped, int Crashed, double Seconds);

/// <summary>Something to do next.</summary>
/// <param name="Minutes">About how long it takes.</param>
public sealed record PublishedStep(string Item, int Minutes, string Because, string Step);

/// <summary>How many due items have each status.</summary>
public sealed record PublishedCounts
{
    public int Verified { get; set; }

    public int Attested { get; set; }

    public int Stale { get; set; }

    public int Failing { get; set; }

    public int Unanswered { get; set; }

    public int NotApplicable { get; set; }

    public int Later { get; set; }
}

/// <summary>One of the five stops.</summary>
/// <param name="Of">Starred items that can apply.</param>
/// <param name="Go">Whether every starred item up to here is done, not applicable or waived.</param>
public sealed record PublishedStop(string Stop, string Title, int Done, int Of, int Failing, int Waived, int Later, bool Go = false, IReadOnlyList<PublishedStarred>? Starred = null);

/// <summary>A starred item as it stands at a stop.</summary>
public sealed record PublishedStarred(string Item, string Status, bool Preview, bool Waived, string Why, string? Next);

/// <summary>The ML Test Score: the smallest of four sums of 0 to 7.</summary>
public sealed record PublishedScore(double Strict, double Paper, double Earned, double Waiting, string Band, IReadOnlyList<PublishedSection> Sections);

public sealed record PublishedSection(string Section, double Strict, double Paper);
