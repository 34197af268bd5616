using System.Globalization;
using System.Security;

using Airworthy.Core.Checklist;

namespace Airworthy.Core.Reporting;

/// <summary>A small picture for a README: where the project stands, which model, and the day it was last looked at.</summary>
public static class BadgeReport
{
    /// <summary>Older than this, a badge says nothing about now and is grey.</summary>
    public const int FreshDays = 7;

    // Contrast with white text is at least 4.5 : 1 for each.
    private const string Green = "#22703f";
    private const string Amber = "#8a5a00";
    private const string Red = "#b3261e";
    private const string Grey = "#5f6670";

    public static string Write(Report report)
    {
        var ready = Readiness.Of(report);
        var looked = report.Items.SelectMany(i => i.Parts).Max(p => p.At);
        var old = looked is null || report.At - looked > TimeSpan.FromDays(FreshDays);
        var failing = report.Count(Status.Failing);
        var standing = failing > 0 && ready.Ready is not Ready.Grounded ? $"{ready.Word}, {failing} failing" : ready.Word;
        var day = looked?.UtcDateTime.ToString("d MMM", CultureInfo.InvariantCulture);
        var says = string.Join(" · ", new[] { looked is null ? "never checked" : $"{standing} {day}", report.Model }.OfType<string>());
        var colour = old ? Grey : ready.Ready switch
        {
            Ready.Grounded => Red,
            Ready.Cleared or Ready.InFlight when failing == 0 => Green,
            _ => failing > 0 ? Red : Amber,
        };
        return Draw("airworthy", says, colour, $"{report.Project}: {says}{(old && looked is not null ? $"; last looked at more than {FreshDays} days before {Wording.Day(report.Today)}" : "")}");
    }

    private static string Draw(string left, string right, string colour, string title)
    {
        var (a, b) = (Wide(left), Wide(right));
        string N(double v) => v.ToString("0.#", CultureInfo.InvariantCulture);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{N(a + b)}" height="22" viewBox="0 0 {N(a + b)} 22" role="img" aria-labelledby="airworthy-badge">
            <title id="airworthy-badge">{Xml(title)}</title>
            <clipPath id="airworthy-round"><rect width="{N(a + b)}" height="22" rx="4"/></clipPath>
            <g clip-path="url(#airworthy-round)"><path fill="#30363d" d="M0 0h{N(a)}v22H0z"/><path fill="{colour}" d="M{N(a)} 0h{N(b)}v22H{N(a)}z"/></g>
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
            <text x="{N(a / 2)}" y="15" textLength="{N(a - 16)}" lengthAdjust="spacingAndGlyphs">{Xml(left)}</text>
            <text x="{N(a + (b / 2))}" y="15" textLength="{N(b - 16)}" lengthAdjust="spacingAndGlyphs">{Xml(right)}</text>
            </g>
            </svg>

            """;
    }

    /// <summary>About how many pixels a text takes at 11 pixels of Verdana, with 8 on each side.</summary>
    private static double Wide(string text) => 16 + text.Sum(c => c is 'i' or 'l' or 'j' or '.' or ',' or ' ' or '·' or '\'' or ':' ? 4.2 : c is 'm' or 'w' or 'M' or 'W' ? 10 : char.IsUpper(c) ? 8 : c > '\u2000' ? 11 : 6.9);

    private static string Xml(string text) => SecurityElement.Escape(string.Concat(text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))));
}
