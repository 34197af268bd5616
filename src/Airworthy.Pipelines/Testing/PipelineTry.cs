using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Trials;
using Airworthy.Data;
using Airworthy.Data.Trials;
using Airworthy.Pipelines.Reproduction;
using Airworthy.Pipelines.Training;

namespace Airworthy.Pipelines.Testing;

/// <summary>
/// Tries the whole pipeline of a project: its commands <c>prepare</c>, <c>features</c>, <c>train</c> and <c>predict</c> in a clean checkout of the newest commit, on a
/// small table cut from the project's own. It is the project's own code, so only somebody who asks for it runs it.
/// </summary>
public sealed class PipelineTry(ProjectContract contract, string root, TimeProvider clock)
{
    /// <summary>Rows of train where <c>data.sample.rows</c> does not say; half as many of dev are predicted, and 100 at least.</summary>
    public const long Rows = 2_000;

    private const string Seed = "1";

    /// <summary>How long all may take together.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(60);

    private readonly StringBuilder _printed = new();
    private readonly List<TrialStep> _steps = [];

    /// <summary>Tries it, and leaves how it went and what was printed in <see cref="TestRun.Folder"/>.</summary>
    /// <exception cref="TableException">No table can be cut.</exception>
    /// <exception cref="Records.RecordsRefusedException">There is no commit to check out.</exception>
    public async Task<PipelineTrial> RunAsync(Action<string>? doing, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.Combine(root, TestRun.Folder));
        File.Delete(Path.Combine(root, TestRun.PipelineTrial));
        var source = SourceState.Of(root);
        using var checkout = await CleanCheckout.OpenAsync(root, "HEAD", source.Folder, null, cancel);
        var folder = Directory.CreateTempSubdirectory("airworthy-trial-").FullName;
        try
        {
            var train = contract.Data?.Sample?.Rows ?? Rows;
            var rows = await TrialTable.CutAsync(contract, root, folder, train, Math.Max(PipelineTrial.MinimumRows, train / 2), cancel);
            var began = clock.GetUtcNow();
            var (wrong, score) = await StepsAsync(checkout.Root, folder, rows, doing, cancel);
            var trial = new PipelineTrial(source.Commit ?? "", began, _steps, rows.TrainRows, rows.AskedRows, _steps.Sum(s => s.Ended.Seconds), wrong, score, source.IsDirty,
                rows.Newest is { } newest ? Math.Max(0, ((contract.AsOf?.ToDateTime(TimeOnly.MinValue) ?? began.UtcDateTime) - newest).TotalDays) : null);
            await File.WriteAllTextAsync(Path.Combine(root, TestRun.PipelineOutput), _printed.ToString(), cancel);
            await File.WriteAllTextAsync(Path.Combine(root, TestRun.PipelineTrial), TrialJson.TextOf(trial), cancel);
            return trial;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(string? Wrong, TrialMetric? Score)> StepsAsync(string where, string folder, TrialRows rows, Action<string>? doing, CancellationToken cancel)
    {
        var end = Path.GetExtension(rows.Train);
        var predicted = Path.Combine(folder, $"predictions{(contract.Predictions?.Values.FirstOrDefault()?.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) == true ? ".parquet" : ".csv")}");
        var (features, model) = (Path.Combine(folder, $"features{end}"), Path.Combine(folder, "model"));
        var commands = contract.Commands!;
        foreach (var (name, command, data, made, what) in ((string, string?, string, string?, string)[])
        [
            ("prepare", commands.Prepare, rows.Train, null, ""),
            ("features", commands.Features, rows.Train, Has(commands.Features, "features") ? features : null, "{features}"),
            ("train", commands.Train, rows.Train, Has(commands.Train, "model") ? model : null, "{model}"),
            ("predict", commands.Predict, rows.Asked, Has(commands.Predict, "predictions") ? predicted : null, "{predictions}"),
        ])
        {
            if (command is null)
            {
                continue;
            }

            doing?.Invoke($"trying the pipeline: {name}");
            var line = command.Replace("{data}", data, StringComparison.Ordinal).Replace("{features}", features, StringComparison.Ordinal).Replace("{model}", model, StringComparison.Ordinal)
                .Replace("{predictions}", predicted, StringComparison.Ordinal).Replace("{seed}", Seed, StringComparison.Ordinal);
            var left = s_longest - TimeSpan.FromSeconds(_steps.Sum(s => s.Ended.Seconds));
            var ended = await ShellLine.RunAsync(where, line, new Dictionary<string, string?>
            {
                ["AIRWORTHY_SEED"] = Seed,
                ["AIRWORTHY_DATA"] = data,
                // Runs of a trial are no runs of the team's.
                ["MLFLOW_TRACKING_URI"] = new Uri(Path.Combine(folder, "mlruns")).ToString(),
                ["MLFLOW_RUN_ID"] = null,
            }, left, cancel);
            _steps.Add(new TrialStep(name, new CommandEnd(command, ended.ExitCode, ended.Took.TotalSeconds, ended.LastLine)));
            _printed.Append($"--- {name}: {line}\n").Append(Encoding.UTF8.GetString(ended.Output)).Append('\n');
            if (ended.ExitCode != 0)
            {
                return (null, null);
            }

            if (made is not null && !File.Exists(made) && !(Directory.Exists(made) && Directory.EnumerateFileSystemEntries(made).Any()))
            {
                return ($"commands.{name} ended well and left nothing at {what}.", null);
            }
        }

        return await ScoredAsync(rows, predicted, cancel);
    }

    private async Task<(string? Wrong, TrialMetric? Score)> ScoredAsync(TrialRows rows, string predicted, CancellationToken cancel)
    {
        if (!Has(contract.Commands!.Features, "data") && !Has(contract.Commands.Train, "data"))
        {
            return ("Neither commands.features nor commands.train takes {data}, so they were not given the rows of the trial.", null);
        }

        if (!Has(contract.Commands.Train, "model") || !Has(contract.Commands.Predict, "model"))
        {
            return ("commands.train and commands.predict do not both name {model}, so nobody knows that the model that was trained is the one that predicted.", null);
        }

        if (!File.Exists(predicted))
        {
            return ("commands.predict does not take {predictions}, so it left none.", null);
        }

        try
        {
            var score = await TrialTable.ScoreAsync(contract, rows, predicted, cancel);
            return double.IsFinite(score.Estimate.Value)
                ? (null, new TrialMetric(score.Estimate.Metric, score.Estimate.Value, score.Estimate.Low, score.Estimate.High, score.Constant, score.IsUp))
                : ($"{score.Estimate.Metric} does not exist on these predictions.", null);
        }
        catch (TableException e)
        {
            return ($"The predictions cannot be scored: {e.Message}", null);
        }
    }

    private static bool Has(string? command, string placeholder) => command?.Contains($"{{{placeholder}}}", StringComparison.Ordinal) == true;
}
