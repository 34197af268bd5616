namespace Airworthy.Serving.Guards;

/// <summary>How sure a probability of yes is, when yes and no do not cost the same.</summary>
/// <remarks>
/// With a threshold t, yes is regretted by (1 − p)t and no by p(1 − t), up to a factor. The sureness is the larger one's share of their sum, from ½ at p = t to 1; it is max(p, 1 − p) at t = ½.
/// <para>Source: Elkan (2001), IJCAI 17, 973–978: at the threshold both answers cost the same.</para>
/// </remarks>
public static class Sureness
{
    /// <param name="score">From 0 to 1.</param>
    /// <param name="threshold">Above 0 and below 1; else every answer is as sure as it says.</param>
    public static double Of(double score, double threshold)
    {
        if (threshold is not (> 0 and < 1))
        {
            return Math.Max(score, 1 - score);
        }

        var (yes, no) = (score * (1 - threshold), (1 - score) * threshold);
        return Math.Max(yes, no) / (yes + no);
    }

    /// <summary>Scores between these are less sure than <paramref name="below"/>; none where From is above To.</summary>
    public static (double From, double To) Unsure(double threshold, double below)
    {
        if (below <= 0.5 || threshold is not (> 0 and < 1))
        {
            return (double.PositiveInfinity, double.NegativeInfinity);
        }

        double At(double share) => threshold * share / ((threshold * share) + ((1 - threshold) * (1 - share)));
        return (At(1 - below), At(below));
    }
}
