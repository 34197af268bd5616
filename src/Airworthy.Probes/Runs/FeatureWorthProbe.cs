using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Probes.Runs;

/// <summary>Reads from the champion's run what its features were measured to be worth, where that was on the rows that the split has now.</summary>
public sealed class FeatureWorthProbe : IProbe<FeatureWorth>
{
    private const string Next = "Run `airworthy evaluate champion --importance`.";

    /// <summary>Bytes of the file that are read.</summary>
    private const int MostBytes = 8_000_000;

    public bool IsCostly => true;

    public async Task<Sighting<FeatureWorth>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<FeatureWorth>.NotSeen(because, next);
        }

        if (project.Champion is not { } champion)
        {
            return new Sighting<FeatureWorth>.NotSeen($"No version of the registered model {project.Model} carries the alias champion on {project.Place}.", $"Register the model under the name {project.Model} and give the version in use the alias champion.");
        }

        if (await project.FindAsync(champion.RunId, cancel) is not { } run)
        {
            return new Sighting<FeatureWorth>.NotSeen($"Version {champion.Version} of {project.Model} names no run that is there.", "Register only what a tracked run made: name the run when the version is registered.");
        }

        var (split, of) = (around.Contract.Metric?.On ?? "dev", $"version {champion.Version} of {project.Model}");
        if (!run.Tags.ContainsKey(FeatureFacts.Tag) || await ReadAsync(project.Client, run, split, cancel) is not { } measured)
        {
            return new Sighting<FeatureWorth>.NotSeen($"What the features of {of} are worth was not measured on {split}.", Next);
        }

        if (PredictionMetric.Of(around.Contract.Metric?.Name) is { } metric && metric.Name != measured.Metric)
        {
            return new Sighting<FeatureWorth>.NotSeen($"The features of {of} were measured in {measured.Metric}, and the contract's metric is {metric.Name}.", Next);
        }

        var table = await around.TableAsync(cancel);
        if (!table.Splits.Contains(split) || (await table.DigestAsync(split, cancel)).Digest != measured.Data)
        {
            return new Sighting<FeatureWorth>.NotSeen($"The features of {of} were measured on other rows than {split} has now.", Next);
        }

        return new FeatureWorth(project.Model, champion.Version, measured.Metric, split, TrackedRunsProbe.DaysAgo(around, measured.At),
            [.. measured.Groups.Select(g => new WorthOfGroup(g.Columns, Worth(g.Shuffled), g.Kept is null ? null : Worth(g.Kept), Time(g.Time), g.Sources))],
            measured.WhyNotLearnt, Time(measured.Whole));
    }

    private static WorthWithin Worth(GainWithin gain) => new(gain.Gain, gain.Low, gain.High);

    private static TimeWithin? Time(TailTime? time) => time is null ? null : new TimeWithin(time.P99, time.Low, time.High);

    private static async Task<FeatureValuation?> ReadAsync(TrackingClient client, Run run, string split, CancellationToken cancel)
    {
        try
        {
            await using var file = await client.Artifacts.OpenAsync(run, FeatureFacts.File(split), cancel);
            var bytes = new byte[MostBytes + 1];
            var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            return length > MostBytes ? null : EvaluationJson.Features(bytes.AsSpan(0, length));
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return null;
        }
    }
}
