using System.Text;
using System.Text.Json;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Web.Projects;

/// <summary>Reads a report that somebody sent. It is a stranger's text until it has passed here.</summary>
public static class ReportReading
{
    /// <summary>The newest format this program reads.</summary>
    public const int Newest = 1;

    /// <summary>The largest report, in bytes.</summary>
    public const int Largest = 8 * 1024 * 1024;

    private const int MostItems = 1000;
    private const int MostBars = 200;
    private const int MostPoints = 20_000;

    /// <summary>The report of a text.</summary>
    /// <exception cref="RefusedException">It is none, is too large, or of a newer format.</exception>
    public static PublishedReport Read(JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.Object)
        {
            throw RefusedException.Invalid("report is no JSON object, expected what `airworthy check --format json` writes.");
        }

        if (!text.TryGetProperty("format", out var format) || !format.TryGetInt32(out var number) || number < 1)
        {
            throw RefusedException.Invalid("report has no format, expected what `airworthy check --format json` writes.");
        }

        if (number > Newest)
        {
            throw RefusedException.Invalid($"report.format is {number}, and this server reads up to {Newest}. Use a newer server, or publish with the program of the server's version.");
        }

        if (NullInList(text, "report") is { } place)
        {
            throw RefusedException.Invalid($"{place} is null, and a list of a report holds no nulls.");
        }

        try
        {
            var report = text.Deserialize(ReportJson.Default.PublishedReport)!;
            Require(report);
            return report;
        }
        catch (JsonException e)
        {
            throw RefusedException.Invalid($"report{e.Path?.TrimStart('$')} is not as `airworthy check --format json` writes it. Publish with `airworthy check --publish`.");
        }
    }

    /// <summary>The report of a text that was read and kept here before.</summary>
    public static PublishedReport Kept(string text) => JsonSerializer.Deserialize(text, ReportJson.Default.PublishedReport)!;

    private static void Require(PublishedReport report)
    {
        if (report.Project.Length == 0 || report.At == default)
        {
            throw RefusedException.Invalid("report names no project or no time. Publish with `airworthy check --publish`.");
        }

        if (report.Items.Count is 0 or > MostItems)
        {
            throw RefusedException.Invalid($"report.items has {report.Items.Count} entries, expected 1 to {MostItems}.");
        }

        if (report.Items.GroupBy(i => i.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw RefusedException.Invalid($"report.items has {twice.Key} twice.");
        }

        foreach (var part in report.Items.SelectMany(i => i.Parts))
        {
            foreach (var plot in part.Plots)
            {
                Require(part, plot);
            }

            if (part.Shown is { } shown && shown.Rows.Any(r => r.Count != shown.Columns.Count))
            {
                throw RefusedException.Invalid($"The rows that {part.Id} shows are not as long as its columns.");
            }
        }
    }

    private static void Require(PublishedPart part, PublishedPlot plot)
    {
        var points = (plot.Series ?? []).Sum(s => (long)s.Count);
        if (plot.Kind is not ("bars" or "lines") || points > MostPoints || (plot.Kind == "bars" && (plot.Labels ?? []).Count > MostBars))
        {
            throw RefusedException.Invalid($"A plot of {part.Id} is of the kind {plot.Kind} with {points} points; expected bars (at most {MostBars}) or lines (at most {MostPoints} points).");
        }
    }

    private static string? NullInList(JsonElement element, string at)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return element.EnumerateObject().Select(p => NullInList(p.Value, $"{at}.{p.Name}")).FirstOrDefault(p => p is not null);
        }

        return element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().Select((e, i) => e.ValueKind == JsonValueKind.Null ? $"{at}[{i}]" : NullInList(e, $"{at}[{i}]")).FirstOrDefault(p => p is not null)
            : null;
    }

    /// <summary>The name of a project as it may stand in an address.</summary>
    /// <exception cref="RefusedException">It is empty, too long, or has characters that no project's name has.</exception>
    public static string Name(string? name) => string.IsNullOrWhiteSpace(name) ? throw RefusedException.Missing("project")
        : Encoding.UTF8.GetByteCount(name) > 200 || name.Any(c => char.IsControl(c) || c is '/' or '\\' or '?' or '#') || name is "." or ".."
            ? throw RefusedException.Invalid("A project's name has at most 200 bytes and none of / \\ ? #.")
            : name;
}
