namespace Airworthy.Client;

/// <summary>What a release declares before its first request. What is null is the gateway's usual.</summary>
/// <param name="ShadowHours">At least this long in shadow.</param>
/// <param name="ShadowRequests">At least this many rows compared there.</param>
/// <param name="MaxDisagreement">Share of rows that may be decided differently.</param>
/// <param name="StepsPercent">Shares of traffic, rising; 100 begins the bake.</param>
/// <param name="StepMinutes">At least this long at each.</param>
/// <param name="BakeMinutes">How long the version before is kept warm.</param>
/// <param name="MaxErrorIncrease">By how much the share of failed or slow requests may be higher.</param>
/// <param name="Promoters">Accounts that may move it on early; null: all with the right to release.</param>
public sealed record ReleaseTerms(double? ShadowHours = null, long? ShadowRequests = null, double? MaxDisagreement = null, IReadOnlyList<double>? StepsPercent = null, double? StepMinutes = null,
    double? BakeMinutes = null, double? MaxErrorIncrease = null, IReadOnlyList<string>? Promoters = null);

/// <summary>What a release begins with.</summary>
/// <param name="Model"><c>models:/name/3</c>, <c>models:/name@alias</c>, <c>constant:0.2</c>.</param>
/// <param name="Fallback">Who answers when the model should not, in order.</param>
/// <param name="Threshold">A score of at least this is a yes.</param>
/// <param name="SlowMs">An answer that takes longer counts as slow.</param>
/// <param name="TimeoutMs">The longest a request may take.</param>
/// <param name="ValidationDays">How old the gate's report may be.</param>
/// <param name="LogRate">Share of ordinary requests that the prediction log keeps.</param>
/// <param name="LogFeatures">Whether the log keeps the values of features: none tells of a person.</param>
/// <param name="Guards">What is asked of each row; null: as before.</param>
/// <param name="Privacy">Who may read which feature, and whom rows are about; null: as before.</param>
/// <param name="MemoryMb">What a version may take of memory, in MB; null: any.</param>
/// <param name="Accept">Why a version may begin although the gate could not tell everything.</param>
/// <param name="Alias">Of the registry: stands for what answers at the endpoint from now on; null: as before.</param>
/// <param name="MaxAgeDays">An older version in use is worth an alert; null: as before.</param>
/// <param name="Basis">What the project stands on now; null: not told.</param>
public sealed record NewRelease(string Model, ReleaseTerms? Policy = null, IReadOnlyList<string>? Fallback = null, double? Threshold = null, double? SlowMs = null, double? TimeoutMs = null, double? ValidationDays = null, double? LogRate = null, bool? LogFeatures = null,
    string? Accept = null, string? Reason = null, GuardTerms? Guards = null, LogPrivacy? Privacy = null, double? MemoryMb = null, string? Alias = null,
    double? MaxAgeDays = null, JudgedBasis? Basis = null);

/// <summary>What a judgement of a model rests on in its project: where it has changed since the gate judged, the gateway asks for a new report.</summary>
/// <param name="Locks">Lock files by path, each with its digest.</param>
/// <param name="Images">Base images that the container files name.</param>
public sealed record JudgedBasis(IReadOnlyDictionary<string, string>? Locks, IReadOnlyList<string>? Images);

/// <summary>What the prediction log keeps of persons.</summary>
/// <param name="Classes">By feature: <c>Public</c>, <c>Internal</c>, <c>Personal</c>, <c>Secret</c>.</param>
/// <param name="Subject">The column that says whom a row is about.</param>
public sealed record LogPrivacy(IReadOnlyDictionary<string, string>? Classes, string? Subject);

/// <summary>A loaded model version.</summary>
public sealed record SlotInfo(string Model, string? Digest);

/// <summary>Which version answers which request.</summary>
/// <param name="Role">What the other one is for: <c>Previous</c>, <c>Shadow</c>, <c>Canary</c>.</param>
/// <param name="Share">Of the requests that the other one gets.</param>
/// <param name="SlowMs">An answer that takes longer counts as slow; null where nothing was promised.</param>
/// <param name="Release">The release that runs; null where none does.</param>
public sealed record RouteInfo(string Endpoint, long Generation, SlotInfo Live, string LiveColour, SlotInfo? Other, string Role, double Share, IReadOnlyList<string>? Fallback, double Threshold, double? SlowMs = null, long? Release = null,
    GuardTerms? Guards = null);

/// <summary>A release and where it stands: <c>Shadow</c>, <c>Canary</c>, <c>Bake</c>, <c>Done</c>, <c>RolledBack</c>.</summary>
public sealed record ReleaseInfo(long No, string Endpoint, SlotInfo Candidate, string State, int Step, long StartedAt, string StartedBy, long? EndedAt, string Says);

/// <summary>What was seen of a candidate in the present step.</summary>
public sealed record ReleaseEvidence(long Seen, long Answered, long Failed, long Dropped, long Compared, long Disagreed, double LargestDifference, string? Alarm);

/// <summary>The verdict on one kind of event.</summary>
/// <param name="LogE">The evidence against the candidate; the alarm is at <paramref name="LogLimit"/>.</param>
/// <param name="Low">Of the candidate's rate less that of the live version; <paramref name="High"/> likewise.</param>
public sealed record EventVerdict(string Kind, long Pairs, long CandidateOnly, long LiveOnly, double LogE, double LogLimit, double Low, double High, string Advice, string Says);

/// <summary>A release with its evidence.</summary>
/// <param name="Next">What it waits for, or why it ended.</param>
/// <param name="Quality">What came true of rows that both have answered; null before any did.</param>
public sealed record ReleaseStatus(ReleaseInfo Release, ReleaseEvidence Evidence, double? Disagreement, IReadOnlyList<EventVerdict> Kinds, string Next, string? Quality = null);

/// <summary>One of the processes that serve from one store.</summary>
/// <param name="Generation">In force there; 0 where none is.</param>
/// <param name="Seconds">Since it last told of itself.</param>
/// <param name="Alive">It told within the last seconds: others wait for it.</param>
public sealed record ReplicaInfo(string Name, long Generation, string? Behind, double Seconds, bool Alive);

/// <summary>An endpoint as it is now.</summary>
/// <param name="Behind">Why the newest table is not in force; null where it is.</param>
/// <param name="Replicas">Null where the store is one of files, which one process has.</param>
public sealed record EndpointStatus(RouteInfo Table, string? Behind, ReleaseStatus? Release, IReadOnlyList<GuardInfo>? Guards = null, IReadOnlyList<ReplicaInfo>? Replicas = null);

/// <summary>A change of what answers.</summary>
/// <param name="At">Milliseconds since 1970.</param>
public sealed record RouteChangeInfo(RouteInfo Table, long At, string By, string Reason, string Digest);

/// <summary>All changes, newest first.</summary>
/// <param name="BrokenAt">The first generation that does not fit the one before it; null: the chain is whole.</param>
public sealed record EndpointHistory(IReadOnlyList<RouteChangeInfo> Changes, IReadOnlyList<ReleaseInfo> Releases, long? BrokenAt);

internal sealed record EndpointList(IReadOnlyList<EndpointStatus> Endpoints);

/// <summary>What came of forgetting persons.</summary>
/// <param name="Rows">Rows of the prediction log that were removed.</param>
/// <param name="Files">Files that were written anew without them.</param>
/// <param name="Waiting">Logs of other gateways on the same machine, which were told.</param>
public sealed record ForgottenInfo(long Rows, int Files, int Waiting);

internal sealed record ForgetAsk(IReadOnlyList<string> Subjects);

internal sealed record ReasonAsk(string? Reason, long? Generation);
