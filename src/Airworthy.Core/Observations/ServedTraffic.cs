namespace Airworthy.Core.Observations;

/// <summary>What callers got at the project's endpoint, as far as the gateway keeps it: 90 days.</summary>
/// <param name="FirstAnswerOn">The day of the first answer that is kept; null where nobody was ever answered.</param>
/// <param name="RoutedOn">The day from which something answers there.</param>
/// <param name="LastDaysAgo">When somebody was last answered.</param>
/// <param name="Requests">Of 30 days.</param>
/// <param name="PeakPerMinute">The most requests of one minute in 30 days.</param>
/// <param name="Windows">Five minutes each, of 7 days; those without a request are left out.</param>
/// <param name="SlowMs">An answer that took longer counted as slow; null where nothing was promised.</param>
/// <param name="Alone">Answer times of 7 days while nothing was in shadow.</param>
/// <param name="Shadowed">While a shadow got copies.</param>
public sealed record ServedTraffic(string Endpoint, string Place, DateOnly? FirstAnswerOn = null, DateOnly? RoutedOn = null, double? LastDaysAgo = null, long Requests = 0, long PeakPerMinute = 0, double PeakDaysAgo = 0,
    IReadOnlyList<TrafficWindow>? Windows = null, double? SlowMs = null, AnswerTimes? Alone = null, AnswerTimes? Shadowed = null) : Observation;

/// <summary>Five minutes of traffic.</summary>
/// <param name="Slow">Answers above the promised time.</param>
/// <param name="P99LowMs">99 of 100 answers took at most between this and <paramref name="P99HighMs"/>, infinity without a bound.</param>
public sealed record TrafficWindow(long Requests, long Failed, long Slow, double P99LowMs, double P99HighMs);

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
