using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Metrics;

/// <summary>Histories as they travel, as a <see cref="MetricsAnswer"/>, written point by point: they are the longest answers there are.</summary>
/// <param name="Key">Of all of them.</param>
/// <param name="Next">The token of the next page; null behind the last.</param>
internal sealed record PointsAnswer(string Key, IReadOnlyList<PointsAnswer.Of> Histories, string? Next)
{
    /// <summary>Points between two looks at whether the caller keeps up.</summary>
    private const int Stretch = 1024;

    private static readonly JsonEncodedText s_key = JsonEncodedText.Encode("key"), s_value = JsonEncodedText.Encode("value"),
        s_timestamp = JsonEncodedText.Encode("timestamp"), s_step = JsonEncodedText.Encode("step"), s_run = JsonEncodedText.Encode("run_id");

    /// <summary>The points of a run.</summary>
    /// <param name="Run">Its id; null where there is one run only.</param>
    internal sealed record Of(string? Run, IReadOnlyList<Point> Points);

    public async Task WriteAsync(HttpContext context)
    {
        var body = context.Response.BodyWriter;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(body);
        var key = JsonEncodedText.Encode(Key);
        json.WriteStartObject();
        if (Histories.Any(h => h.Points.Count > 0))
        {
            json.WriteStartArray("metrics");
            foreach (var (run, points) in Histories)
            {
                for (var i = 0; i < points.Count; i++)
                {
                    Write(json, key, points[i], run);
                    if (i % Stretch == Stretch - 1)
                    {
                        await json.FlushAsync(context.RequestAborted);
                        await body.FlushAsync(context.RequestAborted);
                    }
                }
            }

            json.WriteEndArray();
        }

        if (Next is not null)
        {
            json.WriteString("next_page_token", Next);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JsonEncodedText key, Point point, string? run)
    {
        json.WriteStartObject();
        json.WriteString(s_key, key);
        if (double.IsFinite(point.Value))
        {
            json.WriteNumber(s_value, point.Value);
        }
        else
        {
            json.WriteString(s_value, double.IsNaN(point.Value) ? "NaN" : point.Value > 0 ? "Infinity" : "-Infinity");
        }

        json.WriteNumber(s_timestamp, point.Timestamp);
        json.WriteNumber(s_step, point.Step);
        if (run is not null)
        {
            json.WriteString(s_run, run);
        }

        json.WriteEndObject();
    }
}
