using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;
using Airworthy.Probes.Ci;
using Airworthy.Probes.Tests.Repository;

namespace Airworthy.Probes.Tests.Ci;

public sealed class ScheduledTrialsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Days_of_trials_by_a_machine_are_counted_once_each_and_a_trial_read_again_is_no_other_one()
    {
        var now = DateTimeOffset.UtcNow;
        var seen = await Around.Folder(_folder.Path, records:
        [
            Record(WriterKind.Ci, now.AddDays(-1), now.AddDays(-1)),
            Record(WriterKind.Ci, now.AddDays(-1), now.AddMinutes(-5)), // read again today
            Record(WriterKind.Scheduler, now.AddDays(-3), now.AddDays(-3), "pipeline-integration-test/end-to-end"),
            Record(WriterKind.Person, now.AddDays(-2), now.AddDays(-2)),
            Record(WriterKind.Ci, now.AddDays(-4), now.AddDays(-4), "unit-tests/ran"),
            Record(WriterKind.Ci, now.AddDays(-8), now.AddDays(-8)),
            Record(WriterKind.Ci, null, now.AddDays(-5)),
        ]).SeenAsync(new ScheduledTrialsProbe());

        Assert.Equal([DateOnly.FromDateTime(now.AddDays(-3).UtcDateTime), DateOnly.FromDateTime(now.AddDays(-1).UtcDateTime)], seen.Days);
        Assert.Equal(3, seen.Ever);
    }

    private static CheckRecord Record(WriterKind by, DateTimeOffset? trial, DateTimeOffset at, string check = "training-pipeline-tests/end-to-end") => new()
    {
        Check = check,
        CheckVersion = 1,
        Answer = Answer.Met,
        Says = "It ran.",
        Measured = trial is { } t ? new Dictionary<string, double> { [ScheduledTrials.TrialAt] = t.ToUnixTimeSeconds() } : [],
        Subject = new Dictionary<string, string>(),
        By = new Writer(by, "a"),
        At = at,
    };
}
