namespace Airworthy.Core.Observations;

/// <summary>The contract's metric, computed again from the predictions that tracked runs kept and the labels of the project's table.</summary>
/// <param name="Metric">The contract's metric.</param>
/// <param name="Split">The split it ranks on.</param>
/// <param name="Runs">The champion's run, then the newest ones that logged the metric; a few.</param>
/// <param name="Logged">Finished runs that logged it.</param>
public sealed record RecomputedMetrics(string Metric, string Split, IReadOnlyList<RecomputedRun> Runs, int Logged) : Observation;

/// <summary>One run's metric, as it said and as it is.</summary>
/// <param name="Logged">What it logged.</param>
/// <param name="Recomputed">What its predictions give; null when they could not be used.</param>
/// <param name="WhyNot">Why they could not; null when the run kept none.</param>
public sealed record RecomputedRun(string Run, double Logged, double? Recomputed = null, string? WhyNot = null)
{
    /// <summary>|a − b| ⁄ max(|a|, |b|); 0 where both are 0 or both are no number.</summary>
    public double? Apart => Recomputed is not { } now ? null
        : now.Equals(Logged) ? 0
        : Math.Abs(now - Logged) / Math.Max(Math.Abs(now), Math.Abs(Logged)) is var apart && double.IsNaN(apart) ? double.PositiveInfinity : apart;
}
