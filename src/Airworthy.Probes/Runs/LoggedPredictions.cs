using Airworthy.Core.Contracts;
using Airworthy.Data;

namespace Airworthy.Probes.Runs;

/// <summary>
/// Puts the predictions that a run has logged in the place of the word <c>run</c> in <c>predictions</c>: of the champion's run, else of the run behind the
/// newest version of the project's model, else of the newest run that is no baseline. All splits come from one run.
/// </summary>
internal static class LoggedPredictions
{
    /// <param name="folder">Where the files are kept.</param>
    /// <returns>The contract with the files; the word stays where no run has them.</returns>
    public static async Task<ProjectContract> FetchAsync(Surroundings around, string folder, CancellationToken cancel)
    {
        var contract = around.Contract;
        var asked = (contract.Predictions ?? new Dictionary<string, string>()).Where(p => p.Value == PredictionSource.Run).Select(p => p.Key).ToList();
        if (asked.Count == 0 || (await around.TrackedAsync(cancel)).Project is not { } project)
        {
            return contract;
        }

        var ranks = contract.Metric?.On is { } on && asked.Contains(on) ? on : asked[0];
        await foreach (var run in project.CandidatesAsync(cancel))
        {
            var found = new Dictionary<string, string>(contract.Predictions!);
            foreach (var split in asked)
            {
                var (file, _) = await RunPredictions.FetchAsync(project, run, split, folder, cancel);
                found[split] = file ?? PredictionSource.Run;
            }

            if (found[ranks] != PredictionSource.Run)
            {
                return contract with { Predictions = found };
            }
        }

        return contract;
    }
}
