using Airworthy.Core.Observations;
using Airworthy.Core.Trials;
using Airworthy.Data;

namespace Airworthy.Probes.Ci;

/// <summary>Reads the JUnit reports of the functionality tests, and counts the case files they are about.</summary>
public sealed class FunctionalityReportProbe : IProbe<FunctionalityReport>
{
    private const int MaxNames = 10;

    public Task<Sighting<FunctionalityReport>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around, cancel), cancel);

    private static Sighting<FunctionalityReport> Look(Surroundings around, CancellationToken cancel)
    {
        // What is seen of a model are its answers; tests of an earlier one say nothing about these.
        var answers = PredictionSource.Of(around.Contract).Where(p => p.IsCandidate && p.Path != PredictionSource.Run).SelectMany(p => DataFiles.Find(around.Root, p.Path))
            .Select(f => Path.GetRelativePath(around.Root, f).Replace('\\', '/')).ToList();
        var found = ReportFiles.Read(around, ReportFiles.FindOfFunctionality(around), JUnitFile.Read, cancel, answers);
        var run = TestRuns.Newest(around, TestRun.FunctionalityTests, around.Contract.Commands?.FunctionalityTests);
        if (run?.LeftNothing(found.Used, "commands.functionality_tests") is { } nothing)
        {
            return new Sighting<FunctionalityReport>.NotSeen(nothing.Because, nothing.Next);
        }

        if (found.Used.Count == 0)
        {
            return new Sighting<FunctionalityReport>.NotSeen(found.Broken ?? "There is no JUnit report of the functionality tests.",
                $"Run `airworthy check functionality-tests --here`, or let the tests write JUnit XML to {TestRun.ReportOf(TestRun.FunctionalityTests)}.");
        }

        var cases = found.Used.SelectMany(r => r.Cases).ToList();
        return new FunctionalityReport(found.Paths, found.MadeAt, cases.Count,
            cases.Count(c => c.Outcome == TestOutcome.Failed), cases.Count(c => c.Outcome == TestOutcome.Skipped), cases.Sum(c => c.Seconds),
            Repository.CaseFilesProbe.Files(around.Root).Count, found.ChangedAfter,
            [.. cases.Where(c => c.Outcome == TestOutcome.Failed).Take(MaxNames).Select(c => c.Name)], run?.Ended);
    }
}
