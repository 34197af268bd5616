using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Data.Evaluating;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Runs;

/// <summary>Compares the candidate's stored predictions with those that the champion's run has kept, row by row. Where the candidate is the champion, with the version that was champion before.</summary>
public sealed class AgainstChampionProbe : IProbe<AgainstChampion>
{
    private const string Champion = "champion";

    public bool IsCostly => true;

    public async Task<Sighting<AgainstChampion>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (ranked, because, next) = await RankedSplit.FindAsync(around, cancel);
        if (ranked is null)
        {
            return new Sighting<AgainstChampion>.NotSeen(because, next);
        }

        (var project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<AgainstChampion>.NotSeen(because, next);
        }

        var split = ranked.Split;
        var candidate = around.Candidate is { } named ? $"{named.Name} version {named.Version}" : ranked.Candidate.Name;
        var (before, why) = (project.Champion, (string?)null);
        var folder = Directory.CreateTempSubdirectory("airworthy-predictions-").FullName;
        try
        {
            if (before is not null && before.Version != around.Candidate?.Version)
            {
                (var compared, why) = await CompareAsync(around, ranked, project, before, folder, cancel);
                if (compared is var (rows, gain, slices, isSame) && !(isSame && around.Candidate is null))
                {
                    return Seen(before, rows, gain, slices);
                }

                if (compared is null)
                {
                    return new Sighting<AgainstChampion>.NotSeen(why!, $"Log predictions/{split}.parquet with each run, so that the next model can be compared with it.");
                }
            }

            // The candidate is the champion, or there is none: what was in use before?
            var moves = await project.Client.Models.FindAsync(project.Model, cancel) is null ? [] : await project.Client.Models.AliasMovesAsync(project.Model, cancel);
            if (moves is null)
            {
                return new Sighting<AgainstChampion>.NotSeen($"{project.Place} does not tell which version was champion before.", "Keep the alias champion on the version in use, and judge the next one with `airworthy gate`.");
            }

            if (moves.LastOrDefault(m => m.Alias == Champion && m.Version is not null && m.Version != (before ?? around.Candidate)?.Version) is not { } earlier)
            {
                return new AgainstChampion(candidate, ranked.Metric.Name, split, 0);
            }

            before = await project.Client.Models.GetVersionAsync(project.Model, earlier.Version!, cancel);
            (var again, why) = await CompareAsync(around, ranked, project, before, folder, cancel);
            return again is var (rowsThen, gainThen, slicesThen, _) ? Seen(before, rowsThen, gainThen, slicesThen)
                : new Sighting<AgainstChampion>.NotSeen(why!, $"Log predictions/{split}.parquet with each run, so that the next model can be compared with it.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        AgainstChampion Seen(ModelVersion version, long rows, GainLevel? gain, IReadOnlyList<SliceDrop> slices) =>
            new(candidate, ranked.Metric.Name, split, rows, $"version {version.Version}", gain, slices);
    }

    private static async Task<((long Rows, GainLevel? Gain, IReadOnlyList<SliceDrop> Slices, bool IsSame)? Compared, string? WhyNot)> CompareAsync(
        Surroundings around, RankedSplit ranked, TrackedProject project, ModelVersion before, string folder, CancellationToken cancel)
    {
        var called = $"version {before.Version} of {project.Model}";
        if (await project.FindAsync(before.RunId, cancel) is not { } run)
        {
            return (null, $"{called} names no run that is there, so its predictions are not known.");
        }

        var (file, whyNot) = await RunPredictions.FetchAsync(project, run, ranked.Split, folder, cancel);
        if (file is null)
        {
            return (null, whyNot ?? $"The run of {called} kept no predictions of {ranked.Split}.");
        }

        var contract = around.Contract with
        {
            Predictions = null,
            Baselines = [new Baseline { Name = called, Kind = BaselineKind.SimpleModel, Predictions = file }, new Baseline { Name = "the candidate", Kind = BaselineKind.SimpleModel, Predictions = ranked.Candidate.Path }],
        };
        await using var table = await Table.OpenAsync(contract, around.Root, cancel);
        var sets = new List<Predictions>();
        foreach (var source in table.PredictionsFor(ranked.Split).ToList())
        {
            try
            {
                sets.Add(await table.PredictionsAsync(source, ranked.Split, cancel));
            }
            catch (TableException e)
            {
                return (null, e.Message.Replace(file, $"predictions of {called}", StringComparison.Ordinal));
            }
        }

        var (rows, gain, slices) = await Comparing.BySliceAsync(table, sets[0], sets[1], ranked.Split, ranked.Metric, cancel);
        return ((rows, gain is null ? null : new GainLevel(gain.Before, gain.After, gain.Gain, gain.Low, gain.High), slices, gain is { Gain: 0, Error: 0 }), null);
    }
}
