using Airworthy.Core.Checklist;
using Airworthy.Core.Reporting;

namespace Airworthy.Web.Projects;

/// <summary>Everything a checklist page shows.</summary>
/// <param name="History">Earlier reports, oldest first, this one included.</param>
/// <param name="Looks">Earlier looks at each part, oldest first.</param>
public sealed record ChecklistModel(PublishedReport Report, ChecklistQuery Query, IReadOnlyList<EarlierReport> History, ILookup<string, EarlierLook> Looks)
{
    private const int Reports = 60;
    private const int LooksPerPart = 30;

    /// <summary>When the report came and who sent it; null for what lies in a working tree.</summary>
    public KeptReport? Kept { get; init; }

    public static async Task<ChecklistModel?> ReadAsync(ProjectStore projects, string project, ChecklistQuery query, CancellationToken cancel) =>
        await projects.FindAsync(project, query.Report, cancel) is not { } kept ? null
            : await AroundAsync(projects, project, kept.Read(), query, kept.At, cancel) with { Kept = kept };

    /// <summary>A report with what is known from before.</summary>
    public static async Task<ChecklistModel> AroundAsync(ProjectStore projects, string project, PublishedReport report, ChecklistQuery query, DateTimeOffset until, CancellationToken cancel) => new(
        report, query, await projects.HistoryAsync(project, until, Reports, cancel), await projects.LooksAsync(project, until, LooksPerPart, cancel));

    /// <summary>The item whose evidence is open.</summary>
    public PublishedItem? Open => Report.Find(Query.Item);

    /// <summary>The stop the team works towards: the first that is not passed.</summary>
    public string Coming => Report.Stops.FirstOrDefault(s => !s.Go)?.Stop ?? "P5";

    public IEnumerable<PublishedItem> Shown => Report.Items.Where(i => Query.Shows(i, Report));

    /// <summary>Items of a stop: what fails first, then what is open, starred before others.</summary>
    public IEnumerable<PublishedItem> ShownAt(string stop) => Shown.Where(i => i.Stop == stop)
        .OrderByDescending(i => i.Starred)
        .ThenBy(i => i.Later)
        .ThenBy(i => i.Look switch { "failing" => 0, "undecided" => 1, "stale" => 2, "unanswered" => 3, "not-applicable" => 5, _ => 4 });

    public IEnumerable<string> Sections => Report.Items.Select(i => i.Section).Distinct();

    /// <summary>People who answered for something, by handle.</summary>
    public IEnumerable<string> Answering => Report.Items.SelectMany(i => new[] { i.Statement?.By, i.Waived?.By }).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    /// <summary>When an item changed its status, oldest first.</summary>
    public IReadOnlyList<StatusChange> ChangesOf(string item)
    {
        var changes = new List<StatusChange>();
        foreach (var report in History)
        {
            if (report.Summary.Statuses.TryGetValue(item, out var status) && (changes.Count == 0 || changes[^1].Status != status))
            {
                changes.Add(new StatusChange(report.At, status));
            }
        }

        return changes;
    }

    /// <summary>The first number of the part that speaks for an item, over time; empty where it is not measured often enough.</summary>
    public IReadOnlyList<double> NumbersOf(PublishedItem item)
    {
        foreach (var part in item.Parts.Where(p => p is { IsStatement: false, Standing: not "later" }))
        {
            if (Looks[part.Id].Where(l => l.Number is not null).Select(l => l.Number!.Value).ToList() is { Count: >= 2 } numbers)
            {
                return numbers;
            }
        }

        return [];
    }

    /// <summary>The starred item on the screen of a meeting; null at its end.</summary>
    public PublishedStarred? MeetingItem => MeetingStop?.Starred is { } starred && Math.Max(1, Query.Screen ?? 1) is var screen && screen <= starred.Count ? starred[screen - 1] : null;

    /// <summary>What is not done at the meeting's stop and those before it: not waived, not put aside.</summary>
    public IReadOnlyList<PublishedStarred> OpenUpToMeeting => MeetingStop is not { } stop ? [] : [.. Report.Stops
        .Where(s => string.CompareOrdinal(s.Stop, stop.Stop) <= 0)
        .SelectMany(s => s.Starred ?? [])
        .Where(s => !s.Waived && s.Status != "not-applicable" && (s.Status is not ("verified" or "attested") || s.Preview))];

    /// <summary>Whether a meeting can end with go: nothing is open but what waits to be merged.</summary>
    public bool CanGo => OpenUpToMeeting.All(s => s.Preview && s.Status is "verified" or "attested");

    public PublishedStop? MeetingStop => Report.Stops.FirstOrDefault(s => s.Stop == Query.Stop) ?? (Report.Stops is [var first, ..] ? first : null);

    /// <summary>Whether an item still lacks a person's word.</summary>
    public bool AsksWords(string item) => Report.Find(item)?.Parts.Any(p => p is { IsStatement: true, Optional: false, Standing: not "good" }) == true;

    /// <summary>How long before the report something was seen.</summary>
    public string Ago(DateTimeOffset at)
    {
        var span = Report.At - at;
        return span.TotalMinutes < 1 ? "just now"
            : span.TotalHours < 1 ? $"{(int)span.TotalMinutes} min ago"
            : span.TotalDays < 1 ? $"{(int)span.TotalHours} h ago"
            : span.TotalDays < 90 ? $"{(int)span.TotalDays} d ago"
            : Wording.Day(DateOnly.FromDateTime(at.UtcDateTime));
    }

    /// <summary>The command that answers for an item: what somebody types who does not sit at this page.</summary>
    public static string CommandOf(PublishedItem item) =>
        item.Parts.Any(p => p is { IsStatement: true, Standing: "open" or "stale" }) && item.Parts.Where(p => !p.IsStatement && p.Due).All(p => p.Standing == "good")
            ? $"airworthy attest {item.Id}"
            : $"airworthy check {item.Id}";

    /// <summary>How strong a part's evidence is, in words.</summary>
    public static string Strength(string tier) => tier switch
    {
        nameof(Tier.T0) => "declared",
        nameof(Tier.T1) => "found in the repository",
        nameof(Tier.T2) => "recomputed",
        _ => "read from what happened",
    };
}

/// <summary>An item got a status.</summary>
public sealed record StatusChange(DateTimeOffset At, string Status);
