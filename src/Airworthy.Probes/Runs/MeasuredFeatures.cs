using Airworthy.Core.Evaluations;

namespace Airworthy.Probes.Runs;

/// <summary>What was measured of the champion's features and kept with its run, where that was on the rows that the split has now.</summary>
internal sealed record MeasuredFeatures(ChampionFile Kept, FeatureValuation Measured)
{
    public const string Next = "Run `airworthy evaluate champion --importance`.";

    /// <summary>Finds it; null, with the reason, where it is not there or about other rows.</summary>
    public static async Task<(MeasuredFeatures? Found, string Because, string Next)> FindAsync(Surroundings around, CancellationToken cancel)
    {
        var (kept, because, next) = await ChampionFile.FindAsync(around, FeatureFacts.Tag, cancel);
        if (kept is null)
        {
            return (null, because, next);
        }

        var of = $"version {kept.Version} of {kept.Model}";
        return await kept.ReadAsync(FeatureFacts.File(kept.Split), cancel) is not { } json || EvaluationJson.ReadFeatures(json) is not { } measured
            ? (null, $"What the features of {of} are worth was not measured on {kept.Split}.", Next)
            : await kept.HasRowsAsync(around, measured.Data, cancel) ? (new MeasuredFeatures(kept, measured), "", "")
            : (null, $"The features of {of} were measured on other rows than {kept.Split} has now.", Next);
    }
}
