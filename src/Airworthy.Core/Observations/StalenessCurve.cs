namespace Airworthy.Core.Observations;

/// <summary>How much worse models of past cut-offs are than fresh ones, on the same later rows.</summary>
/// <param name="Metric">What was measured; differences are in its points.</param>
/// <param name="Learner">What was trained at each cut-off.</param>
/// <param name="Cutoffs">Cut-offs with at least three later windows, each scored by an older and by a fresh model.</param>
/// <param name="WindowDays">Days of a window.</param>
/// <param name="TrainDays">Days that each model learnt from.</param>
/// <param name="Rows">Rows that were drawn of all.</param>
/// <param name="Ages">By age, youngest first.</param>
/// <param name="Slope">Points lost per 30 days: the median of the slopes between ages, after Theil and Sen.</param>
public sealed record StalenessCurve(string Metric, string Learner, int Cutoffs, double WindowDays, double TrainDays, int Rows, IReadOnlyList<StalenessAge> Ages, double Slope) : Observation;

/// <summary>The gap to a fresh model at one age.</summary>
/// <param name="Days">From the cut-off to the middle of the windows that were scored.</param>
/// <param name="Pairs">Windows in which an old and a fresh model were compared.</param>
/// <param name="Gap">Mean points lost against the fresh model; below 0 the old one is better.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end of its interval.</param>
public sealed record StalenessAge(double Days, int Pairs, double Gap, double Low, double High);
