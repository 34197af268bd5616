using System.Globalization;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

/// <summary>What every check of a report of tests asks first, and the reports that drills plant.</summary>
internal static class Reports
{
    /// <summary>Where drills write, a place that every look for reports includes.</summary>
    public const string DrillFolder = ".airworthy/store/reports";

    /// <summary>An Unknown verdict when a report is older than what it reports about; null when it is not.</summary>
    public static Verdict? Stale(DateTimeOffset madeAt, string? newerThan, IReadOnlyList<string> files) => newerThan is null
        ? null
        : Verdict.Unknown($"{string.Join(", ", files.Take(3))} is of {madeAt:yyyy-MM-dd HH:mm} UTC, and {newerThan}.", "Run the tests again, or let the CI do it and keep its reports.");

    /// <summary>No test failed and the command did not end well: something broke beside the tests, and nobody knows what was not run for it.</summary>
    public static Verdict BadEnd(CommandEnd ended) =>
        Verdict.Unmet($"No test failed, but `{ended.Command}` ended with {ended.ExitCode}.{(ended.LastLine.Length == 0 ? "" : $" Its last line: {ended.LastLine}")}", "Run it by hand and mend what breaks beside the tests.");

    /// <summary>A JUnit report; each test as name, seconds, and <c>passed</c>, <c>failed</c> or <c>skipped</c>.</summary>
    public static string JUnit(IEnumerable<(string Name, double Seconds, TestOutcome Outcome)> tests) =>
        $"<testsuite name=\"drill\">\n{string.Concat(tests.Select(t => $"<testcase classname=\"drill\" name=\"{t.Name}\" time=\"{t.Seconds.ToString(CultureInfo.InvariantCulture)}\">{t.Outcome switch
        {
            TestOutcome.Failed => "<failure message=\"broken on purpose\"/>",
            TestOutcome.Skipped => "<skipped message=\"on purpose\"/>",
            _ => "",
        }}</testcase>\n"))}</testsuite>\n";

    /// <summary>A Cobertura report of one file of a hundred lines.</summary>
    public static string Cobertura(string path, int run) =>
        $"<coverage><packages><package><classes><class name=\"drill\" filename=\"{path}\"><lines>{string.Concat(Enumerable.Range(1, 100).Select(i => $"<line number=\"{i}\" hits=\"{(i <= run ? 1 : 0)}\"/>"))}</lines></class></classes></package></packages></coverage>\n";
}
