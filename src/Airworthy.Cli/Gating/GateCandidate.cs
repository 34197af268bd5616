using Airworthy.Cli.Evaluations;
using Airworthy.Client;
using Airworthy.Models.Onnx;
using Airworthy.Probes;
using Airworthy.Probes.Runs;


namespace Airworthy.Cli.Gating;

/// <summary>The model version that stands before the gate, with all that is needed of it here.</summary>
/// <param name="Predictions">Files with its predictions, by split.</param>
/// <param name="Digest">Of its files; null where they cannot be read.</param>
/// <param name="Onnx">The bytes of its ONNX file; null where it has none.</param>
/// <param name="Descriptor">The bytes of the file <c>MLmodel</c> beside it; null where there is none.</param>
internal sealed record GateCandidate(ModelVersion Version, Run Run, IReadOnlyDictionary<string, string> Predictions, string? Digest, byte[]? Onnx, byte[]? Descriptor)
{
    /// <summary>Bytes of a model that are read into memory.</summary>
    private const long MostBytes = 500_000_000;

    /// <summary>Finds it and brings its files into a folder.</summary>
    /// <param name="word">A version (<c>champion</c>, <c>NAME@ALIAS</c>, <c>models:/NAME/VERSION</c>, its number) or a run, by id or name, of which a version was registered.</param>
    /// <param name="split">The split that ranks models.</param>
    /// <param name="folder">Where its predictions go.</param>
    /// <exception cref="Refusal">There is no such version, or its run has no predictions of the split.</exception>
    public static async Task<GateCandidate> FindAsync(Surroundings around, string word, string split, string folder, CancellationToken cancel)
    {
        var model = around.Contract.Project;
        await using var targets = new EvaluationTargets(around, split);
        var client = (await targets.PlaceAsync($"{word} cannot be looked up", cancel)).Client;
        try
        {
            var named = await NamedRun.FindAsync(client, around.Contract, word, cancel) ?? throw await NotThereAsync(client, around, word, cancel);
            var (target, run) = (await targets.OfRunAsync(named, cancel), named.Run);
            var version = target.Version ?? await OfRunAsync(client, model, run, cancel);
            if (version.Name != model)
            {
                throw new Refusal(1, $"{target.Name} is no version of {model}, the registered model of this project.", $"Name a version of {model}.");
            }

            var predictions = new Dictionary<string, string> { [split] = Path.Combine(folder, Path.GetFileName(target.File)) };
            File.Copy(target.File, predictions[split]);
            if (around.Contract.Metric?.Stress?.On is { } other && other != split && RunFacts.PredictionsOf(other, [.. (await client.Artifacts.ListAsync(run, "predictions", cancel)).Where(f => !f.IsFolder).Select(f => f.Path)]) is { } stress)
            {
                predictions[other] = await client.Artifacts.DownloadAsync(run, stress, folder, cancel);
            }

            foreach (var file in predictions.Values)
            {
                File.SetLastWriteTimeUtc(file, (run.EndedAt ?? run.StartedAt ?? DateTimeOffset.UnixEpoch).UtcDateTime); // they are as old as the run, and not as this copy
            }

            return new GateCandidate(version, run, predictions, await ModelDigest.OfAsync(client, run, version, cancel), await FileAsync(client, run, version, "model.onnx", cancel), await FileAsync(client, run, version, "MLmodel", cancel));
        }
        catch (TrackingException e)
        {
            throw new Refusal(1, $"The candidate cannot be read: {e.Message.Split('\n')[0]}", "Start the tracking server, or correct its address in runs.url or MLFLOW_TRACKING_URI.");
        }
    }

    /// <summary>Says which versions there are.</summary>
    private static async Task<Refusal> NotThereAsync(TrackingClient client, Surroundings around, string word, CancellationToken cancel)
    {
        var (model, known) = (around.Contract.Project, await NamedRun.VersionsAsync(client, around.Contract.Project, cancel));
        return known.Length == 0
            ? new Refusal(1, $"{word} is no version of {model}, which has none yet.", "Register the model: `airworthy train` does, and so does the register_model of a client.")
            : new Refusal(1, $"{word} is no version of {model} and no run that one was registered from. Versions: {known}.", "Name one of them, or the run that it was registered from.");
    }

    /// <summary>Answers rows that no table may have held, and says whether every answer is a number.</summary>
    /// <returns>Rows that were asked and those whose answer is none; or why they could not be asked.</returns>
    public (int Rows, int Odd, string? WhyNot) AtExtremes(CancellationToken cancel)
    {
        if (Onnx is null)
        {
            return (0, 0, "it has no file model.onnx that could be asked here");
        }

        try
        {
            using var scorer = new OnnxScorer(Onnx);
            var rows = ExtremeRows.For(scorer.Kinds);
            var answers = scorer.Answer(rows, cancel);
            var odd = Enumerable.Range(0, rows.Rows).Count(r => Enumerable.Range(0, answers.Columns).Any(c => !float.IsFinite(answers.Values[(r * answers.Columns) + c])));
            return (rows.Rows, odd, null);
        }
        catch (Exception e) when (e is Microsoft.ML.OnnxRuntime.OnnxRuntimeException or NotSupportedException or InvalidOperationException or IndexOutOfRangeException)
        {
            return (0, 0, $"its model.onnx cannot be asked row by row: {e.Message.Split('\n')[0]}");
        }
    }

    private static async Task<ModelVersion> OfRunAsync(TrackingClient client, string model, Run run, CancellationToken cancel) => await NamedRun.NewestVersionAsync(client, run, model, cancel)
        ?? throw new Refusal(1, $"No version of {model} was registered from the run {(run.Name.Length > 0 ? run.Name : run.Id)}.", "Register it first: the gate's report is kept with the version.");

    private static async Task<byte[]?> FileAsync(TrackingClient client, Run run, ModelVersion version, string name, CancellationToken cancel)
    {
        if (ModelDigest.Folder(run, version) is not { } folder)
        {
            return null;
        }

        try
        {
            var file = (await client.Artifacts.ListAsync(run, folder, cancel)).FirstOrDefault(f => f.Path.EndsWith("/" + name, StringComparison.Ordinal) && f.Size <= MostBytes);
            if (file is null)
            {
                return null;
            }

            await using var content = await client.Artifacts.OpenAsync(run, file.Path, cancel);
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancel);
            return bytes.ToArray();
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return null;
        }
    }
}
