namespace Airworthy.Serving.Monitoring;

/// <summary>Fixed bounds, the same everywhere, so that histograms of replicas and minutes can be added.</summary>
public static class Buckets
{
    /// <summary>Upper bounds of latencies, in seconds; one more bucket takes the rest.</summary>
    public static IReadOnlyList<double> Latency { get; } = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Upper bounds of the largest probability.</summary>
    public static IReadOnlyList<double> Confidence { get; } = [.. Enumerable.Range(1, 20).Select(i => i / 20.0)];

    /// <summary>Classes that are counted each for itself; the others are counted together behind them.</summary>
    public const int MostClasses = 32;

    private static readonly double[] s_confidence = [.. Confidence];

    /// <summary>The bucket of a probability.</summary>
    internal static int OfConfidence(double confidence)
    {
        var at = Math.Min((int)(confidence * s_confidence.Length), s_confidence.Length - 1);
        return at > 0 && confidence <= s_confidence[at - 1] ? at - 1 : at;
    }

    internal static int Of(IReadOnlyList<double> bounds, double value)
    {
        for (var i = 0; i < bounds.Count; i++)
        {
            if (value <= bounds[i])
            {
                return i;
            }
        }

        return bounds.Count;
    }
}
