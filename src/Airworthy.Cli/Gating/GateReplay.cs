using System.Globalization;

using Airworthy.Cli.Guarding;
using Airworthy.Core.Checklist;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Reading;
using Airworthy.Data;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Learning;
using Airworthy.Serving.Batch;
using Airworthy.Serving.Models;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Gating;

/// <summary>
/// Loads the candidate as the gateway loads it, asks it for rows of the split as a request would, and lays its answers beside those that its run
/// stored. All other figures of the gate rest on what is stored; this says whether it is this file that will serve them.
/// </summary>
internal static class GateReplay
{
    /// <summary>Rows that are drawn. A file that answers 1 % of them otherwise is seen in 87 of 100 gates, one that answers all otherwise in every one.</summary>
    public const int Rows = 200;

    private const string Check = "served answers";

    /// <summary>The line of the report.</summary>
    /// <param name="table">With the split.</param>
    public static async Task<GateLine> AskAsync(Project project, Table table, GateCandidate candidate, string split, CancellationToken cancel)
    {
        if (candidate.Onnx is not { } onnx)
        {
            return Unknown("it has no file model.onnx that the gateway could load", "Register the model as ONNX, or compare answers by hand where it is served.");
        }

        var folder = Directory.CreateTempSubdirectory("airworthy-replay-").FullName;
        try
        {
            using var model = new OnnxModel(onnx, candidate.Descriptor is { } descriptor ? ModelDescriptor.Inputs(descriptor) : null);
            if (model.Signature.Features is not { } features)
            {
                return Unknown("it tells no names of its columns", "Log the model with a signature, or with one input per column.");
            }

            var task = await LearningTask.OfAsync(table, cancel);
            var all = await new ModelRows(project, table, task, onnx, folder, null).ReadAsync(split, cancel, named: true);
            if (features.Select(f => f.Name).Except(all.Rows.Columns.Select(c => c.Name)).ToList() is { Count: > 0 } unknown)
            {
                return Unknown($"it takes {string.Join(", ", unknown.Take(5))}, which neither the table has nor commands.features makes", "Name the command that makes them in commands.features.");
            }

            int[] drawn = [.. Enumerable.Range(0, all.Rows.Rows)];
            Random.Shared.Shuffle(drawn); // nobody knows beforehand which rows have to be right
            drawn = [.. drawn.Take(Rows).Order()];
            var stored = await PredictionFile.ReadAsync(candidate.Predictions[split], task.AnswerColumns, [.. drawn.Select(r => all.Ids[r])], cancel);
            return drawn.FirstOrDefault(r => !stored.ContainsKey(all.Ids[r]), -1) is >= 0 and var missing
                ? Unknown($"its run stored no {string.Join(", ", task.AnswerColumns.Take(4))} of {drawn.Count(r => !stored.ContainsKey(all.Ids[r])):N0} of {drawn.Length:N0} rows of {split}, such as {all.Ids[missing]}", $"Log predictions/{split}.parquet with the run: id, label and {string.Join(", ", task.AnswerColumns.Take(4))}.")
                : Judge([.. drawn.Select(r => (all.Ids[r], stored[all.Ids[r]]))], await AnswersAsync(model, features.Select(f => all.Rows[f.Name]).ToList(), drawn, cancel), split);
        }
        catch (Exception e) when (e is NotServableException or NotAskedException or TableRefusedException or TableException)
        {
            return Unknown(e.Message.Split('\n')[0].TrimEnd('.'), (e as NotAskedException)?.Next ?? "Mend it, and judge again.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double[] Scores, int Width)> AnswersAsync(ServedModel model, List<RawColumn> columns, int[] drawn, CancellationToken cancel)
    {
        var batch = new RowBatch(model, [.. columns.Select(c => c.Name)], 1);
        foreach (var row in drawn)
        {
            batch.Add(c => TextOf(columns[c], row));
        }

        return await batch.AnswerAsync(cancel);
    }

    /// <summary>A value as a request would write it, to the last digit; null where it is missing.</summary>
    private static string? TextOf(RawColumn column, int row) => column switch
    {
        RawColumn.Numbers { Values: var values } => float.IsNaN(values[row]) ? null : values[row].ToString("R", CultureInfo.InvariantCulture),
        RawColumn.Times { Seconds: var seconds } => double.IsNaN(seconds[row]) ? null : seconds[row].ToString("R", CultureInfo.InvariantCulture),
        RawColumn.Texts { Words: var words, Codes: var codes } => words[codes[row]],
        _ => throw new System.Diagnostics.UnreachableException(column.GetType().Name),
    };

    private static GateLine Judge((string Id, double[] Stored)[] rows, (double[] Scores, int Width) said, string split)
    {
        var width = rows[0].Stored.Length;
        if (said.Width != width && !(said.Width == 2 && width == 1))
        {
            return new GateLine(Check, Answer.Unmet, $"Served, it answers {said.Width} numbers per row; its run stored {width}.", "Register the file that made the stored predictions.");
        }

        // Of two classes, each with its probability, the later one is the positive.
        var first = said.Width - width;
        var gaps = rows.Select((row, r) => row.Stored.Select((s, k) => Math.Abs(s - said.Scores[(r * said.Width) + first + k]) / Math.Max(1, Math.Abs(s))).Max(g => double.IsNaN(g) ? double.PositiveInfinity : g)).ToList();
        var different = rows.Where((_, r) => !(gaps[r] <= Replayed.Tolerated)).Select(r => r.Id).ToList();
        var numbers = new Dictionary<string, double> { ["rows"] = rows.Length, ["different"] = different.Count, ["largest"] = gaps.Max(), ["limit"] = Replayed.Tolerated };
        return different.Count > 0
            ? new GateLine(Check, Answer.Unmet, string.Create(CultureInfo.InvariantCulture, $"Loaded as the gateway loads it, it answers {different.Count:N0} of {rows.Length:N0} rows of {split} otherwise than its run stored, by up to {gaps.Max():0.######} (such as {string.Join(", ", different.Take(3))}); {Replayed.Tolerated:0.0000} is allowed. What was judged on stored predictions is not what would serve."),
                "Register the file that made the stored predictions; compare its answers with those of training before it is registered.", numbers)
            : new GateLine(Check, Answer.Met, string.Create(CultureInfo.InvariantCulture, $"Loaded as the gateway loads it, it answers {rows.Length:N0} rows of {split} as its run stored, within {Replayed.Tolerated:0.0000} (at most {gaps.Max():0.#######} apart)."), null, numbers);
    }

    private static GateLine Unknown(string whyNot, string next) => new(Check, Answer.Unknown, $"Not seen: {whyNot}.", next);
}
