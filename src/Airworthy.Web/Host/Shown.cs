using System.Globalization;

namespace Airworthy.Web.Host;

/// <summary>How numbers and times look on pages.</summary>
public static class Shown
{
    /// <summary>A number in five significant digits, short enough for a column: 0.71234, 12,345, 1.2e-7.</summary>
    public static string Number(double value) => value switch
    {
        double.NaN => "NaN",
        double.MaxValue => "∞",
        double.MinValue => "−∞",
        0 => "0",
        _ when Math.Abs(value) is >= 1e7 or < 1e-4 => value.ToString("0.###e0", CultureInfo.InvariantCulture).Replace('-', '−'),
        _ when Math.Abs(value) >= 1000 => value.ToString(value % 1 == 0 ? "N0" : "N1", CultureInfo.InvariantCulture).Replace('-', '−'),
        _ => double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("0.#########", CultureInfo.InvariantCulture).Replace('-', '−'),
    };

    /// <summary>A param: a long fraction in five significant digits, anything else as it was logged.</summary>
    public static string Brief(string text) =>
        text.Length > 9 && text.Contains('.', StringComparison.Ordinal) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? Number(number) : text;

    /// <summary>One of several params, briefly where that keeps all that differ apart.</summary>
    public static string? Apart(IReadOnlyList<string?> all, string? one)
    {
        var different = all.OfType<string>().Distinct().ToList();
        return one is not null && different.Count > 0 && different.Select(Brief).Distinct().Count() == different.Count ? Brief(one) : one;
    }

    /// <summary>A spread in two significant digits.</summary>
    public static string Rough(double value) => Number(double.Parse(value.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>A difference, with its sign.</summary>
    public static string Delta(double difference) => difference > 0 ? "+" + Number(difference) : difference == 0 ? "±0" : Number(difference);

    /// <summary>Milliseconds since 1970 as day and time, UTC.</summary>
    public static string Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Bounded(milliseconds)).ToString("d MMM yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds since 1970 for the attribute <c>datetime</c>.</summary>
    public static string Iso(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Bounded(milliseconds)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>How long ago, in one unit; older than a week, the day.</summary>
    public static string Ago(long milliseconds, DateTimeOffset now)
    {
        var then = DateTimeOffset.FromUnixTimeMilliseconds(Bounded(milliseconds));
        return (now - then) switch
        {
            { TotalSeconds: < 60 } => "now",
            { TotalMinutes: < 60 and var minutes } => $"{(int)minutes} min ago",
            { TotalHours: < 24 and var hours } => $"{(int)hours} h ago",
            { TotalDays: < 7 and var days } => $"{(int)days} d ago",
            _ => then.ToString(then.Year == now.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A stretch of time in its two largest units.</summary>
    public static string Duration(long milliseconds) => TimeSpan.FromMilliseconds(Bounded(milliseconds)) switch
    {
        { TotalSeconds: < 1 } t => $"{(long)t.TotalMilliseconds} ms",
        { TotalSeconds: < 60 } t => string.Create(CultureInfo.InvariantCulture, $"{t.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } t => $"{t.Minutes} min {t.Seconds} s",
        { TotalHours: < 48 } t => $"{(int)t.TotalHours} h {t.Minutes} min",
        var t => $"{(int)t.TotalDays} d {t.Hours} h",
    };

    /// <summary>A size in bytes.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GB"),
    };

    // Times are what clients sent: any whole number.
    private static long Bounded(long milliseconds) => Math.Clamp(milliseconds, 0, 253_402_300_799_999);
}
