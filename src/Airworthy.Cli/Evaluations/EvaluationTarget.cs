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

    /// <param name="text">What was typed; null for the contract's own predictions, else the champion's.</param>
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
    /// <param name="text">What was typed; null for the champion, else the newest run that kept predictions.</param>
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

    private async Task<(Run Run, string Name, ModelVersion? Version)> RunAsync(string? text, CancellationToken cancel)
    {
        var contract = around.Contract;
        var known = contract.Baselines is { Count: > 0 } baselines ? $" Baselines of the contract: {string.Join(", ", baselines.Select(b => b.Name))}." : "";
        if (_place is null)
        {
            var (place, because, next) = await RunsPlace.FindAsync(around, cancel);
            _place = place ?? throw new Refusal(1, text is null ? $"The contract names no predictions of {split} (predictions.{split}), and no runs are known: {because}" : $"{text} is no file and no baseline of the contract, and no runs are known: {because}{known}", next);
        }

        var word = text ?? "champion";
        if (await VersionAsync(word, cancel) is { } version)
        {
            return string.IsNullOrEmpty(version.RunId)
                ? throw new Refusal(1, $"Version {version.Version} of {version.Name} names no run, so its predictions cannot be found.", "Name the file with its predictions.")
                : (await _place.Client.GetRunAsync(version.RunId, cancel), $"{version.Name} version {version.Version}", version);
        }

        if (word.Length == 32 && word.All(char.IsAsciiHexDigitLower))
        {
            var run = await _place.Client.GetRunAsync(word, cancel);
            return (run, Called(run), null);
        }

        await foreach (var one in _place.Client.SearchRunsAsync([RunsPlace.ExperimentOf(contract)], text is null ? null : $"attributes.run_name = '{word.Replace("'", "''", StringComparison.Ordinal)}'", ["attributes.start_time DESC"], cancel: cancel))
        {
            if (text is not null || RunFacts.PredictionsOf(split, await FilesAsync(one, cancel)) is not null)
            {
                return (one, Called(one), null);
            }
        }

        throw new Refusal(1, text is null
            ? $"The contract names no predictions of {split}, {contract.Project} has no champion, and no run of {RunsPlace.ExperimentOf(contract)} kept predictions/{split}.parquet or .csv.{known}"
            : $"{text} is no file, no baseline of the contract, no run of {RunsPlace.ExperimentOf(contract)} on {_place.Name} and no version of its model.{known}", "`airworthy runs list` shows the runs.");
    }

    private async Task<ModelVersion?> VersionAsync(string word, CancellationToken cancel)
    {
        var plain = word.StartsWith("models:/", StringComparison.Ordinal) ? word[8..] : word;
        var models = _place!.Client.Models;
        try
        {
            return plain.Split('@') is [var named, var alias] ? await models.FindByAliasAsync(named, alias, cancel)
                : plain != word && plain.Split('/') is [var name, var number] ? await models.GetVersionAsync(name, number, cancel)
                : await models.FindByAliasAsync(around.Contract.Project, word, cancel);
        }
        catch (TrackingException e) when (e.IsNotFound || e.Code == "INVALID_PARAMETER_VALUE")
        {
            return null;
        }
    }

    private async Task<EvaluationTarget> OfRunAsync((Run Run, string Name, ModelVersion? Version) of, CancellationToken cancel)
    {
        var files = await FilesAsync(of.Run, cancel);
        var path = RunFacts.PredictionsOf(split, files)
            ?? throw new Refusal(1, $"{of.Name} kept no predictions of {split}: neither predictions/{split}.parquet nor predictions/{split}.csv is among its artifacts{(files.Count == 0 ? "" : $" ({string.Join(", ", files.Take(5))})")}.",
                "Log them with the run: id, label, and score, score_<class>, value, or query and rank. `airworthy explain runs-page` says how.");
        return new EvaluationTarget(of.Name, await _place!.Client.Artifacts.DownloadAsync(of.Run, path, Path.Combine(_folder, of.Run.Id), cancel), of.Run, of.Version);
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

    private static string Called(Run run) => run.Name.Length > 0 ? run.Name : run.Id;

    public async ValueTask DisposeAsync()
    {
        if (_place is not null)
        {
            await _place.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
