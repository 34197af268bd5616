using Airworthy.Core.Statistics.Guards;

namespace Airworthy.Serving.Guards;

/// <summary>Whether the sets and intervals of a version still hold the truth as often as was promised, as labels arrive.</summary>
/// <param name="coverage">What was promised.</param>
public sealed class PromisedCoverage(ConformalProfile coverage)
{
    /// <summary>How probable it may be that a promise which holds is called broken, ever.</summary>
    public const double Delta = 0.01;

    private readonly double _tolerated = CoverageWatch.Tolerated(coverage.Whole.Rows, coverage.Alpha, Delta / 2);
    private readonly Lock _one = new();
    private long _labelled, _misses;
    private bool _isBroken;

    /// <summary>Rows with a set whose truth is known, those whose set did not hold it, and whether the promise is suspended.</summary>
    public (long Labelled, long Misses, bool IsBroken) Now
    {
        get
        {
            lock (_one)
            {
                return (_labelled, _misses, _isBroken);
            }
        }
    }

    /// <summary>A truth came. Once broken, a promise stays so until guards are fitted anew.</summary>
    public void Saw(bool held)
    {
        lock (_one)
        {
            _labelled++;
            _misses += held ? 0 : 1;
            _isBroken |= CoverageWatch.LogE(_misses, _labelled, _tolerated) >= Math.Log(2 / Delta);
        }
    }
}
