using System.Diagnostics;

namespace Airworthy.Pipelines.Load;

/// <summary>
/// How long a fixed piece of work takes on this machine, just before and just after something is measured there. Times that were measured while others
/// had the processor say nothing of what was measured; without this nobody can tell the two apart. Not while it is measured: what is slow itself
/// would be its own excuse.
/// </summary>
public sealed class Yardstick
{
    /// <summary>Pieces of one look, one after the other without a pause: who has just slept gets the processor at once, and would not notice that others wait for it.</summary>
    private const int Pieces = 300;

    private readonly List<double> _microseconds = [];

    /// <summary>The mean of all pieces, in microseconds.</summary>
    public double Microseconds => _microseconds.Average();

    /// <summary>The mean beside the quickest piece, which had the processor for itself: 1 on a machine that does nothing else.</summary>
    public double Slowdown => Microseconds / _microseconds.Min();

    /// <summary>Looks once; about a quarter of a second on a machine that does nothing else.</summary>
    public Task LookAsync(CancellationToken cancel) => Task.Run(() =>
    {
        if (_microseconds.Count == 0)
        {
            Work(); // compiled, and out of the way
        }

        for (var piece = 0; piece < Pieces; piece++)
        {
            cancel.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            Work();
            _microseconds.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        }
    }, cancel);

    /// <summary>About a millisecond of whole numbers, in which nothing is read from memory.</summary>
    private static void Work()
    {
        var x = 88_172_645_463_325_252ul;
        for (var i = 0; i < 3_000_000; i++)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }

        GC.KeepAlive(x);
    }
}
