using Airworthy.Cli.Guarding;
using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Data;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Learning;
using Airworthy.Probes.Runs;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Evaluations;

/// <summary>What <c>airworthy model explain</c> does: one row followed through a model, or rows drawn and asked again.</summary>
internal static class ExplainRun
{
    /// <summary>Rows of train that a row is laid beside.</summary>
    private const long MostTrain = 100_000;

    /// <summary>Rows whose parts are added up, of those that are asked again.</summary>
    private const int MostParted = 20;

    /// <summary>Follows one row.</summary>
    public static Task<ExplainedRow> OneAsync(Project project, string? text, string id, CancellationToken cancel) => WithAsync(project, text, async (table, task, source, model, found, file) =>
    {
        var only = $"{table.RowId} = {id.Literal}";
        var row = await source.ReadAsync(task.Split, cancel, named: true, only: only);
        if (row.Rows.Rows != 1)
        {
            throw row.Rows.Rows == 0
                ? new Refusal(1, $"No row of the table is named {id} ({project.Contract.Data?.Id}).", "Name one by its value of data.id.")
                : new Refusal(1, $"{row.Rows.Rows:N0} rows of the table are named {id}, so it is not known which is meant.", "Set data.id to a column that names a row.");
        }

        var train = await source.ReadAsync("train", cancel, MostTrain, named: true);
        var (split, written) = await WrittenAsync(table, only, cancel);
        var hasLabel = await table.NumberAsync($"select count(*) from parted where ({only}) and __label is not null", cancel) > 0;
        var stored = split is null ? null : (await StoredAsync(found, split, task, [id], cancel)).GetValueOrDefault(id);
        var explained = new RowExplanation(project.Contract, task, model, train).Of(found.Name, hasLabel ? row : row with { Labels = [""] }, split, written, stored, cancel);
        var read = explained.Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return explained with
        {
            // What code made its features of is in no column that the model reads.
            Beside = [.. table.Columns.Where(c => !read.Contains(c.Name)).Select(c => new WrittenValue(c.Name, written[c.Name]))],
            Notes = [await GuardVerdict.OfAsync(project, found, file, task, row.Rows, model.Columns, cancel)],
        };
    }, cancel);

    /// <summary>Draws rows of the split that ranks and asks the model again.</summary>
    public static Task<Replayed> ReplayAsync(Project project, string? text, int rows, CancellationToken cancel) => WithAsync(project, text, async (table, task, source, model, found, _) =>
    {
        var all = await source.ReadAsync(task.Split, cancel, named: true);
        int[] drawn = [.. Enumerable.Range(0, all.Rows.Rows)];
        new Random(unchecked((int)DateTimeOffset.UtcNow.ToUnixTimeSeconds())).Shuffle(drawn);
        drawn = [.. drawn.Take(rows).Order()];
        var stored = await StoredAsync(found, task.Split, task, [.. drawn.Select(r => all.Ids[r])], cancel);
        if (drawn.Where(r => !stored.ContainsKey(all.Ids[r])).Select(r => all.Ids[r]).ToList() is { Count: > 0 } missing)
        {
            throw new Refusal(1, stored.Count == 0 ? $"{found.Name} stored no predictions of {task.Split} with {string.Join(", ", task.AnswerColumns.Take(4))}." : $"{found.Name} stored no prediction of {missing.Count} of the {drawn.Length} rows drawn, such as {missing[0]}.",
                $"Log predictions/{task.Split}.parquet with the run: id, label and {string.Join(", ", task.AnswerColumns.Take(4))}.");
        }

        var own = new RawRows(all.Rows.Rows, [.. model.Columns.Select(c => all.Rows[c])]).Of(drawn);
        var said = model.Answer(own, cancel);
        var apart = drawn.Select((r, i) => stored[all.Ids[r]].Select((s, k) => (Gap: Math.Abs(s - said[i, k]), Is: Math.Abs(s - said[i, k]) <= Replayed.Tolerated * Math.Max(1, Math.Abs(s)))).MaxBy(x => double.IsNaN(x.Gap) ? double.MaxValue : x.Gap)).ToList();
        var differing = drawn.Where((_, i) => !apart[i].Is).Select(r => all.Ids[r]).ToList();
        double? parts = null;
        if (model.Own is not null)
        {
            var train = await source.ReadAsync("train", cancel, 10_000, named: true);
            var explanation = new RowExplanation(project.Contract, task, model, train);
            parts = Enumerable.Range(0, Math.Min(MostParted, drawn.Length)).Max(i => explanation.Apart(own, i, cancel));
        }

        var (_, digest) = await table.DigestAsync(task.Split, cancel);
        var replayed = new Replayed(task.Split, drawn.Length, [.. differing.Take(5)], differing.Count, apart.Max(a => a.Gap), parts, digest, TimeProvider.System.GetUtcNow());
        await AskedModel.KeepAsync(found, EvaluationJson.Of(replayed), ReplayFacts.File(replayed.Split), ReplayFacts.Tag, replayed.At, cancel);
        return replayed;
    }, cancel);

    private static Task<T> WithAsync<T>(Project project, string? text, Func<Table, LearningTask, ModelRows, OnnxRows, KeptModel, byte[], Task<T>> work, CancellationToken cancel) => AskedModel.WithAsync(project, text, project.Contract.Metric?.On ?? "dev", async (found, contract) =>
    {
        if (found.Onnx is null)
        {
            throw new Refusal(1, $"{found.Name} kept no ONNX file, so its answers cannot be followed.", "Keep the model with its run as model/model.onnx, one input per column of the table; else follow it with your own commands.explain.");
        }

        await using var table = await Table.OpenAsync(contract, project.Root, cancel);
        var task = await LearningTask.OfAsync(table, cancel);
        var folder = Directory.CreateTempSubdirectory("airworthy-rows-").FullName;
        try
        {
            var file = await found.BytesAsync(cancel);
            var source = new ModelRows(project, table, task, file, folder, null);
            using var model = OnnxRows.Of(file, task, (await source.ReadAsync("train", cancel, 100)).Rows);
            return await work(table, task, source, model, found, file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }, cancel);

    /// <summary>The split of a row, and its columns as the table writes them.</summary>
    private static async Task<(string? Split, IReadOnlyDictionary<string, string> Written)> WrittenAsync(Table table, string only, CancellationToken cancel)
    {
        var split = $"case {string.Concat(table.Splits.Select(s => $"when __{s} then {s.Literal} "))}end";
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        string? of = null;
        await foreach (var row in table.ReadAsync($"select {split}, {string.Join(", ", table.Columns.Select(c => $"cast({c.Quoted} as varchar)"))} from parted where {only}", cancel))
        {
            of = row.Text(0);
            foreach (var (c, column) in table.Columns.Index())
            {
                written[column.Name] = row.Text(c + 1) ?? "";
            }
        }

        return (of, written);
    }

    private static async Task<IReadOnlyDictionary<string, double[]>> StoredAsync(KeptModel model, string split, LearningTask task, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("airworthy-stored-").FullName;
        try
        {
            var files = await model.Client.Artifacts.ListAsync(model.Run, "predictions", cancel);
            return RunFacts.PredictionsOf(split, [.. files.Select(f => f.Path)]) is { } path
                ? await PredictionFile.ReadAsync(await model.Client.Artifacts.DownloadAsync(model.Run, path, folder, cancel), task.AnswerColumns, ids, cancel)
                : new Dictionary<string, double[]>();
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return new Dictionary<string, double[]>(); // kept elsewhere, or nowhere
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
