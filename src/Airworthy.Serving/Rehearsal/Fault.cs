using Airworthy.Serving.Models;

namespace Airworthy.Serving.Rehearsal;

/// <summary>What is wrong with a model that a drill breaks on purpose.</summary>
public enum Fault
{
    /// <summary>Fails on one of twenty requests.</summary>
    Errs,

    /// <summary>Never answers.</summary>
    Hangs,

    /// <summary>Fails on every request, in a way that no model is expected to.</summary>
    Crashes,
}

/// <summary>A real model that was broken on purpose: it takes and gives what the real one does.</summary>
internal sealed class FaultyModel(ServedModel real, Fault fault) : ServedModel
{
    private const int OneIn = 20;

    private int _asked;

    public override Signature Signature => real.Signature;

    public override string Platform => real.Platform;

    public override async ValueTask<IReadOnlyList<Tensor>> AnswerAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancel)
    {
        switch (fault)
        {
            case Fault.Errs when Interlocked.Increment(ref _asked) % OneIn == 0:
                throw new ModelFailedException("It fails on one of twenty requests: a drill.");
            case Fault.Crashes:
                throw new InvalidOperationException("It crashes on every request: a drill.");
            case Fault.Hangs:
                await Task.Delay(Timeout.Infinite, cancel);
                break;
        }

        return await real.AnswerAsync(inputs, cancel);
    }

    protected override void Unload() => real.Dispose();
}
