using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;

namespace Airworthy.Serving.Protocols;

/// <summary>An output that a caller asked for.</summary>
/// <param name="IsBinary">As bytes behind the JSON, rather than inside it.</param>
public sealed record WantedOutput(string Name, bool IsBinary);

/// <summary>A request, whichever protocol it came by: one typed batch.</summary>
/// <param name="Id">The caller's; null where it gave none.</param>
/// <param name="Inputs">Checked against the signature, in its order.</param>
/// <param name="Outputs">Those asked for; null for all.</param>
/// <param name="AllBinary">Outputs are wanted as bytes, where <paramref name="Outputs"/> says nothing else.</param>
/// <param name="Affinity">Requests with the same text go to the same arm; null where the id decides.</param>
/// <param name="Timeout">How long the caller waits; null where the endpoint's limit holds.</param>
/// <param name="Guards">The caller wants to read what the guards say of each row.</param>
public sealed record InferRequest(string? Id, IReadOnlyList<Tensor> Inputs, IReadOnlyList<WantedOutput>? Outputs = null, bool AllBinary = false, string? Affinity = null, TimeSpan? Timeout = null, bool Guards = false)
{
    /// <summary>Why the rows cannot be read as the model takes them, where something else answers them all the same; their values are not in <see cref="Inputs"/> then.</summary>
    public Doubt Spoilt { get; init; }

    /// <summary>Whom the rows are about: one for each, or one for all; null where nobody said.</summary>
    public IReadOnlyList<string>? Subjects { get; init; }

    public int Rows => Inputs.Count == 0 ? 1 : Inputs[0].Rows;
}
