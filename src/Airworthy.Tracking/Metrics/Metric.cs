namespace Airworthy.Tracking.Metrics;

/// <summary>One value that a run logged.</summary>
/// <param name="Value">Any number; NaN is one. Infinities become the largest finite numbers.</param>
/// <param name="Timestamp">Milliseconds since 1970, at least 0.</param>
/// <param name="Step">Any whole number.</param>
public readonly record struct Metric(string Key, double Value, long Timestamp, long Step)
{
    /// <summary>Whether this is later than another value of the same key: by step, then timestamp, then value; no number comes before all numbers.</summary>
    public bool IsLaterThan(Metric other) => Step != other.Step ? Step > other.Step
        : Timestamp != other.Timestamp ? Timestamp > other.Timestamp
        : (double.IsNaN(Value) ? double.NegativeInfinity : Value) > (double.IsNaN(other.Value) ? double.NegativeInfinity : other.Value);
}
