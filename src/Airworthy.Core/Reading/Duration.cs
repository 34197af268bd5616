using System.Globalization;

namespace Airworthy.Core.Reading;

/// <summary>A length of time as people write it: <c>12h</c>, <c>-30m</c>, <c>2d</c>, <c>0h</c>.</summary>
public readonly record struct Duration(TimeSpan Span) : IComparable<Duration>
{
    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        if (text.Length < 2 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || !(Math.Abs(amount) <= 36_500))
        {
            return false;
        }

        TimeSpan? span = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(amount),
            'm' => TimeSpan.FromMinutes(amount),
            'h' => TimeSpan.FromHours(amount),
            'd' => TimeSpan.FromDays(amount),
            'w' => TimeSpan.FromDays(7 * amount),
            _ => null,
        };
        duration = new Duration(span ?? default);
        return span is not null;
    }

    public int CompareTo(Duration other) => Span.CompareTo(other.Span);

    /// <summary>In the largest unit that it is a whole number of; it reads back as the same length.</summary>
    public override string ToString() => Span.Ticks switch
    {
        0 => "0h",
        var ticks when ticks % TimeSpan.TicksPerDay == 0 => $"{ticks / TimeSpan.TicksPerDay}d",
        var ticks when ticks % TimeSpan.TicksPerHour == 0 => $"{ticks / TimeSpan.TicksPerHour}h",
        var ticks when ticks % TimeSpan.TicksPerMinute == 0 => $"{ticks / TimeSpan.TicksPerMinute}m",
        _ => $"{Span.TotalSeconds:0.#######}s",
    };

    public static bool operator <(Duration left, Duration right) => left.Span < right.Span;

    public static bool operator >(Duration left, Duration right) => left.Span > right.Span;

    public static bool operator <=(Duration left, Duration right) => left.Span <= right.Span;

    public static bool operator >=(Duration left, Duration right) => left.Span >= right.Span;
}
