using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Records;

namespace Airworthy.Core.Checklist;

/// <summary>
/// An endpoint of the project that answered callers lately. Who answers callers is live, whatever the contract says: a stage that was forgotten, or
/// moved back, would leave boxes unasked that somebody out there relies on. Copies for a shadow are no callers.
/// </summary>
/// <param name="Endpoint">Its name at the gateway.</param>
/// <param name="Requests">Answered in the last 7 days before it was looked at.</param>
/// <param name="LastAt">When somebody was last answered.</param>
public sealed record LiveByFact(string Endpoint, long Requests, DateTimeOffset LastAt)
{
    /// <summary>Days for which an answer makes a project live.</summary>
    public const int Days = 7;

    /// <summary>Under which name it is recorded, so that a run that asks no gateway knows it too.</summary>
    public const string Check = "stage/by-fact";

    private const string RequestsName = "requests", LastName = "last_at", EndpointName = "endpoint";

    /// <summary>What the report says.</summary>
    public string Says => string.Create(CultureInfo.InvariantCulture,
        $"Stage live by fact: endpoint {Endpoint} answered {Requests:N0} {(Requests == 1 ? "request" : "requests")} in the last {Days} days.");

    /// <summary>Whether it still makes the project live.</summary>
    /// <param name="now">By a clock; never the day of the contract.</param>
    public bool Holds(DateTimeOffset now) => Requests > 0 && LastAt <= now.AddDays(1) && now - LastAt <= TimeSpan.FromDays(Days);

    /// <summary>What it leaves behind.</summary>
    public CheckRecord Record(Writer by, DateTimeOffset at) => new()
    {
        Check = Check,
        CheckVersion = 1,
        Answer = Answer.Met,
        Says = Says,
        Measured = new Dictionary<string, double> { [RequestsName] = Requests, [LastName] = LastAt.ToUnixTimeMilliseconds() },
        Subject = new Dictionary<string, string> { [EndpointName] = Endpoint },
        By = by,
        At = at,
    };

    /// <summary>What the newest record says that still holds; null where none does.</summary>
    public static LiveByFact? Newest(IEnumerable<CheckRecord> records, DateTimeOffset now) => records
        .Where(r => r.Check == Check && r.At <= now && r.By.Kind != WriterKind.Drill && r.Subject.ContainsKey(EndpointName) && r.Measured.ContainsKey(RequestsName) && r.Measured.ContainsKey(LastName))
        .Select(r => new LiveByFact(r.Subject[EndpointName], (long)r.Measured[RequestsName], DateTimeOffset.FromUnixTimeMilliseconds((long)r.Measured[LastName])))
        .LastOrDefault() is { } last && last.Holds(now) ? last : null;

    /// <summary>A contract as it counts: live, and with no other day than today.</summary>
    public static ProjectContract In(ProjectContract contract) => contract with { Stage = Stage.Live, AsOf = null };

    /// <summary>Why the contract's day does not count where the project is live; null where it names none.</summary>
    /// <param name="because">Why it is live, as a sentence.</param>
    public static Reading.Problem? Refused(ProjectContract contract, string because) => contract.AsOf is { } day
        ? new Reading.Problem(contract.Source.At("as_of"), $"as_of: {day:yyyy-MM-dd} does not count. {because} A day of its own is for historical projects that answer nobody; today is the clock's, and what was signed or collected is as old as it is by it. Delete as_of.")
        : null;
}
