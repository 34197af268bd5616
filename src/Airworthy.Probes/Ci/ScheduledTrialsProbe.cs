using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;

namespace Airworthy.Probes.Ci;

/// <summary>Counts the days on which CI or a schedule tried the pipeline, from the records of its two items.</summary>
public sealed class ScheduledTrialsProbe : IProbe<ScheduledTrials>
{
    private static readonly string[] s_checks = ["training-pipeline-tests/end-to-end", "pipeline-integration-test/end-to-end"];

    public Task<Sighting<ScheduledTrials>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var trials = around.Records.Where(r => s_checks.Contains(r.Check) && r.By.Kind is WriterKind.Ci or WriterKind.Scheduler && r.Answer != Answer.Unknown)
            .Select(r => r.Measured.TryGetValue(ScheduledTrials.TrialAt, out var at) && at is > 0 and < 1e11 ? DateTimeOffset.FromUnixTimeSeconds((long)at) : (DateTimeOffset?)null)
            .OfType<DateTimeOffset>().Distinct().ToList();
        var now = around.Clock.GetUtcNow();
        return Task.FromResult<Sighting<ScheduledTrials>>(new ScheduledTrials(
            [.. trials.Where(t => t <= now && t > now.AddDays(-ScheduledTrials.Window)).Select(t => DateOnly.FromDateTime(t.UtcDateTime)).Distinct().Order()], trials.Count));
    }
}
