using Airworthy.Core.Checklist;

namespace Airworthy.Core.Statistics.Metrics;

/// <summary>How much better one model is than another on the same rows.</summary>
/// <param name="Before">The metric of the one compared with.</param>
/// <param name="After">The metric of the other.</param>
/// <param name="Gain">By how much it is better, in units of the metric; positive is better whichever way the metric goes.</param>
/// <param name="Low">Lower end of the gain's interval at the level of this look.</param>
/// <param name="High">Upper end.</param>
/// <param name="Error">Standard error of the gain.</param>
/// <param name="Units">Independent units.</param>
/// <param name="Block">What a unit is, where it is no row.</param>
/// <param name="Level">The level of the interval: the contract's confidence, made stricter by the looks before.</param>
public sealed record PairedGain(double Before, double After, double Gain, double Low, double High, double Error, double Units, string? Block, double Level)
{
    /// <summary>Compares; null when either metric is not defined on these rows.</summary>
    /// <param name="up">Whether more of the metric is better.</param>
    /// <param name="confidence">Of the contract, a share.</param>
    /// <param name="look">Which look at these rows it is, from 1; see <see cref="LevelOf"/>.</param>
    public static PairedGain? Of(PredictionMetric metric, Truth truth, Answers before, Answers after, RowUnits units, bool up, double confidence, int look = 1)
    {
        if (metric.Compare(truth, before, after) is not { } compared)
        {
            return null;
        }

        var unit = units.Of(compared.Influence);
        var gain = (compared.Second - compared.First) * (up ? 1 : -1);
        var level = LevelOf(confidence, look);
        var half = Estimate.Quantile(unit.Units, level, unit.Block is not null || metric.Scale == MetricScale.Ranking) * unit.Error;
        return new PairedGain(compared.First, compared.Second, gain, gain - half, gain + half, unit.Error, unit.Units, metric.Scale == MetricScale.Ranking ? "query" : unit.Block, level);
    }

    /// <summary>The level of the k-th look, so that all looks together keep the error of one: α⋅6⁄(π²k²), whose sum over all k is α.</summary>
    /// <param name="look">From 1 on.</param>
    public static double LevelOf(double confidence, int look)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(look, 1);
        return 1 - ((1 - confidence) * 6 / (Math.PI * Math.PI * look * look));
    }

    /// <summary>Met when the whole interval is at or above what was asked, Unmet when the gain itself is below, Undecided in between.</summary>
    /// <param name="asked">The smallest gain worth having; 0 asks whether it is better at all.</param>
    public Answer Against(double asked) => !double.IsFinite(Low) ? Answer.Unknown
        : Low >= asked && Low > 0 ? Answer.Met
        : Gain < asked || Gain <= 0 ? Answer.Unmet
        : Answer.Undecided;
}
