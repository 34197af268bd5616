namespace Airworthy.Serving.Guards;

/// <summary>Who answered one row, and what the guards said of it.</summary>
/// <param name="ServedBy">For example <c>models:/flight-delay/3</c>, <c>constant:0.2</c>, <c>human</c>.</param>
/// <param name="Reason">Why it was not the model; null where it was.</param>
/// <param name="Doubts">All that spoke against the model's answer, also what leads nowhere.</param>
/// <param name="Set">The classes that hold the truth with the promised probability, or the two ends of an interval, as a JSON list; null where nothing is promised.</param>
/// <param name="Distance">To the rows that the model has learnt from; NaN where it was not measured.</param>
public sealed record RowAnswer(string ServedBy, string? Reason, Doubt Doubts, string? Set, double Distance)
{
    /// <summary>The step of the fallback chain as the prediction log names it.</summary>
    public string Step { get; init; } = "primary";
}
