namespace Airworthy.Serving.Models;

/// <summary>Something that answers, loaded: a model, a constant, or a server elsewhere. Safe for many callers at once.</summary>
public abstract class ServedModel : IDisposable
{
    private int _holders = 1;

    public abstract Signature Signature { get; }

    /// <summary>What runs it, as the protocol's metadata tells: <c>onnxruntime_onnx</c>, <c>constant</c>, …</summary>
    public abstract string Platform { get; }

    /// <summary>Answers rows.</summary>
    /// <param name="inputs">Checked against the signature; found by their names.</param>
    /// <returns>All outputs, in the order of the signature.</returns>
    /// <exception cref="ModelFailedException">The model itself failed.</exception>
    /// <exception cref="OperationCanceledException">It was told to end, and did.</exception>
    public abstract ValueTask<IReadOnlyList<Tensor>> AnswerAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancel);

    /// <summary>Takes hold of it, so that it stays loaded until <see cref="Release"/>.</summary>
    /// <returns>False: it is being unloaded; whoever asks must look for what replaced it.</returns>
    public bool TryHold()
    {
        for (var seen = Volatile.Read(ref _holders); seen > 0; seen = Volatile.Read(ref _holders))
        {
            if (Interlocked.CompareExchange(ref _holders, seen + 1, seen) == seen)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets go of it; the last one to do so unloads it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Unload();
        }
    }

    /// <summary>Frees what it holds. Called once, when nobody holds it any more.</summary>
    protected virtual void Unload()
    {
    }

    /// <summary>Lets go of what was held since it was loaded. Requests that hold it still end.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A model failed to answer rows that its signature allows.</summary>
public sealed class ModelFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Something cannot be served; in words that say what was expected.</summary>
public sealed class NotServableException(string message, Exception? inner = null) : Exception(message, inner);
