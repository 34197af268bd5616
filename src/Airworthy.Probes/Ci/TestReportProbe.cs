using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

using Airworthy.Core.Checklist.TestScore.Infrastructure;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Ci;

/// <summary>Reads the JUnit reports of the unit tests, and counts test cases rather than believing the sums in their heads.</summary>
public sealed partial class TestReportProbe : IProbe<TestReport>
{
    private const int MaxNames = 10;

    /// <summary>One report file.</summary>
    private sealed record Report(string Path, DateTimeOffset MadeAt, List<Case> Cases) : ReportFile(Path, MadeAt);

    private sealed record Case(string Name, string Short, TestOutcome Outcome, bool HasReason, double Seconds, string? Marker);

    public Task<Sighting<TestReport>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around, cancel), cancel);

    private static Sighting<TestReport> Look(Surroundings around, CancellationToken cancel)
    {
        var found = ReportFiles.Read(around, ReportFiles.Find(around), Read, cancel);
        if (found.Used.Count == 0)
        {
            return new Sighting<TestReport>.NotSeen(found.Broken ?? "There is no JUnit report of the unit tests.",
                $"Run the tests so that they write JUnit XML into {ReportFiles.Folder}/, or to the path that commands.unit_tests names.");
        }

        var cases = found.Used.SelectMany(r => r.Cases).ToList();
        return new TestReport(found.Paths, found.MadeAt, cases.Count,
            cases.Count(c => c.Outcome == TestOutcome.Failed), cases.Count(c => c.Outcome == TestOutcome.Skipped), cases.Count(c => c is { Outcome: TestOutcome.Skipped, HasReason: false }),
            cases.Sum(c => c.Seconds), found.ChangedAfter,
            [.. cases.Where(c => c.Outcome == TestOutcome.Failed).Take(MaxNames).Select(c => c.Name)],
            [.. cases.SelectMany(c => KindsOf(c).Select(k => new MarkedTest(k, c.Name, c.Outcome, c.Seconds)))]);
    }

    /// <summary>The test cases of a file; null when it is no JUnit report, or one about mutants.</summary>
    private static Report? Read(string root, string path)
    {
        var file = Path.Combine(root, path);
        using var xml = ReportFiles.Open(file);
        var cases = new List<Case>();
        var stamps = new List<string>();
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName is not ("testsuites" or "testsuite"))
        {
            return null;
        }

        var isMutants = false;
        do
        {
            isMutants |= xml.NodeType == XmlNodeType.Element && xml.LocalName is "testsuite" or "testsuites" && MutationReportProbe.IsMutants(xml);
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "testsuite" or "testsuites" && xml.GetAttribute("timestamp") is { } stamp)
            {
                stamps.Add(stamp);
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "testcase")
            {
                cases.Add(ReadCase(xml));
            }
        }
        while (xml.Read());
        return isMutants ? null : new Report(path, ReportFiles.MadeAt(file, stamps.Max()), cases);
    }

    private static Case ReadCase(XmlReader xml)
    {
        var (name, group) = (xml.GetAttribute("name") ?? "", xml.GetAttribute("classname") ?? "");
        var seconds = double.TryParse(xml.GetAttribute("time"), NumberStyles.Float, CultureInfo.InvariantCulture, out var time) && time is >= 0 and < 1e7 ? time : 0;
        var outcome = xml.GetAttribute("status") is "notrun" or "skipped" or "disabled" ? TestOutcome.Skipped : TestOutcome.Passed;
        var reason = false;
        string? marker = null;
        using var inner = xml.ReadSubtree();
        inner.Read();
        while (inner.Read())
        {
            if (inner.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (inner.LocalName)
            {
                case "failure" or "error":
                    outcome = TestOutcome.Failed;
                    break;
                case "skipped" when outcome != TestOutcome.Failed:
                    outcome = TestOutcome.Skipped;
                    reason = !string.IsNullOrWhiteSpace(inner.GetAttribute("message")) || (!inner.IsEmptyElement && inner.Read() && inner.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && !string.IsNullOrWhiteSpace(inner.Value));
                    break;
                case "property" when inner.GetAttribute("name") is "airworthy" or "airworthy.kind":
                    marker = inner.GetAttribute("value");
                    break;
                default:
                    break;
            }
        }

        return new Case(group.Length == 0 ? name : $"{group}.{name}", name, outcome, reason, seconds, marker);
    }

    /// <summary>The kinds that a test's marker names; without a marker, those that are words of its name.</summary>
    private static IEnumerable<string> KindsOf(Case test)
    {
        var words = Word().Matches(test.Marker ?? test.Short).Select(m => m.Value.ToLowerInvariant()).ToHashSet();
        return ModelSpecUnitTests.AllKinds.Where(words.Contains);
    }

    [GeneratedRegex("[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
