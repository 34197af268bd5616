namespace Airworthy.Serving.Models;

/// <summary>A value of a row as people name it.</summary>
/// <param name="Type">What the model takes.</param>
/// <param name="IsTime">The model takes seconds since 1970; people may also write 2001-06-01T12:30:00.</param>
public sealed record Feature(string Name, DataType Type, bool IsTime = false);

/// <summary>What a model takes and gives.</summary>
/// <param name="Features">Names of the values of a row, in the model's order; null where the model tells none, so that it takes tensors only.</param>
public sealed record Signature(IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs, IReadOnlyList<Feature>? Features)
{
    /// <summary>One input that holds all features side by side, rather than one input per feature.</summary>
    public bool IsMatrix => Inputs is [{ Shape: [_, _] } one] && !one.IsColumn;

    public TensorSpec? Input(string name) => Inputs.FirstOrDefault(i => i.Name == name);

    public TensorSpec? Output(string name) => Outputs.FirstOrDefault(o => o.Name == name);
}
