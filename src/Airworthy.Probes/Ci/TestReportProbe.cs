using System.Text.RegularExpressions;

using Airworthy.Core.Checklist.TestScore.Infrastructure;
using Airworthy.Core.Observations;
using Airworthy.Core.Trials;

namespace Airworthy.Probes.Ci;

/// <summary>Reads the JUnit reports of the unit tests.</summary>
public sealed partial class TestReportProbe : IProbe<TestReport>
{
    private const int MaxNames = 10;

    public Task<Sighting<TestReport>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around, cancel), cancel);

    private static Sighting<TestReport> Look(Surroundings around, CancellationToken cancel)
    {
        var found = ReportFiles.Read(around, ReportFiles.Find(around), JUnitFile.Read, cancel);
        var run = TestRuns.Newest(around, TestRun.UnitTests, around.Contract.Commands?.UnitTests);
        if (run?.LeftNothing(found.Used, "commands.unit_tests") is { } nothing)
        {
            return new Sighting<TestReport>.NotSeen(nothing.Because, nothing.Next);
        }

        if (found.Used.Count == 0)
        {
            return new Sighting<TestReport>.NotSeen(found.Broken ?? "There is no JUnit report of the unit tests.",
                $"Run `airworthy check unit-tests --here`, or let the tests write JUnit XML into {ReportFiles.Folder}/ or to the path that commands.unit_tests names.");
        }

        var cases = found.Used.SelectMany(r => r.Cases).ToList();
        return new TestReport(found.Paths, found.MadeAt, cases.Count,
            cases.Count(c => c.Outcome == TestOutcome.Failed), cases.Count(c => c.Outcome == TestOutcome.Skipped), cases.Count(c => c is { Outcome: TestOutcome.Skipped, HasReason: false }),
            cases.Sum(c => c.Seconds), found.ChangedAfter,
            [.. cases.Where(c => c.Outcome == TestOutcome.Failed).Take(MaxNames).Select(c => c.Name)],
            [.. cases.SelectMany(c => KindsOf(c).Select(k => new MarkedTest(k, c.Name, c.Outcome, c.Seconds)))],
            run?.Ended);
    }

    /// <summary>The kinds that a test's marker names; without a marker, those that are words of its name.</summary>
    private static IEnumerable<string> KindsOf(JUnitCase test)
    {
        var words = Word().Matches(test.Marker ?? test.Short).Select(m => m.Value.ToLowerInvariant()).ToHashSet();
        return ModelSpecUnitTests.AllKinds.Where(words.Contains);
    }

    [GeneratedRegex("[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
