namespace Airworthy.Serving.Models;

/// <summary>Answers every row with the same number, whatever it holds: what serves on the first day, and what is left when everything else fails.</summary>
/// <param name="like">The model whose place it takes: it takes the same inputs; null where it takes any row.</param>
public sealed class ConstantModel(float value, Signature? like) : ServedModel
{
    private static readonly IReadOnlyList<TensorSpec> s_outputs = [new("score", DataType.Fp32, [-1, 1])];

    public override Signature Signature { get; } = new(like?.Inputs ?? [], s_outputs, like?.Features ?? []);

    /// <summary>Whether rows of any form are taken.</summary>
    public bool TakesAnything => like is null;

    public override string Platform => "constant";

    public override ValueTask<IReadOnlyList<Tensor>> AnswerAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancel)
    {
        var rows = inputs.Count == 0 ? 1 : inputs[0].Rows;
        var values = new float[rows];
        Array.Fill(values, value);
        return new([new Tensor("score", DataType.Fp32, [rows, 1], values)]);
    }
}
