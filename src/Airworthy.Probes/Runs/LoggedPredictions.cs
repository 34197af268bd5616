using Airworthy.Core.Contracts;
using Airworthy.Data;

namespace Airworthy.Probes.Runs;

/// <summary>
/// Puts the predictions that a run has logged in the place of the word <c>run</c> in <c>predictions</c>: of the first of <see cref="CandidateRuns"/> that has
/// those of the split that ranks. All splits come from one run.
/// </summary>
internal static class LoggedPredictions
{
    /// <param name="folder">Where the files are kept.</param>
    /// <returns>The contract with the files; without the splits of which no run has any, as before a model was trained.</returns>
    public static async Task<ProjectContract> FetchAsync(Surroundings around, string folder, CancellationToken cancel)
    {
        var contract = around.Contract;
        var asked = contract.Predictions!.Where(p => p.Value == PredictionSource.Run).Select(p => p.Key).ToList();
        var stored = new Dictionary<string, string>(contract.Predictions!.Where(p => p.Value != PredictionSource.Run));
        if ((await around.TrackedAsync(cancel)).Project is not { } project)
        {
            return contract with { Predictions = stored };
        }

        var ranks = contract.Metric?.On is { } on && asked.Contains(on) ? on : asked[0];
        await foreach (var run in project.CandidatesAsync(cancel))
        {
            var found = new Dictionary<string, string>(stored);
            foreach (var split in asked)
            {
                if (await RunPredictions.FetchAsync(project, run, split, folder, cancel) is ({ } file, _))
                {
                    found[split] = file;
                }
            }

            if (found.ContainsKey(ranks))
            {
                return contract with { Predictions = found };
            }
        }

        return contract with { Predictions = stored };
    }
}
