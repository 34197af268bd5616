using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Probes.Runs;

/// <summary>Reads from the champion's run what its features were measured to be worth, where that was on the rows that the split has now.</summary>
public sealed class FeatureWorthProbe : IProbe<FeatureWorth>
{
    private const string Next = "Run `airworthy evaluate champion --importance`.";

    public bool IsCostly => true;

    public async Task<Sighting<FeatureWorth>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (kept, because, next) = await ChampionFile.FindAsync(around, FeatureFacts.Tag, cancel);
        if (kept is null)
        {
            return new Sighting<FeatureWorth>.NotSeen(because, next);
        }

        var of = $"version {kept.Version} of {kept.Model}";
        if (await kept.ReadAsync(FeatureFacts.File(kept.Split), cancel) is not { } json || EvaluationJson.ReadFeatures(json) is not { } measured)
        {
            return new Sighting<FeatureWorth>.NotSeen($"What the features of {of} are worth was not measured on {kept.Split}.", Next);
        }

        if (PredictionMetric.Of(around.Contract.Metric?.Name) is { } metric && metric.Name != measured.Metric)
        {
            return new Sighting<FeatureWorth>.NotSeen($"The features of {of} were measured in {measured.Metric}, and the contract's metric is {metric.Name}.", Next);
        }

        return await kept.HasRowsAsync(around, measured.Data, cancel)
            ? new FeatureWorth(kept.Model, kept.Version, measured.Metric, kept.Split, TrackedRunsProbe.DaysAgo(around, measured.At),
                [.. measured.Groups.Select(g => new WorthOfGroup(g.Columns, Worth(g.Shuffled), g.Kept is null ? null : Worth(g.Kept), Time(g.Time), g.Sources))], measured.WhyNotLearnt, Time(measured.Whole))
            : new Sighting<FeatureWorth>.NotSeen($"The features of {of} were measured on other rows than {kept.Split} has now.", Next);
    }

    private static WorthWithin Worth(GainWithin gain) => new(gain.Gain, gain.Low, gain.High);

    private static TimeWithin? Time(TailTime? time) => time is null ? null : new TimeWithin(time.P99, time.Low, time.High);
}
