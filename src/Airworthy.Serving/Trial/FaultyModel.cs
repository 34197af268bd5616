using Airworthy.Serving.Models;

namespace Airworthy.Serving.Trial;

/// <summary>What is wrong with a model that a drill breaks on purpose.</summary>
public enum Fault
{
    /// <summary>It answers as it does.</summary>
    None,

    /// <summary>Fails on one of twenty requests.</summary>
    Errs,

    /// <summary>Does not answer before it is told to end.</summary>
    Hangs,

    /// <summary>Fails, as one does whose process has ended.</summary>
    Ended,

    /// <summary>Fails on every request, in a way that no model is expected to.</summary>
    Crashes,

    /// <summary>Answers NaN.</summary>
    NotFinite,
}

/// <summary>A real model that was broken on purpose: it takes and gives what the real one does.</summary>
internal sealed class FaultyModel(ServedModel real, Fault fault = Fault.None) : ServedModel
{
    private const int OneIn = 20;

    private int _asked;

    public Fault Fault { get; set; } = fault;

    public override Signature Signature => real.Signature;

    public override string Platform => real.Platform;

    public override async ValueTask<IReadOnlyList<Tensor>> AnswerAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancel)
    {
        switch (Fault)
        {
            case Fault.Errs when Interlocked.Increment(ref _asked) % OneIn == 0:
                throw new ModelFailedException("It fails on one of twenty requests: a drill.");
            case Fault.Ended:
                throw new ModelFailedException("The model has ended.");
            case Fault.Crashes:
                throw new InvalidOperationException("It crashes on every request: a drill.");
            case Fault.Hangs:
                await Task.Delay(Timeout.Infinite, cancel);
                break;
        }

        var outputs = await real.AnswerAsync(inputs, cancel);
        return Fault != Fault.NotFinite ? outputs : [.. outputs.Select(o => o.Type is DataType.Fp32 or DataType.Fp64 ? Guards.RowParts.Like([o], o.Rows)[0] : o)];
    }

    protected override void Unload() => real.Dispose();
}
