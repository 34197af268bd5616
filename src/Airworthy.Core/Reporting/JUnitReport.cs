using System.Xml;
using System.Xml.Linq;

using Airworthy.Core.Checklist;

namespace Airworthy.Core.Reporting;

/// <summary>The report as JUnit XML: one test per due item, one suite per section.</summary>
/// <remarks>
/// Failing is a failure. Unanswered, stale and not applicable are skipped, with the reason: nothing was shown, so nothing passed and nothing
/// broke. An item that is open because a check crashed is an error. Verified and attested pass. Items of later stages are left out. A waiver
/// changes no outcome; it stands in the message.
/// </remarks>
public static class JUnitReport
{
    public static string Write(Report report)
    {
        var suites = report.Sections
            .Select(s => (Section: s.Key, Items: s.Where(i => !i.IsLater).ToList()))
            .Where(s => s.Items.Count > 0)
            .Select(s => Suite(s.Section, s.Items, report))
            .ToList();
        var root = new XElement("testsuites", new XAttribute("name", Clean($"airworthy {report.Project}")), Counts(report.Due.ToList()), suites);
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new System.Text.UTF8Encoding(false), OmitXmlDeclaration = true };
        var text = new System.Text.StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        using (var writer = XmlWriter.Create(text, settings))
        {
            root.Save(writer);
        }

        return text.Append('\n').ToString();
    }

    private static XElement Suite(string section, List<ItemState> items, Report report) => new(
        "testsuite",
        new XAttribute("name", Wording.Section(section)),
        new XAttribute("timestamp", report.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)),
        Counts(items),
        items.Select(i => Case(section, i, report)));

    private static XElement Case(string section, ItemState state, Report report)
    {
        var marks = string.Join(", ", Wording.Marks(state, report));
        var message = Clean($"{Wording.Word(state.Status)}{(marks.Length > 0 ? $" ({marks})" : "")}: {state.Why}");
        var body = Clean(string.Join('\n', state.Parts.Where(p => p.Standing is Standing.Red or Standing.Open or Standing.Stale)
            .Select(p => $"{Wording.Sign(p)} {p.Part.Id.Part}: {p.Verdict.Says}{(p.Verdict.Next is { } next ? $"\n  → {next}" : "")}")));
        XElement? outcome = Outcome(state) switch
        {
            "failure" => new XElement("failure", new XAttribute("type", "failing"), new XAttribute("message", message), body),
            "error" => new XElement("error", new XAttribute("type", "crash"), new XAttribute("message", message), body),
            "skipped" => new XElement("skipped", new XAttribute("message", message)),
            _ => null,
        };
        return new XElement(
            "testcase",
            new XAttribute("classname", $"airworthy.{section.Replace('/', '.')}"),
            new XAttribute("name", $"{state.Item.Id}: {state.Item.Title}"),
            outcome,
            outcome is null ? new XElement("system-out", message) : null);
    }

    private static string? Outcome(ItemState state) => state switch
    {
        { Status: Status.Failing } => "failure",
        { IsDone: false } when state.Marks.Contains("error") => "error",
        { IsDone: false } => "skipped",
        _ => null,
    };

    private static XAttribute[] Counts(List<ItemState> items) =>
    [
        new("tests", items.Count),
        new("failures", items.Count(i => Outcome(i) == "failure")),
        new("errors", items.Count(i => Outcome(i) == "error")),
        new("skipped", items.Count(i => Outcome(i) == "skipped")),
    ];

    /// <summary>Without characters that XML cannot hold.</summary>
    private static string Clean(string text)
    {
        var clean = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\ufffd');
            }
        }

        return clean.ToString();
    }
}
