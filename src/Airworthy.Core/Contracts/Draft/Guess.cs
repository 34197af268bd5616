namespace Airworthy.Core.Contracts.Draft;

/// <summary>A value for a field of the contract that was read from files, and is not known to be right.</summary>
/// <param name="Path">The field, such as <c>data.label</c>.</param>
/// <param name="Yaml">The value as it is written.</param>
/// <param name="Confidence">How often such signs are right, judged by eye, in (0, 1]; for ordering questions, not for arithmetic.</param>
/// <param name="Seen">Where the sign was seen: <c>train.py:57</c>.</param>
public sealed record Guess(string Path, string Yaml, double Confidence, string Seen)
{
    /// <summary>A person has confirmed it, so it is written without the mark.</summary>
    public bool IsConfirmed { get; init; }
}
