using Airworthy.Core.Statistics.Sequential;

namespace Airworthy.Serving.Releases;

/// <summary>How the verdicts on a step of a release stood at one look.</summary>
/// <param name="Generation">Of the step's route table.</param>
/// <param name="Pairs">Compared so far in this step.</param>
/// <param name="At">Milliseconds since 1970.</param>
public sealed record Look(long Generation, long Pairs, long At, IReadOnlyList<LookAtKind> Kinds)
{
    public static Look Of(long generation, IReadOnlyList<(string Kind, SequentialVerdict Verdict)> verdicts, DateTimeOffset at) => new(generation, verdicts.Max(v => v.Verdict.Counts.Pairs), at.ToUnixTimeMilliseconds(),
        [.. verdicts.Select(v => new LookAtKind(v.Kind, v.Verdict.LogE, v.Verdict.LogLimit, v.Verdict.Difference.High, v.Verdict.Plan.Margin))]);
}

/// <summary>The verdict on one kind of event at one look.</summary>
/// <param name="LogE">ln of the evidence against the candidate.</param>
/// <param name="LogLimit">Where it is taken back.</param>
/// <param name="High">How much worse it may still be, as a difference of rates.</param>
/// <param name="Margin">How much worse it may be at most to go on.</param>
public sealed record LookAtKind(string Kind, double LogE, double LogLimit, double High, double Margin);

/// <summary>Chooses the looks that are kept: one whenever the pairs grew by a twentieth, so that a step of a million pairs leaves some three hundred, and the one that decided.</summary>
internal sealed class LookBook(ReleaseStore releases)
{
    private readonly Dictionary<(long Release, long Generation), long> _last = [];

    public async Task KeepAsync(Release release, Look look, bool decides, CancellationToken cancel)
    {
        var step = (release.No, release.Generation);
        var last = _last.GetValueOrDefault(step);
        if (look.Pairs > 0 && (decides || look.Pairs >= last + Math.Max(1, last / 20)))
        {
            await releases.KeepAsync(release.No, look, cancel);
            _last[step] = look.Pairs;
        }
    }
}
