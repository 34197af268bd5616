using System.Collections.Concurrent;

using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

using Microsoft.ML.OnnxRuntime;

namespace Airworthy.Serving.Models;

/// <summary>An ONNX file in this process: one session, shared by all requests.</summary>
/// <remarks>One thread per request and no spinning: requests run side by side, and a pool per session would have every session wait for all cores.</remarks>
public sealed class OnnxModel : ServedModel
{
    /// <summary>Rows of a request after which the runtime gives back what it took for them: it would keep the most that any request ever needed.</summary>
    private const int Large = 1024;

    private readonly InferenceSession _session;
    private readonly string[] _outputs;

    /// <summary>Runs of one row that wait to be used again, at most as many as ran at once. Larger requests pay for their values themselves: by the row that is little.</summary>
    private readonly ConcurrentQueue<BoundRun> _bound = new();

    private volatile bool _binds = true;

    /// <param name="file">The bytes of the file.</param>
    /// <param name="columns">Names of the columns, where one input holds them side by side; null where nothing tells them.</param>
    /// <exception cref="NotServableException">The runtime cannot load it, or an input or output is no tensor.</exception>
    public OnnxModel(byte[] file, IReadOnlyList<string>? columns)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            _session = new InferenceSession(file, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new NotServableException($"The file is no model that ONNX Runtime loads: {e.Message}", e);
        }

        try
        {
            var inputs = Specs(_session.InputMetadata, "input");
            var outputs = Specs(_session.OutputMetadata, "output");
            Own = OnnxReader.Read(file);
            Signature = new Signature(inputs, outputs, Named(inputs, columns, Own));
            _outputs = [.. outputs.Select(o => o.Name)];
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>What executes models here: <c>onnxruntime 1.31.1</c>.</summary>
    public static string Runtime { get; } = $"onnxruntime {OrtEnv.Instance().GetVersionString()}";

    public override Signature Signature { get; }

    /// <summary>What is inside, where the file was written here: its answers can be taken apart. Null for files of others.</summary>
    public OwnModel? Own { get; }

    public override string Platform => "onnxruntime_onnx";

    public override ValueTask<IReadOnlyList<Tensor>> AnswerAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancel)
    {
        var isOne = _binds && inputs.Count > 0 && inputs[0].Rows == 1;
        if (!isOne || !_bound.TryDequeue(out var bound))
        {
            var first = Unbound(inputs, cancel);
            if (isOne && BoundRun.Like(_session, inputs, first) is { } made)
            {
                _bound.Enqueue(made);
            }

            return new(first);
        }

        if (!bound.Takes(inputs))
        {
            _bound.Enqueue(bound);
            return new(Unbound(inputs, cancel));
        }

        if (Bound(bound, inputs, cancel) is { } answers)
        {
            return new(answers);
        }

        // Either the model fails at these values, and says so now, or its outputs have another shape each time.
        answers = Unbound(inputs, cancel);
        _binds = false;
        return new(answers);
    }

    /// <returns>Null: it failed as bound.</returns>
    /// <exception cref="OperationCanceledException">It was told to end.</exception>
    private Tensor[]? Bound(BoundRun bound, IReadOnlyList<Tensor> inputs, CancellationToken cancel)
    {
        Tensor[]? answers = null;
        try
        {
            answers = bound.Run(_session, inputs, cancel);
        }
        catch (OnnxRuntimeException)
        {
            cancel.ThrowIfCancellationRequested();
        }
        finally
        {
            // What was told to end stays so, even if it came to its end before.
            if (answers is null || cancel.IsCancellationRequested)
            {
                bound.Dispose();
            }
            else
            {
                _bound.Enqueue(bound);
            }
        }

        return answers;
    }

    private Tensor[] Unbound(IReadOnlyList<Tensor> inputs, CancellationToken cancel)
    {
        var (names, values) = (new string[inputs.Count], new OrtValue[inputs.Count]);
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                names[i] = inputs[i].Name;
                values[i] = Elements.Of(inputs[i].Type).ToRuntime(inputs[i].Values, inputs[i].Shape);
            }

            using var run = new RunOptions();
            if (inputs.Count > 0 && inputs[0].Rows >= Large)
            {
                run.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
            }

            // Asked to end, the runtime does so before its next node; whoever asked waits for no single node, see Loaded.
            using var ends = cancel.UnsafeRegister(static run => ((RunOptions)run!).Terminate = true, run);
            using var said = _session.Run(run, names, values, _outputs);
            var answers = new Tensor[_outputs.Length];
            for (var o = 0; o < answers.Length; o++)
            {
                var type = Signature.Outputs[o].Type;
                answers[o] = new Tensor(_outputs[o], type, said[o].GetTensorTypeAndShape().Shape, Elements.Of(type).FromRuntime(said[o]));
            }

            return answers;
        }
        catch (OnnxRuntimeException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelFailedException($"The model failed: {e.Message}", e);
        }
        finally
        {
            foreach (var value in values)
            {
                value?.Dispose();
            }
        }
    }

    protected override void Unload()
    {
        while (_bound.TryDequeue(out var bound))
        {
            bound.Dispose();
        }

        _session.Dispose();
    }

    private static List<TensorSpec> Specs(IReadOnlyDictionary<string, NodeMetadata> nodes, string what) => [.. nodes.Select(n =>
        n.Value.IsTensor && Elements.Of(n.Value.ElementDataType) is { } type
            ? new TensorSpec(n.Key, type, [.. n.Value.Dimensions.Select(d => (long)d)])
            : throw new NotServableException($"Its {what} {n.Key} is no tensor that the inference protocol can carry ({(n.Value.IsTensor ? n.Value.ElementDataType : n.Value.OnnxValueType)}). Export the model so that it answers tensors, for example with zipmap off."))];

    private static IReadOnlyList<Feature>? Named(List<TensorSpec> inputs, IReadOnlyList<string>? columns, OwnModel? own)
    {
        if (inputs.All(i => i.IsColumn))
        {
            var times = own?.Encoder.Encodings.OfType<Encoding.HourAndWeekday>().Select(e => e.Column).ToHashSet(StringComparer.Ordinal) ?? [];
            return [.. inputs.Select(i => new Feature(i.Name, i.Type, times.Contains(i.Name)))];
        }

        return columns is not null && inputs is [{ Shape: [_, var width] } one] && (width == columns.Count || width == -1) && columns.Distinct(StringComparer.Ordinal).Count() == columns.Count
            ? [.. columns.Select(c => new Feature(c, one.Type))]
            : null;
    }
}
