using System.Globalization;

using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;
using Airworthy.Models.Onnx;

namespace Airworthy.Pipelines.Learning;

/// <summary>Where what is logged comes from.</summary>
/// <param name="Command">As it was typed.</param>
/// <param name="Commit">Of the project; null outside of git.</param>
/// <param name="Folder">The project's folder below the top of the repository; <c>.</c> at the top.</param>
/// <param name="Version">Of the dataset, such as <c>flights@v0001</c>; null without one.</param>
/// <param name="Digest">Of that version.</param>
/// <param name="Inputs">What was read, and for what.</param>
public sealed record Provenance(string Experiment, string Command, string? Commit, string Folder, bool? IsDirty, string? Version, string? Digest, IReadOnlyList<RunInput> Inputs)
{
    /// <summary>What tells the splits read from others.</summary>
    public static async Task<IReadOnlyList<RunInput>> InputsAsync(Table table, LearningTask task, CancellationToken cancel)
    {
        var name = table.Contract.Data?.Dataset ?? table.Contract.Project;
        var inputs = new List<RunInput>();
        foreach (var split in new[] { "train", task.Split })
        {
            var (_, digest) = await table.DigestAsync(split, cancel);
            inputs.Add(new RunInput(name, digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..][..32], split));
        }

        return inputs;
    }
}

/// <summary>Logs models that were learnt and scored here as runs. A run is made when its model is whole, so that none is left half.</summary>
public sealed class RunLog(TrackingClient client, Provenance from, LearningTask task)
{
    /// <summary>What kind of label is learnt.</summary>
    public Models.Tabular.AnswerScale Scale => task.Scale;

    /// <summary>Begins a run that says where it comes from.</summary>
    /// <param name="parent">The run it belongs to.</param>
    /// <param name="isWhole">Whether it is what the whole command is about: then it goes on with the run that whoever started the program has begun for it, so that `airworthy run` and `reproduce` find in theirs what was measured.</param>
    public async Task<ActiveRun> BeginAsync(string name, IEnumerable<KeyValuePair<string, object>> settings, string? parent, CancellationToken cancel, bool isWhole = false)
    {
        var run = isWhole ? await client.StartOrResumeRunAsync(from.Experiment, name, cancel) : await client.StartRunAsync(from.Experiment, name, parent: parent, cancel: cancel);
        run.SetTag("mlflow.source.name", "airworthy").SetTag("mlflow.source.type", "JOB").SetTag("airworthy.command", from.Command)
            .SetTag("airworthy.environment", $"airworthy {typeof(RunLog).Assembly.GetName().Version?.ToString(3)}, .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}");
        if (from.Commit is not null)
        {
            run.SetTag("mlflow.source.git.commit", from.Commit).SetTag("mlflow.source.git.dirty", from.IsDirty == true ? "true" : "false").SetTag(Training.TrackedCommand.FolderTag, from.Folder);
        }

        if (from.Version is not null)
        {
            run.SetTag("data.version", from.Version).SetTag("airworthy.data.digest", from.Digest);
        }

        foreach (var (key, value) in settings)
        {
            run.LogParam(key, value);
        }

        await client.LogInputsAsync(run.Id, from.Inputs, cancel);
        return run;
    }

    /// <summary>Logs what was measured: each metric, its interval (as a tag, as <c>airworthy evaluate</c> does), and the cost of 1,000 decisions.</summary>
    public void Measured(ActiveRun run, Scored scored)
    {
        foreach (var estimate in scored.All.Where(e => double.IsFinite(e.Value)))
        {
            run.LogMetric($"{task.Split}_{estimate.Metric}", estimate.Value);
            if (double.IsFinite(estimate.Low))
            {
                run.SetTag($"airworthy.interval.{task.Split}_{estimate.Metric}", string.Create(CultureInfo.InvariantCulture, $"{estimate.Low:R},{estimate.High:R}"));
            }
        }

        if (scored.Costs is { } costs)
        {
            run.LogMetric($"{task.Split}_cost_per_1000", costs.PerThousand);
        }
    }

    /// <summary>Keeps what a model said of every row.</summary>
    public async Task PredictionsAsync(ActiveRun run, LearningRows rows, FloatMatrix answers, CancellationToken cancel)
    {
        var file = Path.Combine(Path.GetTempPath(), $"airworthy-{Guid.NewGuid():n}.parquet");
        try
        {
            await PredictionFile.WriteAsync(file, rows.Ids, rows.Labels, task.AnswerColumns, answers.Values, cancel);
            await FileAsync(run, file, $"predictions/{task.Split}.parquet", cancel);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Keeps a file as an artifact.</summary>
    public async Task FileAsync(ActiveRun run, string file, string artifact, CancellationToken cancel)
    {
        await using var content = File.OpenRead(file);
        await client.Artifacts.UploadAsync(run.Info, content, artifact, cancel);
    }

    /// <summary>Keeps a model, and makes it the next version of a registered one.</summary>
    /// <param name="registered">The registered model's name; null: it is kept with the run alone.</param>
    /// <returns>The number of the version; null where it was not registered.</returns>
    public async Task<string?> ModelAsync(ActiveRun run, ExportedModel model, string? registered, string description, CancellationToken cancel)
    {
        using (var bytes = new MemoryStream(model.Bytes))
        {
            await client.Artifacts.UploadAsync(run.Info, bytes, "model/model.onnx", cancel);
        }

        await run.LogTextAsync(ModelText.Descriptor(model, task, run.Id, TimeProvider.System.GetUtcNow()), "model/MLmodel", cancel);
        run.LogMetric("onnx_largest_difference", model.Largest);
        if (registered is null)
        {
            return null;
        }

        var digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model.Bytes));
        return (await client.Models.RegisterAsync(registered, run.Info, "model", [new("airworthy.model.digest", digest)], description, cancel)).Version;
    }

    /// <summary>A metric and its interval as one text.</summary>
    public static string Told(Estimate estimate) => !double.IsFinite(estimate.Value) ? "–"
        : double.IsFinite(estimate.Low) ? string.Create(CultureInfo.InvariantCulture, $"{estimate.Value:0.0000} [{estimate.Low:0.0000}, {estimate.High:0.0000}]")
        : estimate.Value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>The registered model of a baseline: a fallback can name it.</summary>
    public static string BaselineModel(ProjectContract contract, string baseline) =>
        $"{contract.Project}.baseline.{new string([.. baseline.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')])}";
}
