using Airworthy.Client;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Probes.Serving;

/// <summary>Reads the releases of the project's endpoint, step by step.</summary>
public sealed class GatewayReleasesProbe : IProbe<GatewayReleases>
{
    /// <summary>Answers of either version below which their spread says nothing.</summary>
    private const int LeastAnswers = 200;

    public bool IsCostly => true;

    public async Task<Sighting<GatewayReleases>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (seen, because, next) = await GatewayPast.ReadAsync(around, cancel);
        if (seen is null)
        {
            return new Sighting<GatewayReleases>.NotSeen(because, next);
        }

        var now = seen.Past.Changes[0].Table;
        return new GatewayReleases(seen.Endpoint, seen.Project.Place, now.Live.Model, [.. seen.Past.Releases.Select(r => Release(around, r, seen.Past.Changes.ToDictionary(c => c.Table.Generation, c => c.Table.Live.Model)))], now.Live.Digest, seen.Past.BrokenAt);
    }

    private static GatewayRelease Release(Surroundings around, PastRelease past, IReadOnlyDictionary<long, string> live)
    {
        var release = past.Release;
        return new GatewayRelease(release.No, release.Candidate.Model, release.Candidate.Digest, release.State == "RolledBack" ? "rolled-back" : release.State.ToLowerInvariant(), GatewayPast.DaysAgo(around, release.StartedAt),
            [.. past.Steps.Select(s => Step(around, s) with { Against = live.GetValueOrDefault(s.Generation) })], release.Policy.StepsPercent, release.EndedAt is { } ended ? GatewayPast.DaysAgo(around, ended) : null, release.Says);
    }

    private static GatewayStep Step(Surroundings around, PastStep step)
    {
        var until = step.Until ?? around.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (seen, role) = (step.Evidence, step.Role switch { "Previous" => "bake", var other => other.ToLowerInvariant() });
        return new GatewayStep(role, role == "bake" ? 100 : step.Share * 100, (until - step.At) / 3_600_000.0, step.LeftBy, seen.Answered, seen.Failed, seen.Dropped, seen.Compared, seen.Disagreed,
            seen.Errors?.Pairs ?? 0, seen.Errors?.CandidateOnly ?? 0, seen.Errors?.LiveOnly ?? 0, seen.Slow is { Pairs: > 0 } slow ? new SlowPairs(slow.Pairs, slow.CandidateOnly, slow.LiveOnly) : null, Psi(step), seen.Alarm);
    }

    private static double? Psi(PastStep step) => step is { LiveConfidence: { } live, ShadowConfidence: { } shadow } && live.Sum() >= LeastAnswers && shadow.Sum() >= LeastAnswers
        ? Shift.OfOrdered([.. live], [.. shadow]).Psi
        : null;
}
