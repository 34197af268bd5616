using Airworthy.Client;
using Airworthy.Probes;
using Airworthy.Probes.Runs;

namespace Airworthy.Cli.Evaluations;

/// <summary>Whose predictions shall be looked at, found from what somebody typed.</summary>
/// <param name="Name">For a person.</param>
/// <param name="File">The predictions: a path from the project's folder, or a full one.</param>
/// <param name="Run">The run that made them; null when they are a file.</param>
/// <param name="Version">The model version that was named; null when none was.</param>
internal sealed record EvaluationTarget(string Name, string File, Run? Run = null, ModelVersion? Version = null);

/// <summary>Finds them: a file, a baseline of the contract, a run by its id or name, a model version (<c>champion</c>, <c>models:/name/3</c>, <c>name@alias</c>).</summary>
internal sealed class EvaluationTargets(Surroundings around, string split) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-predictions-").FullName;
    private RunsPlace? _place;

    public TrackingClient? Client => _place?.Client;

    /// <param name="text">What was typed; null for the contract's own predictions, else the candidate's, see <see cref="CandidateRuns"/>.</param>
    /// <exception cref="Refusal">There is no such thing, or it has no predictions.</exception>
    public async Task<EvaluationTarget> FindAsync(string? text, CancellationToken cancel)
    {
        var contract = around.Contract;
        if (text is null && contract.Predictions?.GetValueOrDefault(split) is { } stored && stored != Airworthy.Data.PredictionSource.Run)
        {
            return new EvaluationTarget("the candidate", stored);
        }

        if (text is not null && File.Exists(text))
        {
            return new EvaluationTarget(Path.GetFileName(text), Path.GetFullPath(text));
        }

        if (contract.Baselines?.FirstOrDefault(b => b.Name == text) is { } baseline)
        {
            return new EvaluationTarget(baseline.Name, baseline.Predictions ?? throw new Refusal(1, $"The baseline {baseline.Name} names no predictions.", "Run its command and name the file in baselines[].predictions."));
        }

        try
        {
            return await OfRunAsync(await RunAsync(text, cancel), cancel);
        }
        catch (TrackingException e)
        {
            throw new Refusal(1, $"The runs cannot be read: {e.Message.Split('\n')[0]}", "Start the tracking server, or correct its address in runs.url or MLFLOW_TRACKING_URI.");
        }
    }

    /// <summary>Finds the model of a run or of a model version.</summary>
    /// <param name="text">What was typed; null for the candidate's own, see <see cref="CandidateRuns"/>.</param>
    /// <exception cref="Refusal">There is no such thing.</exception>
    public async Task<KeptModel> ModelAsync(string? text, CancellationToken cancel)
    {
        if (text is not null && File.Exists(text))
        {
            throw new Refusal(1, $"{text} is a file of predictions, and features are valued by asking a model.", "Name a run or a model version.");
        }

        try
        {
            var (run, name, _) = await RunAsync(text, cancel);
            return await KeptModel.FindAsync(name, run, _place!.Client, cancel);
        }
        catch (TrackingException e)
        {
            throw new Refusal(1, $"The runs cannot be read: {e.Message.Split('\n')[0]}", "Start the tracking server, or correct its address in runs.url or MLFLOW_TRACKING_URI.");
        }
    }

    /// <summary>The server that keeps the runs.</summary>
    /// <param name="lead">What to say before there is none.</param>
    /// <exception cref="Refusal">There is none, or it cannot be read.</exception>
    public async Task<RunsPlace> PlaceAsync(string lead, CancellationToken cancel)
    {
        if (_place is null)
        {
            var (place, because, next) = await RunsPlace.FindAsync(around, cancel);
            _place = place ?? throw new Refusal(1, $"{lead}: {because}", next);
        }

        return _place;
    }

    /// <summary>Brings the predictions that a run kept.</summary>
    /// <exception cref="Refusal">It kept none of the split.</exception>
    public async Task<EvaluationTarget> OfRunAsync(NamedRun of, CancellationToken cancel)
    {
        var files = await FilesAsync(of.Run, cancel);
        var path = RunFacts.PredictionsOf(split, files)
            ?? throw new Refusal(1, $"{of.Name} kept no predictions of {split}: neither predictions/{split}.parquet nor predictions/{split}.csv is among its artifacts{(files.Count == 0 ? "" : $" ({string.Join(", ", files.Take(5))})")}.",
                "Log them with the run: id, label, and score, score_<class>, value, or query and rank. `airworthy explain runs-page` says how.");
        return new EvaluationTarget(of.Name, await _place!.Client.Artifacts.DownloadAsync(of.Run, path, Path.Combine(_folder, of.Run.Id), cancel), of.Run, of.Version);
    }

    private string Known => around.Contract.Baselines is { Count: > 0 } baselines ? $" Baselines of the contract: {string.Join(", ", baselines.Select(b => b.Name))}." : "";

    private async Task<NamedRun> RunAsync(string? text, CancellationToken cancel)
    {
        var (contract, place) = (around.Contract, await PlaceAsync(text is null
            ? $"The contract names no predictions of {split} (predictions.{split}), and no runs are known" : $"{text} is no file and no baseline of the contract.{Known} No runs are known", cancel));
        if (text is not null)
        {
            return await NamedRun.FindAsync(place.Client, contract, text, cancel)
                ?? throw new Refusal(1, $"{text} is no file, no baseline of the contract, no run of {RunsPlace.ExperimentOf(contract)} on {place.Name} and no version of its model.{Known}", "`airworthy runs list` shows the runs.");
        }

        var champion = await place.Client.Models.FindByAliasAsync(contract.Project, "champion", cancel);
        if (champion is not null)
        {
            return await NamedRun.OfAsync(place.Client, champion, cancel);
        }

        await foreach (var run in CandidateRuns.OfAsync(place.Client, contract, champion, cancel))
        {
            if (RunFacts.PredictionsOf(split, await FilesAsync(run, cancel)) is not null)
            {
                return NamedRun.Of(run);
            }
        }

        throw new Refusal(1, $"The contract names no predictions of {split}, {contract.Project} has no champion, and no run of {RunsPlace.ExperimentOf(contract)} that is no baseline kept predictions/{split}.parquet or .csv.{Known}", "`airworthy runs list` shows the runs.");
    }

    private async Task<List<string>> FilesAsync(Run run, CancellationToken cancel)
    {
        try
        {
            return [.. (await _place!.Client.Artifacts.ListAsync(run, "predictions", cancel)).Where(f => !f.IsFolder).Select(f => f.Path)];
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return []; // kept elsewhere, or nowhere
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_place is not null)
        {
            await _place.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
