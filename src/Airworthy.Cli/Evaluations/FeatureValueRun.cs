using Airworthy.Cli.Guarding;
using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Learning;
using Airworthy.Probes.Runs;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Evaluations;

/// <summary>What <c>airworthy evaluate --importance</c> does: what each group of features is worth to a model, and what it costs.</summary>
internal static class FeatureValueRun
{
    /// <summary>Rows that shuffles are asked of.</summary>
    private const long MostRows = 100_000;

    /// <summary>The same where a command is asked.</summary>
    private const long MostOfCommand = 20_000;

    /// <summary>Measures, and keeps what was measured with the run.</summary>
    /// <param name="text">A run or a model version; null for the champion, else the newest run with a model.</param>
    public static Task<FeatureValuation> MeasureAsync(Project project, string? text, string split, int repeats, int weakest, CancellationToken cancel) => AskedModel.WithAsync(project, text, split, async (model, contract) =>
    {
        using var throwAway = new ThrowAwayFolder();
        var folder = throwAway.Path;
        var valuation = await Terminal.WithProgressAsync("Features", async (done, doing) =>
        {
            doing("reading the table");
            await using var table = await Table.OpenAsync(contract, project.Root, cancel, writable: [CommandRows.DataIn(folder, contract)]);
            var task = await LearningTask.OfAsync(table, cancel);
            var isFile = model.Onnx is not null && (contract.Commands?.Predict is null || model.Onnx.StartsWith("model/", StringComparison.Ordinal));
            var file = isFile ? await model.BytesAsync(cancel) : null;
            var made = file is null ? null : new ModelRows(project, table, task, file, folder, doing);
            var held = made is not null ? await made.ReadAsync(split, cancel, MostRows, named: true) : await LearningRows.ReadAsync(table, split, task, named: true, rows => doing($"read {rows:N0} rows of {split}"), cancel, most: MostOfCommand);
            var all = await table.NumberAsync($"select count(*) from {split} where __label is not null", cancel);
            var (_, digest) = await table.DigestAsync(split, cancel);
            using var scorer = await ScorerAsync(model, file, table, task, held, project.Root, folder, cancel);
            var own = (scorer as OnnxRows)?.Own;
            var train = weakest > 0 && own is not null ? await made!.ReadAsync("train", cancel, byTime: true) : null;
            var values = await new FeatureValues(project.Contract, task, held, done).OfAsync(
                new FeatureWish(model.Name, repeats, weakest, held.Truth.Rows == all ? RunFacts.Metric(model.Run, project.Contract.Metric?.Name ?? task.Metric.Name, split)?.Value : null), scorer,
                () => train is null ? (null, "only models of the learners known here are learnt again") : Relearning.Read(own, model.Run.Params, train, held), await SourcesAsync(project, cancel), cancel);
            return values with { Of = held.Truth.Rows < all ? all : null, Data = digest, At = TimeProvider.System.GetUtcNow(), Notes = task.Note is { } note ? [note, .. values.Notes] : values.Notes };
        });
        await AskedModel.KeepAsync(model, EvaluationJson.Of(valuation), FeatureFacts.File(valuation.Split), FeatureFacts.Tag, valuation.At, cancel);
        return valuation;
    }, cancel);

    /// <summary>The model's ONNX file, else the contract's command.</summary>
    private static async Task<IRowScorer> ScorerAsync(KeptModel model, byte[]? file, Table table, LearningTask task, LearningRows held, string root, string folder, CancellationToken cancel)
    {
        if (file is not null)
        {
            return OnnxRows.Of(file, task, held.Rows);
        }

        if (table.Contract.Commands?.Predict is null)
        {
            throw new Refusal(1, $"{model.Name} kept no ONNX file, and commands.predict is missing, so it cannot be asked.", "Keep the model with its run as model/model.onnx, one input per column of the table, or name the command that asks it.");
        }

        string? kept = null;
        if (model.Folder is not null)
        {
            kept = await model.Client.Artifacts.DownloadAsync(model.Run, model.Folder.Length == 0 ? null : model.Folder, Path.Combine(folder, "model"), cancel);
            kept = Directory.GetFileSystemEntries(kept) is [var only] && File.Exists(only) ? only : kept;
        }

        return CommandRows.Of(table, task, root, folder, kept);
    }

    /// <summary>Where each column comes from, by the schema.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> SourcesAsync(Project project, CancellationToken cancel)
    {
        var path = project.Contract.Data?.Schema is { } schema ? Path.Combine(project.Root, schema) : null;
        var columns = path is null || !File.Exists(path) ? null : TableSchemaReader.Read(await File.ReadAllBytesAsync(path, cancel), path).Schema?.Columns;
        return (columns ?? new Dictionary<string, ColumnPromise>()).Where(c => !string.IsNullOrWhiteSpace(c.Value.Source)).ToDictionary(c => c.Key, c => c.Value.Source!.Trim(), StringComparer.Ordinal);
    }

    private sealed class ThrowAwayFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("airworthy-features-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
