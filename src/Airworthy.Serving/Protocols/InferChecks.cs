using Airworthy.Serving.Models;

namespace Airworthy.Serving.Protocols;

/// <summary>What a request must agree on with the signature, by whichever protocol it came.</summary>
internal static class InferChecks
{
    /// <summary>The type a caller named.</summary>
    public static DataType Type<T>(string name, T where) => DataTypes.Parse(name)
        ?? throw InferenceRefusedException.Invalid($"{Core.Reading.Problem.Cut($"{where}")}: {Core.Reading.Problem.Cut(name)} is no datatype; expected one of {string.Join(", ", DataTypes.Names)}.");

    /// <summary>The inputs in the order of the signature.</summary>
    /// <exception cref="InferenceRefusedException">One is missing, unknown, given twice, or of another type or shape; all of that is told at once.</exception>
    public static IReadOnlyList<Tensor> Ordered(IReadOnlyList<Tensor> inputs, Signature signature)
    {
        if (AreInOrder(inputs, signature))
        {
            return inputs;
        }

        var ordered = new Tensor[signature.Inputs.Count];
        List<string>? problems = null;
        foreach (var input in inputs)
        {
            var at = At(signature.Inputs, input.Name);
            if (at < 0)
            {
                (problems ??= []).Add($"{Core.Reading.Problem.Cut(input.Name)} is no input of this model; it takes {string.Join(", ", signature.Inputs.Take(20).Select(i => i.Name))}{(signature.Inputs.Count > 20 ? ", …" : "")}.");
            }
            else if (ordered[at] is not null)
            {
                (problems ??= []).Add($"{input.Name} is given twice.");
            }
            else if (signature.Inputs[at] is var spec && (spec.Type != input.Type || !spec.Takes(input.Shape)))
            {
                (problems ??= []).Add($"{input.Name} is {input.Type.Name()} {TensorSpec.Text(input.Shape)}; expected {spec.Type.Name()} {TensorSpec.Text(spec.Shape)}, where -1 is any length.");
                ordered[at] = input;
            }
            else
            {
                ordered[at] = input;
            }
        }

        var rows = Array.Find(ordered, static o => o is not null) is { } any ? any.Rows : 0;
        for (var i = 0; i < ordered.Length; i++)
        {
            if (ordered[i] is null)
            {
                (problems ??= []).Add($"{signature.Inputs[i].Name} is missing; expected {signature.Inputs[i].Type.Name()} {TensorSpec.Text(signature.Inputs[i].Shape)}.");
            }
            else if (ordered[i].Rows != rows && signature.Inputs[i].Shape is [-1, ..])
            {
                (problems ??= []).Add($"{ordered[i].Name} has {ordered[i].Rows} rows, but {ordered.First(o => o is not null).Name} has {ordered.First(o => o is not null).Rows}.");
            }
        }

        if (problems is null && ordered.Length > 0 && ordered[0].Rows == 0)
        {
            (problems ??= []).Add("There are no rows in the request.");
        }

        return problems is null ? ordered : throw InferenceRefusedException.Invalid(problems);
    }

    /// <summary>Whether they are as the signature has them, in its order, which nearly all are.</summary>
    private static bool AreInOrder(IReadOnlyList<Tensor> inputs, Signature signature)
    {
        if (inputs.Count != signature.Inputs.Count || inputs.Count == 0 || inputs[0].Rows == 0)
        {
            return false;
        }

        for (var i = 0; i < inputs.Count; i++)
        {
            var (input, spec) = (inputs[i], signature.Inputs[i]);
            if (input.Name != spec.Name || input.Type != spec.Type || !spec.Takes(input.Shape) || input.Rows != inputs[0].Rows)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The outputs asked for, all of which there must be.</summary>
    public static IReadOnlyList<WantedOutput>? Wanted(IReadOnlyList<WantedOutput>? wanted, Signature signature) =>
        wanted?.Where(w => At(signature.Outputs, w.Name) < 0).Select(w => $"{Core.Reading.Problem.Cut(w.Name)} is no output of this model; it gives {string.Join(", ", signature.Outputs.Select(o => o.Name))}.").ToList() is { Count: > 0 } unknown
            ? throw InferenceRefusedException.Invalid(unknown)
            : wanted is { Count: 0 } ? null : wanted;

    private static int At(IReadOnlyList<TensorSpec> specs, string name)
    {
        for (var i = 0; i < specs.Count; i++)
        {
            if (specs[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
