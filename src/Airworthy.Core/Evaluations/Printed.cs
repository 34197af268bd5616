using System.Globalization;

namespace Airworthy.Core.Evaluations;

/// <summary>Numbers as they are printed: the same on every machine.</summary>
internal static class Printed
{
    /// <summary>Four digits that tell, no power of ten for usual sizes.</summary>
    public static string Of(double number) => double.IsNaN(number) ? "–"
        : double.IsPositiveInfinity(number) ? "∞"
        : double.IsNegativeInfinity(number) ? "−∞"
        : Math.Abs(number) >= 1e6 ? number.ToString("#,0", CultureInfo.InvariantCulture)
        : Math.Abs(number) >= 1_000 ? number.ToString("#,0.#", CultureInfo.InvariantCulture)
        : Math.Abs(number) >= 1 ? number.ToString("0.###", CultureInfo.InvariantCulture)
        : Math.Abs(number) is >= 0.001 or 0 ? number.ToString("0.####", CultureInfo.InvariantCulture)
        : number.ToString("0.##e-0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Cells in columns, two blanks apart; the first column to the left, numbers to the right.</summary>
    public static IEnumerable<string> Columns(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows.Max(r => r.Count)).Select(c => rows.Max(r => c < r.Count ? r[c].Length : 0)).ToList();
        return rows.Select(r => "  " + string.Join("  ", r.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : c == r.Count - 1 && !IsNumber(cell) ? cell : cell.PadLeft(widths[c]))).TrimEnd());
    }

    private static bool IsNumber(string cell) => cell.Length > 0 && (char.IsDigit(cell[^1]) || cell[^1] is '%' or '–');
}
