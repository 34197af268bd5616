namespace Airworthy.Core.Statistics.Metrics;

/// <summary>What the labels of n rows are.</summary>
/// <param name="Values">The number to predict, the relevance, or the number of the class from 0; of two classes 1 is the positive one.</param>
/// <param name="Classes">How many classes there are; 0 for numbers.</param>
/// <param name="Queries">Ranking: for each row the number of its query, from 0.</param>
public sealed record Truth(double[] Values, int Classes = 0, int[]? Queries = null)
{
    public int Rows => Values.Length;
}

/// <summary>What one model said of n rows; as long as the rows.</summary>
/// <param name="Score">Probability of the positive class, the predicted number, or the rank from 1.</param>
/// <param name="Answer">The number of the class decided for.</param>
/// <param name="OfLabel">Probability given to the class that the label names, in [0, 1].</param>
/// <param name="Square">Squared distance of the probabilities from the truth.</param>
public sealed record Answers(double[] Score, double[]? Answer = null, double[]? OfLabel = null, double[]? Square = null)
{
    /// <summary>Of two classes, decided at a threshold: yes from it on.</summary>
    public static Answers OfScores(double[] scores, Truth truth, double threshold) => new(scores,
        [.. scores.Select(s => s >= threshold ? 1.0 : 0.0)],
        [.. scores.Select((s, i) => truth.Values[i] > 0.5 ? s : 1 - s)],
        [.. scores.Select((s, i) => (s - truth.Values[i]) * (s - truth.Values[i]))]);
}

/// <summary>A metric on some rows, and what each row does to it.</summary>
/// <param name="Value">The metric; NaN when the rows do not define it.</param>
/// <param name="Influence">
/// For each unit (row, or query of a ranking) the derivative of the metric with respect to its weight, times their number; the mean is 0. The variance of the
/// metric is about Σ influence² ⁄ n².
/// </param>
public sealed record Measured(double Value, double[] Influence);
