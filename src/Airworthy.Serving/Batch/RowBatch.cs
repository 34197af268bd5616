using Airworthy.Serving.Models;
using Airworthy.Serving.Protocols;

namespace Airworthy.Serving.Batch;

/// <summary>Rows of a table on their way through a model: read, checked and answered as a request with the same rows would be.</summary>
/// <param name="first">Where the first row stands in the table, from 1: messages name it.</param>
public sealed class RowBatch(ServedModel model, IReadOnlyList<string> columns, long first)
{
    private readonly RowReading _rows = new(model.Signature, anything: false, first);
    private int[]? _order;

    /// <summary>Adds a row.</summary>
    /// <param name="text">The value of a column; null: it is missing.</param>
    /// <exception cref="TableRefusedException">The columns are not the model's.</exception>
    public void Add(Func<int, string?> text)
    {
        try
        {
            _order ??= _rows.Order(columns);
        }
        catch (InferenceRefusedException e)
        {
            throw new TableRefusedException(e.Message, e);
        }

        _rows.AddTexts(_order, text);
    }

    /// <summary>Asks the model.</summary>
    /// <returns>Row after row, as many numbers each as the width says.</returns>
    /// <exception cref="TableRefusedException">A value is none, and all that are so are told; or the model fails.</exception>
    public async Task<(double[] Scores, int Width)> AnswerAsync(CancellationToken cancel)
    {
        try
        {
            var deciding = Scores.Deciding(await model.AnswerAsync(_rows.Tensors(), cancel)) ?? throw new TableRefusedException("The model gives no numbers.");
            var scores = new double[deciding.Values.Length];
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = Scores.At(deciding, i);
            }

            return (scores, deciding.Width);
        }
        catch (Exception e) when (e is InferenceRefusedException or ModelFailedException)
        {
            throw new TableRefusedException(e.Message, e);
        }
    }
}

/// <summary>A table cannot be answered as it is.</summary>
public sealed class TableRefusedException(string message, Exception? inner = null) : Exception(message, inner);
