using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Airworthy.Models.Onnx;

/// <summary>Answers rows by an ONNX file whose inputs are columns of the form [rows, 1].</summary>
public sealed class OnnxScorer : IDisposable
{
    /// <summary>Rows that are answered at once.</summary>
    private const int Batch = 16_384;

    private readonly InferenceSession _session;

    /// <param name="model">The bytes of the file.</param>
    /// <exception cref="OnnxRuntimeException">They are no model that the runtime can load.</exception>
    public OnnxScorer(byte[] model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(model, options);
    }

    /// <summary>Names of the columns that it takes.</summary>
    public IReadOnlyList<string> Inputs => [.. _session.InputMetadata.Keys];

    /// <summary>Names of the columns that it takes, and what each holds.</summary>
    /// <exception cref="NotSupportedException">An input is no column of the form [rows, 1].</exception>
    public IReadOnlyList<(string Name, TensorElementType Kind)> Kinds => [.. _session.InputMetadata.Select(i =>
        i.Value is { IsTensor: true, Dimensions: [_, 1] } ? (i.Key, i.Value.ElementDataType) : throw new NotSupportedException($"the input {i.Key} is no column"))];

    /// <summary>Answers rows; columns that the model does not take are left alone.</summary>
    /// <returns>One row per row, one column per output.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop; looked at between batches.</exception>
    public FloatMatrix Answer(RawRows rows, CancellationToken cancel)
    {
        var columns = _session.InputMetadata.Keys.Select(name => rows[name]).ToList();
        var output = _session.OutputMetadata.Single();
        var outputs = output.Value.Dimensions[1];
        var answers = new float[checked(rows.Rows * outputs)];
        using var run = new RunOptions();
        for (var from = 0; from < rows.Rows; from += Batch)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(Batch, rows.Rows - from);
            var inputs = columns.ToDictionary(c => c.Name, c => Part(c, from, count), StringComparer.Ordinal);
            try
            {
                using var results = _session.Run(run, inputs, [output.Key]);
                results[0].GetTensorDataAsSpan<float>().CopyTo(answers.AsSpan(from * outputs));
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

    private static OrtValue Part(RawColumn column, int from, int count)
    {
        long[] shape = [count, 1];
        switch (column)
        {
            case RawColumn.Numbers numbers:
                return OrtValue.CreateTensorValueFromMemory(numbers.Values[from..(from + count)], shape);
            case RawColumn.Times times:
                return OrtValue.CreateTensorValueFromMemory(times.Seconds[from..(from + count)], shape);
            case RawColumn.Texts texts:
                var words = new string[count];
                for (var i = 0; i < count; i++)
                {
                    words[i] = texts.Words[texts.Codes[from + i]];
                }

                return OrtValue.CreateFromStringTensor(new DenseTensor<string>(words, [count, 1]));
            default:
                throw new System.Diagnostics.UnreachableException(column.GetType().Name);
        }
    }

    public void Dispose() => _session.Dispose();
}
