using Airworthy.Core.Statistics;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Learning;

using Microsoft.ML.OnnxRuntime;

namespace Airworthy.Pipelines.Features;

/// <summary>A model as an ONNX file, asked in this process.</summary>
public sealed class OnnxRows : IRowScorer
{
    private readonly OnnxScorer _scorer;
    private readonly LearningTask _task;

    private OnnxRows(OnnxScorer scorer, LearningTask task, OwnModel? own) => (_scorer, _task, Own) = (scorer, task, own);

    public string How => "its ONNX file";

    public IReadOnlyList<string> Columns => _scorer.Inputs;

    public bool IsFast => true;

    /// <summary>What is inside, where it was written here; null for files of others.</summary>
    public OwnModel? Own { get; }

    /// <summary>Opens a file over rows of the table.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="rows">Rows with the columns that it can be given.</param>
    /// <exception cref="NotAskedException">It is no model that can be asked with these columns.</exception>
    public static OnnxRows Of(byte[] bytes, LearningTask task, RawRows rows)
    {
        OnnxScorer scorer;
        try
        {
            scorer = new OnnxScorer(bytes);
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            throw new NotAskedException($"The model's ONNX file cannot be asked: {e.Message.Split('\n')[0]}.", "Write the model with one input per column, or name the command that asks it in commands.predict.");
        }

        var known = rows.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        if (scorer.Inputs.Where(i => !known.TryGetValue(i, out var column) || !scorer.Takes(column)).ToList() is { Count: > 0 } unknown)
        {
            scorer.Dispose();
            throw new NotAskedException($"The model takes {string.Join(", ", unknown.Take(5))}, and the table has no feature of that name and kind.",
                "Name them in features.columns if the table has them; if code makes them from the table, name the command that asks the model in commands.predict.");
        }

        return new OnnxRows(scorer, task, OnnxReader.Read(bytes));
    }

    public Task<FloatMatrix> AnswerAsync(LearningRows rows, IReadOnlyList<string> shuffled, int seed, CancellationToken cancel) => Task.Run(() => Answer(Shuffled(rows.Rows, shuffled, seed), cancel), cancel);

    public Task<FloatMatrix> AnswerSameAsync(LearningRows rows, string column, int donor, CancellationToken cancel)
    {
        int[] same = new int[rows.Rows.Rows];
        Array.Fill(same, donor);
        return Task.Run(() => Answer(rows.Rows with { Columns = [.. rows.Rows.Columns.Select(c => c.Name == column ? c.Of(same) : c)] }, cancel), cancel);
    }

    /// <summary>Answers rows as they are.</summary>
    /// <exception cref="NotAskedException">It does not answer.</exception>
    public FloatMatrix Answer(RawRows rows, CancellationToken cancel)
    {
        FloatMatrix said;
        try
        {
            said = _scorer.Answer(rows, cancel);
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            throw new NotAskedException($"The model's ONNX file does not answer: {e.Message.Split('\n')[0]}.", "Mend the file, or name the command that asks the model in commands.predict.");
        }

        var outputs = _task.AnswerColumns.Count;
        if (said.Columns == outputs)
        {
            return said;
        }

        return _task.Scale == AnswerScale.TwoClasses && said.Columns == 2
            ? new FloatMatrix(said.Rows, 1, [.. Enumerable.Range(0, said.Rows).Select(r => said[r, 1])]) // a probability for each class: the later one is the positive
            : throw new NotAskedException($"The model answers {said.Columns} numbers per row, and this label needs {outputs}.", "Name the command that asks the model in commands.predict.");
    }

    /// <summary>Rows in which some columns are dealt out anew, all of them in one way.</summary>
    internal static RawRows Shuffled(RawRows rows, IReadOnlyList<string> columns, int seed)
    {
        if (columns.Count == 0)
        {
            return rows;
        }

        int[] deal = [.. Enumerable.Range(0, rows.Rows)];
        new Random(seed).Shuffle(deal);
        return rows with { Columns = [.. rows.Columns.Select(c => columns.Contains(c.Name) ? c.Of(deal) : c)] };
    }

    public void Dispose() => _scorer.Dispose();
}
