using System.Globalization;
using System.Text.RegularExpressions;

namespace Airworthy.Core.Reading;

/// <summary>Says what a field wants, and what somebody who wrote something else probably meant.</summary>
public static partial class Expectation
{
    /// <summary>A limit so far off that it is there for safety alone and is not worth a word.</summary>
    private const double FarOff = 1e9;

    private static readonly string[] s_dates = ["yyyy-M-d", "yyyy/M/d", "d.M.yyyy", "yyyyMMdd", "yyyy-M-dTHH:mm:ssZ", "yyyy-M-d HH:mm:ss", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d, yyyy"];

    /// <summary>What a field wants, in words: <c>a share in [0, 1]</c>, <c>a date such as 2026-03-31</c>.</summary>
    public static string Of(Type type, Field? field) =>
        field?.Ask<WithinAttribute>() is { } within && (IsWhole(type) || type == typeof(double)) ? Number(type, within)
        : field?.Ask<NumberOrAttribute>() is { } either && type == typeof(string) ? $"a number or {Listed(either.Words, "or")}"
        : type == typeof(bool) ? "true or false"
        : IsWhole(type) ? "a whole number"
        : type == typeof(double) ? "a number"
        : type == typeof(DateOnly) ? "a date such as 2026-03-31"
        : type == typeof(DateTimeOffset) ? "a time such as 2026-03-31T09:00:00Z"
        : type == typeof(Duration) ? "a length of time such as 12h"
        : type.IsEnum ? Listed(WordAttribute.Of(type).Keys, "or")
        : Field.ElementOf(type) is not null ? "a list"
        : Field.ValueOf(type) is not null || Field.IsRecord(type) ? "a map"
        : field?.Ask<PathAttribute>() is not null ? "a path inside the project"
        : "a text";

    /// <summary>What to write instead of a value that cannot be read.</summary>
    public static string Instead(Type type, Field? field, Yaml.Scalar written)
    {
        var text = written.Text.Trim();
        if (type.IsEnum)
        {
            var words = WordAttribute.Of(type).Keys.ToList();
            var within = words.Where(w => text.Length > 3 && w.Contains(text, StringComparison.OrdinalIgnoreCase)).ToList();
            return within.Count > 1 ? $"Choose {Listed(within, "or")}." : (Nearest.To(text, words) ?? Nearest.To(text.Replace('_', '-'), words)) is { } word ? $"Did you mean {word}?" : "Choose one of them.";
        }

        if (type == typeof(bool))
        {
            return text.ToLowerInvariant() is "yes" or "y" or "on" or "1" or "true" ? "Did you mean true?"
                : text.ToLowerInvariant() is "no" or "n" or "off" or "0" or "false" ? "Did you mean false?" : "Write true or false.";
        }

        if (type == typeof(DateOnly))
        {
            return Iso().IsMatch(text) ? "There is no such day: correct month or day."
                : DateOnly.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? $"Did you mean {date:yyyy-MM-dd}?"
                : "Write year, month and day with dashes.";
        }

        return type == typeof(Duration) ? (Plain().IsMatch(text) ? $"Did you mean {text}h?" : "Write a number and s, m, h, d or w: 30m, 12h, 2d.")
            : type == typeof(DateTimeOffset) ? "Write date, T, time and the offset from UTC or Z."
            : ANumber(type, field, written, text);
    }

    private static string ANumber(Type type, Field? field, Yaml.Scalar written, string text)
    {
        if (Reads(type, text))
        {
            return written.Quoted ? $"Did you mean {text}, without quotes?" : "It is far too large: correct it.";
        }

        if (field?.Ask<WithinAttribute>()?.Unit != "percent" && text.EndsWith('%') && Reads(typeof(double), text[..^1].Trim()))
        {
            return $"Did you mean {double.Parse(text[..^1], CultureInfo.InvariantCulture) / 100:0.######}?";
        }

        if (IsWhole(type) && Reads(typeof(double), text) && double.Parse(text, CultureInfo.InvariantCulture) is var number)
        {
            return number == Math.Floor(number) && Math.Abs(number) < FarOff ? $"Did you mean {number:0}?" : "Round it to a whole number.";
        }

        if (WithUnit().Match(text) is { Success: true } unit && Reads(type, unit.Groups[1].Value))
        {
            return $"Write {unit.Groups[1].Value} alone: what it counts stands in the name of the key or beside it.";
        }

        return Thousands().IsMatch(text) ? $"Did you mean {text.Replace(",", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal)}? Nothing stands between thousands."
            : DecimalComma().IsMatch(text) ? $"Did you mean {text.Replace(',', '.')}? Decimals are written with a point."
            : "Write a number without quotes and without unit.";
    }

    /// <summary>What to write instead of a number that is out of range.</summary>
    public static string Instead(WithinAttribute within, double number) =>
        within is { Unit: "share" } && number is > 1 and <= 100 && number / 100 >= within.Low && number / 100 <= within.High ? $"Did you mean {number / 100:0.######}?"
        : within.Low == within.High ? $"Write {within.Low:0.######}."
        : number > within.High && within.High >= FarOff ? $"Correct it: at most {within.High:0.######}." : "Correct it.";

    private static string Number(Type type, WithinAttribute within)
    {
        var noun = (within.Unit, type == typeof(double)) switch
        {
            ("share", _) => "a share",
            ("", true) => "a number",
            ("", false) => "a whole number",
            (var unit, true) => $"a number of {unit}",
            (var unit, false) => $"a whole number of {unit}",
        };
        return within.Low == within.High ? $"{within.Low:0.######}"
            : within.High < FarOff ? $"{noun} in {(within.Above ? "(" : "[")}{within.Low:0.######}, {within.High:0.######}]"
            : within.Low <= -FarOff ? noun
            : within.Above ? $"{noun} above {within.Low:0.######}" : $"{noun} of at least {within.Low:0.######}";
    }

    internal static string Listed(IEnumerable<string> words, string last = "and")
    {
        var all = words.ToList();
        return all.Count switch
        {
            0 => "nothing",
            1 => all[0],
            _ => $"{string.Join(", ", all[..^1])} {last} {all[^1]}",
        };
    }

    private static bool IsWhole(Type type) => type == typeof(int) || type == typeof(long);

    private static bool Reads(Type type, string text) => IsWhole(type)
        ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$")]
    private static partial Regex Iso();

    [GeneratedRegex(@"^[-+]?\d+(\.\d+)?$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^([-+]?[0-9.]+) ?[\p{L}%/€$£]{1,12}$")]
    private static partial Regex WithUnit();

    [GeneratedRegex(@"^[-+]?\d{1,3}([, _']\d{3})+(\.\d+)?$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^[-+]?\d+,\d+$")]
    private static partial Regex DecimalComma();
}
