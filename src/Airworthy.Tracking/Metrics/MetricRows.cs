using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Metrics;

/// <summary>Values as the tables hold them, a column each.</summary>
internal sealed class MetricRows(int count)
{
    private readonly long[] _timestamps = new long[count], _steps = new long[count], _nans = new long[count];
    private readonly double[] _values = new double[count];

    public int Count => count;

    /// <summary>The numbers of the runs.</summary>
    public long[] Runs { get; } = new long[count];

    /// <summary>The numbers of the keys.</summary>
    public long[] Keys { get; } = new long[count];

    public Column[] Columns => [new("run", Runs), new("key", Keys), new("timestamp", _timestamps), new("step", _steps), new("value", _values), new("is_nan", _nans)];

    public void Set(int row, long run, long key, Metric metric)
    {
        (Runs[row], Keys[row], _timestamps[row], _steps[row]) = (run, key, metric.Timestamp, metric.Step);
        (_values[row], _nans[row]) = Stored(metric.Value);
    }

    /// <summary>A row as a history is read.</summary>
    public Point Point(int row) => new(_timestamps[row], _steps[row], _nans[row] != 0 ? double.NaN : _values[row]);

    /// <summary>As the original: no number is marked beside its value, and infinities become the largest finite numbers.</summary>
    public static (double Value, long IsNan) Stored(double value) => double.IsNaN(value) ? (0, 1) : (Math.Clamp(value, -double.MaxValue, double.MaxValue), 0);
}
