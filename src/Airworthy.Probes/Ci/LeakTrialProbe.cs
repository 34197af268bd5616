using Airworthy.Core.Observations;
using Airworthy.Core.Trials;

namespace Airworthy.Probes.Ci;

/// <summary>Reads what <c>airworthy check --here</c> saw last when it tried whether anything of dev reaches training.</summary>
public sealed class LeakTrialProbe : IProbe<LeakTrial>
{
    public Task<Sighting<LeakTrial>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run<Sighting<LeakTrial>>(() =>
        TrialNote.Read(around, TestRun.Leaks, "leakage-safe-split", TrialJson.ReadLeaks, out var because, out var next) is { } trial
            ? trial with { NewerThan = ReportFiles.ChangedAfter(around, trial.MadeAt) }
            : new Sighting<LeakTrial>.NotSeen(because, next), cancel);
}
