namespace Airworthy.Tracking.Metrics;

/// <summary>The points of a metric, in memory. Only ever longer: what was handed out stays as it was.</summary>
internal sealed class History(List<Point> points)
{
    private Point[] _points = [.. points];
    private int _count = points.Count;

    public ReadOnlyMemory<Point> Now => _points.AsMemory(0, _count);

    public void Add(Point point)
    {
        if (_count == _points.Length)
        {
            Array.Resize(ref _points, Math.Max(16, _count + (_count / 8)));
        }

        _points[_count++] = point;
    }
}
