using System.Text.Json.Serialization;

using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Releases;

/// <summary>Where a release stands.</summary>
public enum ReleaseState
{
    /// <summary>The candidate answers copies and is not heard.</summary>
    Shadow,

    /// <summary>It answers a share of the traffic.</summary>
    Canary,

    /// <summary>It answers everything, and the version before is kept warm.</summary>
    Bake,

    /// <summary>It is the version in use.</summary>
    Done,

    /// <summary>It was taken back.</summary>
    RolledBack,
}

/// <summary>What was declared before the first request of a release.</summary>
/// <param name="ShadowHours">At least this long in shadow.</param>
/// <param name="ShadowRequests">At least this many rows compared.</param>
/// <param name="MaxDisagreement">Share of rows that may be decided differently; null where any may.</param>
/// <param name="StepsPercent">Shares of traffic, rising; 100 is all of it and begins the bake.</param>
/// <param name="StepMinutes">At least this long at each.</param>
/// <param name="BakeMinutes">How long the version before is kept warm while the new one is watched.</param>
/// <param name="MaxErrorIncrease">By how much the share of failed, or of slow, requests may be higher.</param>
/// <param name="LeastPairs">Pairs before a step is left.</param>
/// <param name="Alpha">How probable a false alarm may be over the whole release, however often one looks; shared by its steps and the kinds of events.</param>
/// <param name="SilenceSeconds">So long a candidate may answer nothing while there are requests for it.</param>
/// <param name="Promoters">Accounts that may move it on early; null: all with the right to release.</param>
/// <param name="MemoryMb">What an instance may hold while the candidate is on its way, in MB; null: any. It is <c>memory_mb</c> of the release.</param>
public sealed record ReleasePolicy(double ShadowHours = 48, long ShadowRequests = 20_000, double? MaxDisagreement = null, IReadOnlyList<double>? StepsPercent = null, double StepMinutes = 30,
    double BakeMinutes = 60, double MaxErrorIncrease = 0.001, long LeastPairs = 1, double Alpha = 0.01, double SilenceSeconds = 60,
    IReadOnlyList<string>? Promoters = null, double? MemoryMb = null)
{
    private static readonly double[] s_usual = [1, 10, 50, 100];

    /// <summary>Shares below all, rising.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> Steps => [.. (StepsPercent ?? s_usual).Where(p => p is > 0 and < 100).Order()];
}

/// <summary>A candidate on its way into use, and where it stands.</summary>
/// <param name="Step">In a canary, the position of its share among <see cref="ReleasePolicy.Steps"/>.</param>
/// <param name="StepAt">When the step began, in milliseconds since 1970.</param>
/// <param name="Generation">Of the route table that began the step.</param>
/// <param name="Says">Why it stands there, in words.</param>
public sealed record Release(long No, string Endpoint, Slot Candidate, ReleasePolicy Policy, ReleaseState State, int Step, long StepAt, long Generation, long StartedAt, string StartedBy, long? EndedAt, string Says)
{
    [JsonIgnore]
    public bool IsRunning => State is ReleaseState.Shadow or ReleaseState.Canary or ReleaseState.Bake;
}

/// <summary>Releases and what was seen as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ReleasePolicy))]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(Evidence))]
[JsonSerializable(typeof(Look))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
