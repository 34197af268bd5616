using Airworthy.Core.Reporting;

namespace Airworthy.Cli.Reports;

/// <summary>The forms in which a report is written.</summary>
internal enum ReportFormat { Text }

/// <summary>Writes a report in the form that was asked for.</summary>
internal static class ReportFormats
{
    /// <param name="all">Text: every item with its parts, not only the first screen.</param>
    public static string Write(Report report, ReportFormat format, bool all) => format switch
    {
        _ => TextReport.Write(report),
    };
}
