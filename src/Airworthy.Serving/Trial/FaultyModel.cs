using Airworthy.Serving.Models;

namespace Airworthy.Serving.Trial;

/// <summary>What is made to go wrong with a model while a fallback is rehearsed.</summary>
public enum Fault
{
    /// <summary>It answers as it does.</summary>
    None,

    /// <summary>It does not answer before it is told to end.</summary>
    Hangs,

    /// <summary>It fails, as one does whose process has ended.</summary>
    Ended,

    /// <summary>It answers NaN.</summary>
    NotFinite,
}

/// <summary>A real model with a fault that can be switched on.</summary>
internal sealed class FaultyModel(ServedModel model) : ServedModel
{
    public Fault Fault { get; set; }

    public override Signature Signature => model.Signature;

    public override string Platform => model.Platform;

    public override async ValueTask<IReadOnlyList<Tensor>> AnswerAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancel)
    {
        switch (Fault)
        {
            case Fault.Hangs:
                await Task.Delay(Timeout.Infinite, cancel);
                break;
            case Fault.Ended:
                throw new ModelFailedException("The model has ended.");
        }

        var outputs = await model.AnswerAsync(inputs, cancel);
        return Fault != Fault.NotFinite ? outputs : [.. outputs.Select(o => o.Type is DataType.Fp32 or DataType.Fp64 ? Guards.RowParts.Like([o], o.Rows)[0] : o)];
    }

    protected override void Unload() => model.Dispose();
}
