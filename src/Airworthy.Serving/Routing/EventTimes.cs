using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;

namespace Airworthy.Serving.Routing;

/// <summary>How old the events are that callers ask about, where the model takes a time: the newest event that a row has told, as it stood when the newest row came.</summary>
/// <remarks>Without requests it stays as it is, and an odd old row changes nothing. An event of the future tells of a clock or of a unit, and of no age.</remarks>
internal sealed class EventTimes(TimeProvider clock)
{
    private const double Ahead = 60;

    private long _event = long.MinValue, _asked;

    /// <summary>Seconds since the newest event, when it was last asked; null before any row told one.</summary>
    public double? Age => Volatile.Read(ref _event) is > long.MinValue and var newest ? (Volatile.Read(ref _asked) - newest) / 1000.0 : null;

    /// <summary>Where a model takes times; null where it takes none.</summary>
    public static Place[]? Of(Signature signature) => signature.Features is { } features && features.Any(f => f.IsTime)
        ? [.. Enumerable.Range(0, features.Count).Where(f => features[f].IsTime).Select(f => new Place(signature, f))]
        : null;

    /// <summary>Rows came.</summary>
    public void See(Place[] times, IReadOnlyList<Tensor> inputs, int rows)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var newest = double.NegativeInfinity;
        foreach (var time in times)
        {
            for (var row = 0; row < rows; row++)
            {
                var seconds = time.Number(inputs, row);
                newest = seconds > newest && seconds <= (now / 1000.0) + Ahead ? seconds : newest;
            }
        }

        if (double.IsFinite(newest))
        {
            Raise(ref _event, (long)(newest * 1000));
            Raise(ref _asked, now);
        }
    }

    private static void Raise(ref long most, long value)
    {
        for (long before; (before = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, before) != before;)
        {
        }
    }
}
