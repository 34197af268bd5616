using System.Globalization;

using Airworthy.Tracking.Runs;
using Airworthy.Web.Host;

namespace Airworthy.Web.Compare;

/// <summary>Between which values a metric of a run lies, as an evaluation of its predictions wrote it into the tag <c>airworthy.interval.KEY</c>: <c>low,high</c>.</summary>
public sealed record MetricInterval(double Low, double High)
{
    /// <summary>The beginning of the tag's key.</summary>
    public const string TagStart = "airworthy.interval.";

    /// <returns>Null: the run has none for this metric, or what stands there is none.</returns>
    public static MetricInterval? Of(RunRow run, string metric)
    {
        return run.Tags.TryGetValue(TagStart + metric, out var text) && text.Split(',') is [var first, var last] && Number(first) is { } low && Number(last) is { } high && low <= high
            ? new(low, high)
            : null;

        static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    /// <summary>Whether both could be the same value.</summary>
    public bool Meets(MetricInterval other) => Low <= other.High && other.Low <= High;

    /// <inheritdoc/>
    public override string ToString() => $"{Shown.Number(Low)} to {Shown.Number(High)}";
}
