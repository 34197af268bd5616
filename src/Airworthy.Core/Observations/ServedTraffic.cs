namespace Airworthy.Core.Observations;

/// <summary>What callers got at the project's endpoint, as far as the gateway keeps it: 90 days.</summary>
/// <param name="FirstAnswerOn">The day of the first answer that is kept; null where nobody was ever answered.</param>
/// <param name="RoutedOn">The day from which something answers there.</param>
/// <param name="LastDaysAgo">When somebody was last answered.</param>
/// <param name="Requests">Of 30 days.</param>
/// <param name="PeakPerMinute">The most requests of one minute in 30 days.</param>
/// <param name="Windows">Five-minute windows of 7 days with a request in them, by how long 99 of 100 answers took.</param>
/// <param name="SlowMs">An answer that took longer counted as slow; null where nothing was promised.</param>
/// <param name="Alone">Answer times of 7 days while nothing was in shadow.</param>
/// <param name="Shadowed">While a shadow got copies.</param>
public sealed record ServedTraffic(string Endpoint, string Place, DateOnly? FirstAnswerOn = null, DateOnly? RoutedOn = null, double? LastDaysAgo = null, long Requests = 0, long PeakPerMinute = 0, double PeakDaysAgo = 0,
    IReadOnlyList<WindowsOfTime>? Windows = null, double? SlowMs = null, AnswerTimes? Alone = null, AnswerTimes? Shadowed = null) : Observation;

/// <summary>Five-minute windows in which 99 of 100 answers took about as long.</summary>
/// <param name="P99LowMs">At most between this and <paramref name="P99HighMs"/>, infinity without a bound.</param>
/// <param name="Count">So many windows.</param>
/// <param name="Broken">Of those, with more than 1 of 100 answers above the promised time.</param>
public sealed record WindowsOfTime(double P99LowMs, double P99HighMs, int Count, int Broken = 0);

/// <summary>Answer times of many requests.</summary>
public sealed record AnswerTimes(long Requests, double P99LowMs, double P99HighMs);

/// <summary>Processes that served within 24 hours.</summary>
public sealed record ServingHosts(string Endpoint, string Place, IReadOnlyList<ServingHost> Of) : Observation;

/// <summary>A process that served.</summary>
/// <param name="Runtime">What executes models: <c>onnxruntime 1.31.1 on linux-x64</c>.</param>
/// <param name="Minutes">In which it was seen.</param>
/// <param name="MemoryP99Mb">Of its largest resident memory by the minute, in 10^6 bytes.</param>
/// <param name="OomKills">Processes ended for lack of memory; null where the system does not tell.</param>
/// <param name="EndedSuddenly">It is gone, and did not stop in order.</param>
public sealed record ServingHost(string Runtime, string System, int Processors, double MachineMb, int Minutes, double MemoryP99Mb, double MemoryMostMb, long? OomKills = null, bool EndedSuddenly = false);
