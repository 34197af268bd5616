using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Airworthy.Models.Onnx;

/// <summary>Answers rows by an ONNX file whose inputs are columns, of the form [rows, 1] or [rows].</summary>
/// <remarks>Numbers may be floats, doubles, whole numbers or truths there; the answer is its only output, or the first one of floats beside a label.</remarks>
public sealed class OnnxScorer : IDisposable
{
    /// <summary>Rows that are answered at once.</summary>
    private const int Batch = 16_384;

    private readonly InferenceSession _session;
    private readonly string _output;

    /// <param name="model">The bytes of the file.</param>
    /// <exception cref="OnnxRuntimeException">They are no model that the runtime can load.</exception>
    /// <exception cref="NotSupportedException">Its inputs are no columns, or no output is a table of floats; in words.</exception>
    public OnnxScorer(byte[] model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(model, options);
        try
        {
            foreach (var (name, input) in _session.InputMetadata)
            {
                if (!input.IsTensor || input.Dimensions.Length is 0 or > 2 || (input.Dimensions.Length == 2 && input.Dimensions[1] is not (1 or -1)) || !IsTaken(input.ElementDataType))
                {
                    throw new NotSupportedException($"its input {name} is no column ({input.ElementDataType}, [{string.Join(", ", input.Dimensions)}]); one input of the form [rows, 1] per column of the table was expected");
                }
            }

            _output = _session.OutputMetadata.FirstOrDefault(o => o.Value.IsTensor && o.Value.ElementDataType == TensorElementType.Float).Key
                ?? throw new NotSupportedException($"none of its outputs ({string.Join(", ", _session.OutputMetadata.Keys)}) is a table of floats; write probabilities as a tensor");
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>Names of the columns that it takes.</summary>
    public IReadOnlyList<string> Inputs => [.. _session.InputMetadata.Keys];

    /// <summary>Names of the columns that it takes, and what each holds.</summary>
    /// <exception cref="NotSupportedException">An input is no column of the form [rows, 1].</exception>
    public IReadOnlyList<(string Name, TensorElementType Kind)> Kinds => [.. _session.InputMetadata.Select(i =>
        i.Value is { IsTensor: true, Dimensions: [_, 1] } ? (i.Key, i.Value.ElementDataType) : throw new NotSupportedException($"the input {i.Key} is no column"))];

    /// <summary>Whether the column named by an input can be given to it.</summary>
    public bool Takes(RawColumn column) => _session.InputMetadata.TryGetValue(column.Name, out var input)
        && (column is RawColumn.Texts) == (input.ElementDataType == TensorElementType.String);

    /// <summary>Answers rows; columns that the model does not take are left alone.</summary>
    /// <returns>One row per row, one column per output.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop; looked at between batches.</exception>
    /// <exception cref="NotSupportedException">A value is missing where an input has no way to say so; in words.</exception>
    public FloatMatrix Answer(RawRows rows, CancellationToken cancel)
    {
        var columns = _session.InputMetadata.Select(i => (Column: rows[i.Key], Input: i.Value)).ToList();
        var (outputs, answers) = (Math.Max(0, _session.OutputMetadata[_output].Dimensions.ElementAtOrDefault(1)), Array.Empty<float>());
        using var run = new RunOptions();
        for (var from = 0; from < rows.Rows; from += Batch)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(Batch, rows.Rows - from);
            var inputs = columns.ToDictionary(c => c.Column.Name, c => Part(c.Column, c.Input, from, count), StringComparer.Ordinal);
            try
            {
                using var results = _session.Run(run, inputs, [_output]);
                var said = results[0].GetTensorDataAsSpan<float>();
                if (from == 0)
                {
                    outputs = said.Length / count;
                    answers = new float[checked(rows.Rows * outputs)];
                }

                said.CopyTo(answers.AsSpan(from * outputs));
            }
            finally
            {
                foreach (var input in inputs.Values)
                {
                    input.Dispose();
                }
            }
        }

        return new FloatMatrix(rows.Rows, outputs, answers);
    }

    private static bool IsTaken(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Double or TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.Bool or TensorElementType.String;

    private static OrtValue Part(RawColumn column, NodeMetadata input, int from, int count)
    {
        long[] shape = input.Dimensions.Length == 1 ? [count] : [count, 1];
        switch (column)
        {
            case RawColumn.Numbers numbers:
                var values = numbers.Values.AsSpan(from, count);
                return input.ElementDataType switch
                {
                    TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(values.ToArray(), shape),
                    TensorElementType.Double => OrtValue.CreateTensorValueFromMemory(Cast(values, v => (double)v), shape),
                    TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Cast(values, v => (long)There(v, column)), shape),
                    TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Cast(values, v => (int)There(v, column)), shape),
                    _ => OrtValue.CreateTensorValueFromMemory(Cast(values, v => There(v, column) > 0), shape),
                };
            case RawColumn.Times times:
                var seconds = times.Seconds.AsSpan(from, count);
                return input.ElementDataType switch
                {
                    TensorElementType.Double => OrtValue.CreateTensorValueFromMemory(seconds.ToArray(), shape),
                    TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Cast(seconds, v => (long)There(v, column)), shape),
                    _ => OrtValue.CreateTensorValueFromMemory(Cast(seconds, v => (float)v), shape),
                };
            case RawColumn.Texts texts:
                var words = new string[count];
                for (var i = 0; i < count; i++)
                {
                    words[i] = texts.Words[texts.Codes[from + i]];
                }

                return OrtValue.CreateFromStringTensor(new DenseTensor<string>(words, [.. shape.Select(s => (int)s)]));
            default:
                throw new System.Diagnostics.UnreachableException(column.GetType().Name);
        }
    }

    private static double There(double value, RawColumn column) => double.IsNaN(value)
        ? throw new NotSupportedException($"its input {column.Name} takes whole numbers or truths, which cannot say that a value is missing, and the column misses some")
        : value;

    private static TTo[] Cast<TFrom, TTo>(ReadOnlySpan<TFrom> values, Func<TFrom, TTo> cast)
    {
        var all = new TTo[values.Length];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = cast(values[i]);
        }

        return all;
    }

    public void Dispose() => _session.Dispose();
}
