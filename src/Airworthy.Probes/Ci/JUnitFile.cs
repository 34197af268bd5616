using System.Globalization;
using System.Xml;

using Airworthy.Core.Observations;

namespace Airworthy.Probes.Ci;

/// <summary>A JUnit report. Its test cases are counted rather than believing the sums in its head.</summary>
internal sealed record JUnitFile(string Path, DateTimeOffset MadeAt, IReadOnlyList<JUnitCase> Cases) : ReportFile(Path, MadeAt)
{
    /// <summary>The test cases of a file; null when it is no JUnit report, or one about mutants.</summary>
    public static JUnitFile? Read(string root, string path)
    {
        var file = System.IO.Path.Combine(root, path);
        using var xml = ReportFiles.Open(file);
        var cases = new List<JUnitCase>();
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
        return isMutants ? null : new JUnitFile(path, ReportFiles.MadeAt(file, stamps.Max()), cases);
    }

    private static JUnitCase ReadCase(XmlReader xml)
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

        return new JUnitCase(group.Length == 0 ? name : $"{group}.{name}", name, outcome, reason, seconds, marker);
    }
}

/// <summary>One test of a report.</summary>
/// <param name="Name">With that of its class.</param>
/// <param name="HasReason">Whether a skipped one says why.</param>
/// <param name="Marker">Its property <c>airworthy</c>; null without one.</param>
internal sealed record JUnitCase(string Name, string Short, TestOutcome Outcome, bool HasReason, double Seconds, string? Marker);
