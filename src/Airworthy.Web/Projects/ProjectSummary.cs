namespace Airworthy.Web.Projects;

/// <summary>What a list of projects tells about one report: small, so that a history of them is read at once.</summary>
public sealed record ProjectSummary
{
    /// <summary>The state of readiness, such as <c>grounded</c>, and its word.</summary>
    public string State { get; set; } = "";

    public string Word { get; set; } = "";

    public string Stage { get; set; } = "";

    /// <summary>The last of the five stops that holds together with all before it; null when none does.</summary>
    public string? Reached { get; set; }

    /// <summary>How the five stops stand, in order.</summary>
    public IReadOnlyList<StopCount> Stops { get; set; } = [];

    /// <summary>Strict points of the four sections of the ML Test Score, 0 to 7 each, in order.</summary>
    public IReadOnlyList<double> Score { get; set; } = [];

    /// <summary>Due items that are verified or attested.</summary>
    public int Done { get; set; }

    /// <summary>Due items that can apply.</summary>
    public int Due { get; set; }

    /// <summary>Due items that are red, by id, most severe first; at most <see cref="MostRed"/>.</summary>
    public IReadOnlyList<string> Red { get; set; } = [];

    /// <summary>How many due items are red.</summary>
    public int Failing { get; set; }

    public int Stale { get; set; }

    /// <summary>The next day on which something a person said ends, and of which item.</summary>
    public DateOnly? NextExpiry { get; set; }

    public string? NextExpiryOf { get; set; }

    /// <summary>The name of whoever answers for the project.</summary>
    public string? Owner { get; set; }

    /// <summary>The status of every item, by id.</summary>
    public IReadOnlyDictionary<string, string> Statuses { get; set; } = new Dictionary<string, string>();

    public const int MostRed = 3;

    public static ProjectSummary Of(PublishedReport report)
    {
        var red = report.Items.Where(i => i is { Later: false, Status: "failing" }).OrderByDescending(i => i.Severity).ToList();
        var expiry = report.Expiries.FirstOrDefault();
        return new ProjectSummary
        {
            State = report.Ready.State,
            Word = report.Ready.Word,
            Stage = report.Stage,
            Reached = report.Stops.TakeWhile(s => s.Go).LastOrDefault()?.Stop,
            Stops = [.. report.Stops.Select(s => new StopCount(s.Stop, s.Done, s.Of, s.Go))],
            Score = [.. report.Score.Sections.Select(s => s.Strict)],
            Done = report.Counts.Verified + report.Counts.Attested,
            Due = report.Counts.Verified + report.Counts.Attested + report.Counts.Failing + report.Counts.Stale + report.Counts.Unanswered,
            Red = [.. red.Take(MostRed).Select(i => i.Id)],
            Failing = red.Count,
            Stale = report.Counts.Stale,
            NextExpiry = expiry?.On,
            NextExpiryOf = expiry?.Item.Id,
            Owner = report.Owner is { } owner ? report.NameOf(owner) : null,
            Statuses = report.Items.ToDictionary(i => i.Id, i => i.Look),
        };
    }
}

/// <param name="Stop"><c>P1</c> to <c>P5</c>.</param>
/// <param name="Go">Whether this stop and all before it hold.</param>
public sealed record StopCount(string Stop, int Done, int Of, bool Go);
