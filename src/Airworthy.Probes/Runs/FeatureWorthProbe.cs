using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Probes.Runs;

/// <summary>Reads from the champion's run what its features were measured to be worth, where that was on the rows that the split has now.</summary>
public sealed class FeatureWorthProbe : IProbe<FeatureWorth>
{
    public bool IsCostly => true;

    public async Task<Sighting<FeatureWorth>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (found, because, next) = await MeasuredFeatures.FindAsync(around, cancel);
        return found is not { Kept: var kept, Measured: var measured }
            ? new Sighting<FeatureWorth>.NotSeen(because, next)
            : PredictionMetric.Of(around.Contract.Metric?.Name) is { } metric && metric.Name != measured.Metric
            ? new Sighting<FeatureWorth>.NotSeen($"The features of version {kept.Version} of {kept.Model} were measured in {measured.Metric}, and the contract's metric is {metric.Name}.", MeasuredFeatures.Next)
            : new FeatureWorth(kept.Model, kept.Version, measured.Metric, kept.Split, TrackedRunsProbe.DaysAgo(around, measured.At),
                [.. measured.Groups.Select(g => new WorthOfGroup(g.Columns, Worth(g.Shuffled), g.Kept is null ? null : Worth(g.Kept), Time(g.Time), g.Sources))], measured.WhyNotLearnt, Time(measured.Whole));
    }

    private static WorthWithin Worth(GainWithin gain) => new(gain.Gain, gain.Low, gain.High);

    private static TimeWithin? Time(TailTime? time) => time is null ? null : new TimeWithin(time.P99, time.Low, time.High);
}
