namespace Airworthy.Core.Observations;

/// <summary>Which versions answered at the project's endpoint, how they came to, and what the registry knows of them.</summary>
/// <param name="Place">The server, for a person.</param>
/// <param name="Changes">Every change of what is routed, newest first.</param>
/// <param name="BrokenAt">The first change that does not fit the one before it: somebody changed the store by hand; null: the chain is whole.</param>
/// <param name="Versions">What is or was routed, each once; constants are not among them.</param>
/// <param name="Switches">Changes of the version that answers live traffic, newest first.</param>
public sealed record ServedVersions(string Endpoint, string Place, IReadOnlyList<RoutedChange> Changes, IReadOnlyList<RoutedVersion>? Versions = null, IReadOnlyList<LiveSwitch>? Switches = null, long? BrokenAt = null) : Observation
{
    /// <summary>What answers now.</summary>
    public RoutedChange Now => Changes[0];

    /// <summary>Changes after which another version answers, newest first; the first table of the endpoint is none.</summary>
    public IReadOnlyList<RoutedChange> Switched => [.. Changes.Zip(Changes.Skip(1)).Where(c => (c.First.Live, c.First.Digest) != (c.Second.Live, c.Second.Digest)).Select(c => c.First)];

    public RoutedVersion? this[string model, string? digest] => Versions?.FirstOrDefault(v => v.Model == model && v.Digest == digest);
}

/// <summary>One table of routes.</summary>
/// <param name="Live">Answers: <c>models:/late/3</c>, <c>constant:0.2</c>.</param>
/// <param name="Digest">Of its files; null of a constant.</param>
/// <param name="Other">Is loaded beside it.</param>
/// <param name="Role">What that is for: <c>shadow</c>, <c>canary</c>, <c>previous</c>.</param>
/// <param name="By">The account, or the name of the policy.</param>
/// <param name="Release">The number of the release that was running.</param>
public sealed record RoutedChange(long Generation, double DaysAgo, string Live, string? Digest = null, string? Other = null, string? OtherDigest = null, string? Role = null, double Share = 0, string By = "", string Reason = "", long? Release = null, IReadOnlyList<string>? Fallback = null)
{
    /// <summary>The name under which the gateway itself moves releases.</summary>
    public const string Policy = "release policy";

    private const string Nobody = "anyone on this machine";

    /// <summary>A drill made it, and took it back itself.</summary>
    public bool IsDrill => Reason.StartsWith("Drill:", StringComparison.Ordinal);

    /// <summary>Somebody is named, or the policy itself made it.</summary>
    public bool IsNamed => By.Length > 0 && By != Nobody;
}

/// <summary>What the registry knows of a version that was routed.</summary>
/// <param name="Digest">As it was routed.</param>
/// <param name="IsRegistered">The registry has such a version.</param>
/// <param name="RegisteredDigest">Of its files now; null where they cannot be read.</param>
/// <param name="Gate"><c>passed</c>, <c>open</c>, <c>refused</c>; null where there is no report, or none about these files.</param>
/// <param name="JudgedDaysAgo">When the gate judged.</param>
/// <param name="Cases">What the gate said of the functionality cases.</param>
/// <param name="TookTraffic">It answered callers, alone or as a canary.</param>
/// <param name="LiveDaysAgo">When it first answered all traffic; null where it never did.</param>
/// <param name="AcceptedBy">Who let it begin although the gate could not tell everything.</param>
public sealed record RoutedVersion(string Model, string? Digest, bool IsRegistered = true, string? RegisteredDigest = null, string? Gate = null, double? JudgedDaysAgo = null, Checklist.Answer? Cases = null, bool TookTraffic = true, double? LiveDaysAgo = null,
    string? AcceptedBy = null, string? Because = null);

/// <summary>How a change of the version that answers went.</summary>
/// <param name="WasReady">The new one was loaded before.</param>
/// <param name="Seconds">From the command until the new one answered.</param>
/// <param name="LastOldSeconds">From the command until the last answer of the version before.</param>
/// <param name="Requests">In the minutes before and after.</param>
/// <param name="Failed">Of those, without any answer.</param>
/// <param name="HourRequests">In the hour before.</param>
/// <param name="IsWhole">Both minutes were seen.</param>
public sealed record LiveSwitch(long Generation, double DaysAgo, string From, string To, bool WasReady, double Seconds, double LastOldSeconds, long Requests, long Failed, long HourRequests, long HourFailed, bool IsWhole = true);
