using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Reporting;

/// <summary>The words and signs that every report uses for the same thing. A sign never stands without its word.</summary>
public static class Wording
{
    public static char Sign(Status status) => status switch
    {
        Status.Verified => '✓',
        Status.Attested => '✎',
        Status.Stale => '~',
        Status.Failing => '✗',
        Status.NotApplicable => '–',
        _ => '?',
    };

    public static char Sign(PartState part) => part.Standing switch
    {
        Standing.Good => part.Part.IsStatement ? '✎' : '✓',
        Standing.Red => '✗',
        Standing.Stale => '~',
        Standing.Later => '·',
        _ => part.Verdict.Answer == Answer.Undecided ? '≈' : '?',
    };

    public static string Word(Status status) => status == Status.NotApplicable ? "not applicable" : status.ToString().ToLowerInvariant();

    public static string Word(Stage stage) => stage.ToString().ToLowerInvariant();

    public static string Word(Policy policy) => policy.ToString().ToLowerInvariant();

    /// <summary>How a part stands, in one word.</summary>
    public static string Word(PartState part) => part.Standing switch
    {
        Standing.Good => part.Part.IsStatement ? "vouched for" : "met",
        Standing.Red => "not met",
        Standing.Stale => "stale",
        Standing.Later => "later",
        _ => part.Verdict.Answer == Answer.Undecided ? "undecided" : "unanswered",
    };

    /// <summary>The heading of a section, from the folder of its pages.</summary>
    public static string Section(string folder) => folder switch
    {
        "Problem" => "Problem understanding",
        "TestScore/Data" => "ML Test Score: features and data",
        "TestScore/Model" => "ML Test Score: model development",
        "TestScore/Infrastructure" => "ML Test Score: infrastructure",
        "TestScore/Monitoring" => "ML Test Score: monitoring",
        _ when folder.StartsWith(Packs.PackReader.Section, StringComparison.Ordinal) => $"Own items: {folder[Packs.PackReader.Section.Length..]}",
        _ => folder,
    };

    /// <summary>The short name of one of the four tables of the ML Test Score.</summary>
    public static string Table(string folder) => folder[(folder.LastIndexOf('/') + 1)..].ToLowerInvariant();

    /// <summary>What rides on top of an item's status, in words.</summary>
    public static IEnumerable<string> Marks(ItemState state, Report report)
    {
        if (state.Waived is { } waiver)
        {
            yield return $"waived until {Day(waiver.Until)} by {report.NameOf(waiver.By)}";
        }

        if (state.IsPreview)
        {
            yield return "preview: its statement is not merged yet";
        }

        foreach (var mark in state.Marks.Where(m => m is not ("waived" or "preview")))
        {
            yield return mark switch
            {
                "error" => "a check crashed",
                "alone" => "signed by one person alone",
                _ => mark,
            };
        }
    }

    /// <summary>Where a part's verdict comes from: the facts its check reads, or the file.</summary>
    public static string Source(ItemState state, PartState part, Report report) =>
        part.Statement is { } statement ? statement.Path
        : part.Verdict.At is { } place ? place.ToString()
        : state.Item.Own is not null && part.Part.Id.Part == Item.CommandPart ? state.Item.Front.Origin
        : Checks.Of(state.Item, part.Part) is { } check && Checks.Reads(check).Where(r => r != typeof(Observations.Today)).ToList() is { Count: > 0 } reads ? string.Join(" and ", reads.Select(r => r.Name))
        : part.Part.Tier == Tier.T0 ? report.ContractFile
        : "";

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A measured number for people: whole numbers in full, others with four digits that count.</summary>
    public static string Number(double value) =>
        !double.IsFinite(value) ? (double.IsNaN(value) ? "not a number" : value > 0 ? "infinite" : "minus infinite")
        : Math.Abs(value) < 1e15 && value == Math.Truncate(value) ? value.ToString("N0", CultureInfo.InvariantCulture)
        : Math.Abs(value) >= 1000 && Math.Abs(value) < 1e15 ? value.ToString("N1", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);

    public static string Points(double points) => points.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary><c>1 box</c>, <c>2 boxes</c>.</summary>
    public static string Many(int count, string one, string? many = null) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");

    public static string Took(TimeSpan span) =>
        span.TotalSeconds < 60 ? span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds:00} s");

    /// <summary>About how long something takes, for people.</summary>
    public static string About(int minutes) => minutes < 90 ? $"about {minutes} min" : string.Create(CultureInfo.InvariantCulture, $"about {minutes / 60.0:0.#} h");

    /// <summary>One line about what running the checks took.</summary>
    public static string Of(RunStatistics run)
    {
        var text = $"{Many(run.Judged, "part")} judged in {Took(run.Took)}";
        text += run.Reused > 0 ? $", {run.Reused} reused because nothing they read had changed" : "";
        text += run.Skipped > 0 ? $", {run.Skipped} left out" : "";
        return text + (run.Crashed > 0 ? $", {run.Crashed} crashed." : ".");
    }

    /// <summary>The score in one line: what is earned, and what only waits.</summary>
    public static string Headline(Score score)
    {
        var waits = score.Waiting > 0 ? $" · {Points(score.Earned + score.Waiting)} after a second automatic run" : "";
        var paper = score.Paper > score.Strict ? $" · {Points(score.Paper)} by the paper's rule, where a red test counts" : "";
        return $"{Points(score.Earned)} earned{waits}{paper}";
    }

    /// <summary>The name of a stop, such as <c>P1 kick-off</c>.</summary>
    public static string Stop(Stop stop) => $"{WordAttribute.Of(stop)} {StopTitle(stop)}";

    public static string StopTitle(Stop stop) => stop switch
    {
        Checklist.Stop.P1 => "kick-off",
        Checklist.Stop.P2 => "data ready",
        Checklist.Stop.P3 => "releasable",
        Checklist.Stop.P4 => "cleared for take-off",
        _ => "in flight",
    };

    /// <summary>How a team left a stop.</summary>
    public static string Word(Statements.StopAnswer answer) => answer switch
    {
        Statements.StopAnswer.Go => "GO",
        Statements.StopAnswer.GoOnceMerged => "GO once merged",
        _ => "NO-GO",
    };

    public static string Kind(ProjectKind kind) => WordAttribute.Of(kind).Replace('-', ' ');
}
