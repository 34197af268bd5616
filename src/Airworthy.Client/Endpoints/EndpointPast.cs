namespace Airworthy.Client;

/// <summary>All that a gateway keeps of what answered at an endpoint. Times are milliseconds since 1970.</summary>
/// <param name="Changes">Newest first.</param>
/// <param name="BrokenAt">The first generation that does not fit the one before it; null: the chain is whole.</param>
/// <param name="Releases">Newest first.</param>
/// <param name="Switches">Changes of the version that answers, newest first; one per process that saw it.</param>
public sealed record EndpointPast(IReadOnlyList<RouteChangeInfo> Changes, long? BrokenAt, IReadOnlyList<PastRelease> Releases, IReadOnlyList<SwitchInfo> Switches);

/// <summary>A release and each of its steps.</summary>
public sealed record PastRelease(PastReleaseInfo Release, IReadOnlyList<PastStep> Steps);

/// <summary>A release with what was declared before its first request.</summary>
public sealed record PastReleaseInfo(long No, SlotInfo Candidate, ReleaseTerms Policy, string State, long StartedAt, string StartedBy, long? EndedAt, string Says);

/// <summary>One step: <c>Shadow</c>, <c>Canary</c>, or <c>Previous</c>, in which the candidate answers and the version before is kept.</summary>
/// <param name="Until">Null while it lasts.</param>
/// <param name="LeftBy">Who moved it on or back.</param>
/// <param name="LiveConfidence">Of a shadow: answers of the version in use, by how sure they were.</param>
public sealed record PastStep(long Generation, string Role, double Share, long At, long? Until, string? LeftBy, StepEvidence Evidence, IReadOnlyList<long>? LiveConfidence, IReadOnlyList<long>? ShadowConfidence);

/// <summary>What was seen of a candidate in a step.</summary>
public sealed record StepEvidence(long Seen, long Answered, long Failed, long Dropped, long Compared, long Disagreed, string? Alarm, PairInfo? Errors, PairInfo? Slow);

/// <summary>Pairs of answers, and those of which one alone went wrong.</summary>
public sealed record PairInfo(long Pairs, long CandidateOnly, long LiveOnly);

/// <summary>How a change of the version that answers went.</summary>
/// <param name="WasReady">The new version was loaded before.</param>
/// <param name="LastOld">When the version before last answered.</param>
/// <param name="IsWhole">The minute after is over.</param>
public sealed record SwitchInfo(long Generation, string From, string To, long At, bool WasReady, long LastOld, OutcomeInfo Before, OutcomeInfo After, OutcomeInfo Hour, bool IsWhole);

/// <summary>Requests, and those without any answer.</summary>
public sealed record OutcomeInfo(long Requests, long Failed);

/// <summary>Traffic of an endpoint: 30 days of it, answer times of 7 days by five minutes, processes of 24 hours.</summary>
public sealed record EndpointTraffic(long? FirstAt, long? LastAt, long Requests, long PeakRequests, long? PeakAt, IReadOnlyList<TrafficWindowInfo> Windows, LiveTimesInfo Alone, LiveTimesInfo Shadowed, IReadOnlyList<HostInfo> Hosts, IReadOnlyList<TrafficDayInfo>? Days = null,
    IReadOnlyList<TrafficVersionInfo>? Versions = null);

/// <summary>What a version took of callers' time in 30 days; the one that was asked last first.</summary>
/// <param name="LastAt">In milliseconds since 1970.</param>
/// <param name="P99LowMs">99 of 100 answers took at most between this and <paramref name="P99HighMs"/>, null without a bound.</param>
public sealed record TrafficVersionInfo(string Model, long Requests, long LastAt, double MeanMs, double P99LowMs, double? P99HighMs);

/// <summary>A day: UTC, the mean answer time, and the median of the largest memory by the minute.</summary>
public sealed record TrafficDayInfo(long At, long Requests, double MeanMs, double? MemoryMb);

/// <summary>Five minutes.</summary>
/// <param name="P99LowMs">99 of 100 answers took at most between this and <paramref name="P99HighMs"/>, null without a bound.</param>
public sealed record TrafficWindowInfo(long At, long Requests, long Failed, long Slow, double P99LowMs, double? P99HighMs);

/// <summary>Answer times of what was live.</summary>
public sealed record LiveTimesInfo(long Requests, double P99LowMs, double? P99HighMs);

/// <summary>A process that served.</summary>
/// <param name="Ended">In order, or not; null while it runs.</param>
public sealed record HostInfo(string Runtime, string System, int Processors, double MachineMb, int Minutes, double MemoryP99Mb, double MemoryMostMb, long? OomKills, bool? Ended, long LastAt);

/// <summary>What came of switching a running endpoint to the version before and back.</summary>
/// <param name="Requests">Of callers meanwhile.</param>
/// <param name="Failed">Of those, without any answer.</param>
/// <param name="ThereSeconds">From the command to the last answer of the version that was left.</param>
public sealed record RehearsalInfo(string Live, string Before, long There, long Back, long Requests, long Failed, double ThereSeconds, double BackSeconds);

internal sealed record RehearsalAsk(double? Seconds);
