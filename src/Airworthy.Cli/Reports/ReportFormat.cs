using System.Diagnostics;

using Airworthy.Core.Reporting;
using Airworthy.Core.Reporting.Html;
using Airworthy.Web.Projects;

namespace Airworthy.Cli.Reports;

/// <summary>The forms in which a report is written.</summary>
internal enum ReportFormat { Text, Json, Markdown, Html, Sarif, JUnit, Badge }

/// <summary>Writes a report in the form that was asked for.</summary>
internal static class ReportFormats
{
    /// <param name="all">Text: every item with its parts, not only the first screen.</param>
    public static string Write(Report report, ReportFormat format, bool all) => format switch
    {
        ReportFormat.Text => TextReport.Write(report, all),
        ReportFormat.Json => JsonReport.Write(report),
        ReportFormat.Markdown => MarkdownReport.Write(report),
        ReportFormat.Html => HtmlReport.Write(report, new PlotDrawing().Draw),
        ReportFormat.Sarif => SarifReport.Write(report),
        ReportFormat.JUnit => JUnitReport.Write(report),
        ReportFormat.Badge => BadgeReport.Write(report),
        _ => throw new UnreachableException($"{format}"),
    };

    /// <summary>Writes a report into a file and says so, or prints it, text in colour where a terminal shows colour.</summary>
    /// <exception cref="Refusal">The file cannot be written (exit code 3).</exception>
    public static async Task PutAsync(Report report, ReportFormat format, bool all, string? file, CancellationToken cancel)
    {
        var text = Write(report, format, all);
        if (file is null)
        {
            Painted.Write(text, isPlain: format != ReportFormat.Text);
            return;
        }

        try
        {
            await WholeFile.WriteAsync(file, text, cancel);
            Terminal.Note($"Wrote {file}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal(3, $"{file}: the report could not be written: {e.Message}", "Name another file with --out.");
        }
    }
}
