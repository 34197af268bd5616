using Airworthy.Core.Observations;

namespace Airworthy.Core.Evaluations;

/// <summary>How much a model loses with its age, measured by training it at past cut-offs.</summary>
/// <param name="Target">Whose training, for a person.</param>
/// <param name="Learner">What was trained.</param>
/// <param name="Metric">What was measured; gaps are in its points.</param>
/// <param name="WindowDays">Days of a window.</param>
/// <param name="TrainDays">Days that each training learnt from, a gap included.</param>
/// <param name="Rows">Labelled rows in all windows.</param>
/// <param name="Ages">By age, youngest first.</param>
/// <param name="Slope">Points lost per 30 days: the median of the slopes between ages.</param>
/// <param name="Trainings">By cut-off, oldest first.</param>
/// <param name="Data">Digest of the data that it was measured on; null where none is known.</param>
public sealed record MeasuredStaleness(
    string Target, string Learner, string Metric, int WindowDays, int TrainDays, long Rows, IReadOnlyList<StalenessAge> Ages, double Slope,
    IReadOnlyList<PastTraining> Trainings, string? Data, DateTimeOffset At)
{
    /// <summary>Later windows that a cut-off needs to count.</summary>
    public const int LeastLater = 3;

    /// <summary>Cut-offs with at least three later windows.</summary>
    public int Cutoffs => Trainings.Count(t => t.Later.Count >= LeastLater);

    /// <summary>The oldest age up to which no more than so much is lost, with all of the interval; null where not even the youngest is known to keep it.</summary>
    public StalenessAge? Kept(double tolerated) => Ages.TakeWhile(a => a.High <= tolerated).LastOrDefault();

    /// <summary>The youngest age at which more than so much is lost, with all of the interval; null where none is known to lose it.</summary>
    public StalenessAge? Lost(double tolerated) => Ages.FirstOrDefault(a => a.Low > tolerated);

    /// <summary>How many days a model may be used by what is known: until the first window at which more than so much is surely lost begins, or as far as history shows.</summary>
    /// <remarks>At least a window: how a model ages within one is not seen.</remarks>
    public double AllowedDays(double tolerated) => Lost(tolerated) is { } lost ? lost.Days - (WindowDays / 2.0) : Ages[^1].Days + (WindowDays / 2.0);
}

/// <summary>One training at a past cut-off.</summary>
/// <param name="From">The first day it learnt from.</param>
/// <param name="Until">The last day it learnt from.</param>
/// <param name="Run">The id of its run.</param>
/// <param name="Fresh">The metric on the window right behind it.</param>
/// <param name="Later">The windows after that one.</param>
public sealed record PastTraining(DateOnly From, DateOnly Until, string Run, double Fresh, IReadOnlyList<LaterWindow> Later);

/// <summary>A later window, answered by an old and by a fresh training.</summary>
/// <param name="From">Its first day.</param>
/// <param name="Until">Its last day.</param>
/// <param name="Old">The metric of the old one.</param>
/// <param name="Fresh">The metric of the one trained right before it.</param>
public sealed record LaterWindow(DateOnly From, DateOnly Until, double Old, double Fresh);
