using System.Globalization;

using Airworthy.Tracking.Runs;

namespace Airworthy.Web.Runs;

/// <summary>Lines of CSV files as spreadsheets read them.</summary>
/// <remarks>Source: RFC 4180. A text that a spreadsheet would take for a formula is kept a text by a quote before it (OWASP, CSV Injection).</remarks>
internal static class Csv
{
    private static readonly char[] s_quoted = [',', '"', '\n', '\r'];

    /// <summary>One line, with its end.</summary>
    public static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Quoted)) + "\r\n";

    /// <summary>A cell of a run in full precision; empty where it has none.</summary>
    public static string Cell(RunColumn column, RunRow run) => column.IsNumber
        ? run.Metrics.TryGetValue(column.Key, out var latest) ? latest.Value.ToString("R", CultureInfo.InvariantCulture) : ""
        : column.Cell(run) ?? "";

    private static string Quoted(string cell)
    {
        if (cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' && !double.TryParse(cell, CultureInfo.InvariantCulture, out _))
        {
            cell = "'" + cell;
        }

        return cell.IndexOfAny(s_quoted) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
