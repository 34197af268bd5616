namespace Airworthy.Core.Observations;

/// <summary>Releases at the project's endpoint, step by step.</summary>
/// <param name="Live">What answers now.</param>
/// <param name="Releases">Newest first.</param>
/// <param name="LiveDigest">Of the files of what answers; null of a constant.</param>
/// <param name="BrokenAt">The first change that does not fit the one before it; null: the chain is whole.</param>
public sealed record GatewayReleases(string Endpoint, string Place, string Live, IReadOnlyList<GatewayRelease> Releases, string? LiveDigest = null, long? BrokenAt = null) : Observation
{
    /// <summary>The model in question: the candidate of a running release, else what answers.</summary>
    public (string Model, string? Digest) Asked => Releases.FirstOrDefault(r => r.IsRunning) is { } running ? (running.Model, running.Digest) : (Live, LiveDigest);

    /// <summary>The newest release of a version; null without one.</summary>
    public GatewayRelease? Of(string model, string? digest) => Releases.FirstOrDefault(r => r.Model == model && r.Digest == digest);
}

/// <summary>One release.</summary>
/// <param name="State"><c>shadow</c>, <c>canary</c>, <c>bake</c>, <c>done</c>, <c>rolled-back</c>.</param>
/// <param name="StepsPercent">Shares that were declared before its first request.</param>
/// <param name="Says">Why it stands there.</param>
public sealed record GatewayRelease(long No, string Model, string? Digest, string State, double DaysAgo, IReadOnlyList<GatewayStep>? Steps = null, IReadOnlyList<double>? StepsPercent = null, double? EndedDaysAgo = null, string Says = "")
{
    public bool IsRunning => State is "shadow" or "canary" or "bake";

    public IReadOnlyList<GatewayStep> Went => Steps ?? [];
}

/// <summary>One step of a release.</summary>
/// <param name="Role"><c>shadow</c>, <c>canary</c>, <c>bake</c>.</param>
/// <param name="Percent">Of requests that were the candidate's, or copied to it.</param>
/// <param name="LeftBy">Who moved it on or back: an account, or <c>release policy</c>; null while it lasts.</param>
/// <param name="Answered">Requests that the candidate answered.</param>
/// <param name="Failed">Of those, without an answer that counts.</param>
/// <param name="Dropped">Copies that were not made.</param>
/// <param name="Compared">Rows decided by both.</param>
/// <param name="Disagreed">Of those, decided differently.</param>
/// <param name="Pairs">Answers of both that were compared for errors.</param>
/// <param name="CandidateOnly">Of those, where the candidate alone failed.</param>
/// <param name="LiveOnly">Where the live version alone failed.</param>
/// <param name="Slow">Pairs for slow answers; null where nothing was promised.</param>
/// <param name="Against">What answered callers meanwhile.</param>
/// <param name="ConfidencePsi">How far the spread of confidence is from that of the live version; null where it was not seen.</param>
public sealed record GatewayStep(string Role, double Percent, double Hours, string? LeftBy = null, long Answered = 0, long Failed = 0, long Dropped = 0, long Compared = 0, long Disagreed = 0, long Pairs = 0, long CandidateOnly = 0, long LiveOnly = 0,
    SlowPairs? Slow = null, double? ConfidencePsi = null, string? Alarm = null, string? Against = null)
{
    /// <summary>The version in use decided every row alike: how often a model decides otherwise says nothing of it.</summary>
    public bool IsAgainstConstant => Against?.StartsWith("constant:", StringComparison.Ordinal) == true;
}

/// <summary>Pairs of answers, and those of which one alone was slow.</summary>
public sealed record SlowPairs(long Pairs, long CandidateOnly, long LiveOnly);
