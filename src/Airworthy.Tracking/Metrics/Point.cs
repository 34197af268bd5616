namespace Airworthy.Tracking.Metrics;

/// <summary>A value in the history of one metric.</summary>
/// <param name="Value">NaN where it was no number.</param>
internal readonly record struct Point(long Timestamp, long Step, double Value)
{
    public Metric Of(string key) => new(key, Value, Timestamp, Step);
}
