using Microsoft.ML.OnnxRuntime;

namespace Airworthy.Serving.Models;

/// <summary>The values of one run, made once and filled again for every request of the same shape: memory that does not move, and names that the runtime knows already.</summary>
/// <remarks>For one run at a time. Making values anew costs several times what a small model itself takes.</remarks>
internal sealed class BoundRun : IDisposable
{
    private readonly RunOptions _options = new();
    private readonly OrtIoBinding _binding;
    private readonly (Tensor Buffer, OrtValue Value)[] _inputs;
    private readonly (Tensor Buffer, OrtValue Value)[] _outputs;

    private BoundRun(InferenceSession session, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        _binding = session.CreateIoBinding();
        (_inputs, _outputs) = (Buffers(inputs), Buffers(outputs));
        foreach (var (buffer, value) in _inputs)
        {
            _binding.BindInput(buffer.Name, value);
        }

        foreach (var (buffer, value) in _outputs)
        {
            _binding.BindOutput(buffer.Name, value);
        }
    }

    /// <summary>Binds a run of the shapes that an unbound one had.</summary>
    /// <returns>Null where a type cannot stay in place between runs.</returns>
    public static BoundRun? Like(InferenceSession session, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs) =>
        inputs.Concat(outputs).All(t => Elements.Of(t.Type).StaysInPlace) ? new BoundRun(session, inputs, outputs) : null;

    /// <summary>Whether values can be put where those before them were.</summary>
    public bool Takes(IReadOnlyList<Tensor> inputs)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (!inputs[i].Shape.AsSpan().SequenceEqual(_inputs[i].Buffer.Shape) || inputs[i].Name != _inputs[i].Buffer.Name)
            {
                return false;
            }
        }

        return inputs.Count == _inputs.Length;
    }

    /// <exception cref="OnnxRuntimeException">The model failed, was told to end, or gave an output of another shape than before.</exception>
    public Tensor[] Run(InferenceSession session, IReadOnlyList<Tensor> inputs, CancellationToken cancel)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            Array.Copy(inputs[i].Values, _inputs[i].Buffer.Values, inputs[i].Values.Length);
        }

        using (cancel.UnsafeRegister(static run => ((RunOptions)run!).Terminate = true, _options))
        {
            session.RunWithBinding(_options, _binding);
        }

        var answers = new Tensor[_outputs.Length];
        for (var o = 0; o < answers.Length; o++)
        {
            var buffer = _outputs[o].Buffer;
            answers[o] = buffer with { Values = (Array)buffer.Values.Clone() };
        }

        return answers;
    }

    private static (Tensor, OrtValue)[] Buffers(IReadOnlyList<Tensor> like)
    {
        var buffers = new (Tensor, OrtValue)[like.Count];
        for (var i = 0; i < buffers.Length; i++)
        {
            var elements = Elements.Of(like[i].Type);
            var buffer = like[i] with { Values = elements.New(like[i].Values.Length) };
            buffers[i] = (buffer, elements.ToRuntime(buffer.Values, buffer.Shape));
        }

        return buffers;
    }

    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        foreach (var (_, value) in _inputs.Concat(_outputs))
        {
            value.Dispose();
        }
    }
}
