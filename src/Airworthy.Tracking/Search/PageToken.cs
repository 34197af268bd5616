using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Search;

/// <summary>Where the next page begins. Clients hand it back as they got it.</summary>
internal static class PageToken
{
    public static string Of(long offset) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"offset": {{offset}}}""")));

    /// <summary>For a history: the last point of a page.</summary>
    public static string Of(Point last) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{{\"timestamp\": {last.Timestamp}, \"step\": {last.Step}, \"value\": \"{last.Value:R}\"}}")));

    /// <returns>How many rows come before the page; 0 without a token.</returns>
    /// <exception cref="RefusedException">It is no token of ours.</exception>
    public static long Offset(string? token) => Read(token, fields => fields.GetProperty("offset").GetInt64() is >= 0 and var offset ? offset : throw new FormatException());

    /// <returns>The point behind which the page begins; null without a token.</returns>
    /// <exception cref="RefusedException">It is no token of ours.</exception>
    public static Point? Behind(string? token) => Read<Point?>(token, fields => new Point(
        fields.GetProperty("timestamp").GetInt64(), fields.GetProperty("step").GetInt64(), double.Parse(fields.GetProperty("value").GetString()!, CultureInfo.InvariantCulture)));

    private static T? Read<T>(string? token, Func<JsonElement, T> read)
    {
        if (string.IsNullOrEmpty(token))
        {
            return default;
        }

        if (!Base64.IsValid(token))
        {
            throw RefusedException.Invalid("Invalid page token, could not base64-decode");
        }

        try
        {
            using var parsed = JsonDocument.Parse(Convert.FromBase64String(token));
            return read(parsed.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            throw RefusedException.Invalid("Invalid page token, it is none that this server gave");
        }
    }

    /// <summary>How many rows a page has.</summary>
    /// <param name="asked">What the call asks, or null.</param>
    /// <exception cref="RefusedException">It is below 1 or above <paramref name="most"/>.</exception>
    public static int Size(long? asked, int otherwise, int most) => asked switch
    {
        null => otherwise,
        >= 1 when asked <= most => (int)asked,
        < 1 => throw RefusedException.Invalid($"Invalid value {asked} for parameter 'max_results' supplied. It must be at least 1."),
        _ => throw RefusedException.Invalid($"Invalid value {asked} for parameter 'max_results' supplied. It must be at most {most}, but got value {asked}"),
    };
}
