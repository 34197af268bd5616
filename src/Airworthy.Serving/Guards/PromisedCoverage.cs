using Airworthy.Core.Statistics.Guards;

namespace Airworthy.Serving.Guards;

/// <param name="Labelled">Rows with a set whose truth is known.</param>
/// <param name="Misses">Those whose set did not hold it.</param>
/// <param name="IsBroken">Whether the promise is suspended.</param>
public readonly record struct CoverageCount(long Labelled, long Misses, bool IsBroken)
{
    public static CoverageCount operator +(CoverageCount a, CoverageCount b) => new(a.Labelled + b.Labelled, a.Misses + b.Misses, a.IsBroken || b.IsBroken);
}

/// <summary>Whether the sets and intervals of a version still hold the truth as often as was promised, as labels arrive.</summary>
/// <param name="coverage">What was promised.</param>
public sealed class PromisedCoverage(ConformalProfile coverage)
{
    /// <summary>How probable it may be that a promise which holds is called broken, ever.</summary>
    public const double Delta = 0.01;

    private readonly double _tolerated = CoverageWatch.Tolerated(coverage.Whole.Rows, coverage.Alpha, Delta / 2);
    private readonly Lock _one = new();
    private CoverageCount _own, _others;

    /// <summary>What all gateways have counted together.</summary>
    public CoverageCount Now
    {
        get
        {
            lock (_one)
            {
                return _own + _others;
            }
        }
    }

    /// <summary>What this one has, with what it had before it was started anew.</summary>
    public CoverageCount Own
    {
        get
        {
            lock (_one)
            {
                return _own;
            }
        }
    }

    /// <summary>It goes on from what the same gateway had counted before.</summary>
    public void GoOn(CoverageCount before)
    {
        lock (_one)
        {
            _own += before;
        }
    }

    /// <summary>What other gateways have counted, in place of what was known of them.</summary>
    public void Beside(CoverageCount others)
    {
        lock (_one)
        {
            _others = others;
        }
    }

    /// <summary>A truth came. Once broken, a promise stays so until guards are fitted anew.</summary>
    public void Saw(bool held)
    {
        lock (_one)
        {
            _own += new CoverageCount(1, held ? 0 : 1, false);
            var all = _own + _others;
            _own = _own with { IsBroken = all.IsBroken || CoverageWatch.LogE(all.Misses, all.Labelled, _tolerated) >= Math.Log(2 / Delta) };
        }
    }
}
