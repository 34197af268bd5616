using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics;

/// <summary>The time that 99 of 100 calls stay below, with its interval.</summary>
/// <param name="P99">In the unit of the times.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end; the largest time seen where the calls are too few for one.</param>
public sealed record TailTime(double P99, double Low, double High)
{
    /// <summary>From the times of single calls.</summary>
    /// <remarks>
    /// The interval lies between two of the sorted times, whose ranks are those between which a binomial count with n calls and probability 0.99 lies: no assumption of
    /// the times' distribution. Source: David and Nagaraja (2003), Order Statistics, 7.1.
    /// </remarks>
    /// <param name="times">At least one.</param>
    /// <param name="confidence">A share, such as 0.95.</param>
    public static TailTime Of(IReadOnlyCollection<double> times, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfZero(times.Count);
        double[] sorted = [.. times.Order()];
        var (n, half) = (sorted.Length, Normal.InvCDF(0, 1, (1 + confidence) / 2) * Math.Sqrt(sorted.Length * 0.99 * 0.01));
        double At(double rank) => sorted[(int)Math.Clamp(Math.Ceiling(rank) - 1, 0, n - 1)];
        return new TailTime(At(0.99 * n), At((0.99 * n) - half), At((0.99 * n) + half + 1));
    }
}
