using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Reads from the champion's run what came of asking its file again, where that was on the rows that the split has now.</summary>
public sealed class StoredAnswersAgainProbe : IProbe<StoredAnswersAgain>
{
    private const string Next = "Run `airworthy model explain champion --replay 20`.";

    public bool IsCostly => true;

    public async Task<Sighting<StoredAnswersAgain>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (kept, because, next) = await ChampionFile.FindAsync(around, ReplayFacts.Tag, cancel);
        if (kept is null)
        {
            return new Sighting<StoredAnswersAgain>.NotSeen(because, next);
        }

        if (await kept.ReadAsync(ReplayFacts.File(kept.Split), cancel) is not { } json || EvaluationJson.ReadReplay(json) is not { } replayed)
        {
            return new Sighting<StoredAnswersAgain>.NotSeen($"Whether version {kept.Version} of {kept.Model} still answers as its run stored was not asked on {kept.Split}.", Next);
        }

        return await kept.HasRowsAsync(around, replayed.Data, cancel)
            ? new StoredAnswersAgain(kept.Model, kept.Version, kept.Split, replayed.Rows, replayed.Different, replayed.Differing, replayed.Largest, TrackedRunsProbe.DaysAgo(around, replayed.At), replayed.PartsApart)
            : new Sighting<StoredAnswersAgain>.NotSeen($"Version {kept.Version} of {kept.Model} was asked again on other rows than {kept.Split} has now.", Next);
    }
}
