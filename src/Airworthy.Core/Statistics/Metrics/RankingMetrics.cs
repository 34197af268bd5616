namespace Airworthy.Core.Statistics.Metrics;

/// <summary>Metrics of ranked lists: each query counts once, and its rows are one unit.</summary>
internal static class RankingMetrics
{
    /// <summary>Mean over queries of 1 ⁄ rank of the first relevant row; 0 for a query without one.</summary>
    public static Measured ReciprocalRank(Truth truth, Answers answers) => PerQuery(truth, answers,
        rows => rows.Where(r => r.Relevance > 0).Select(r => 1 / r.Rank).DefaultIfEmpty(0).Max());

    /// <summary>Mean over queries of the discounted gain over the best possible: Σ(2^rel − 1) ⁄ log₂(rank + 1); 1 for a query without a relevant row.</summary>
    /// <remarks>Source: Järvelin and Kekäläinen (2002), ACM TOIS 20(4), 422–446; Burges et al. (2005), ICML, 89–96.</remarks>
    /// <param name="first">How many places count.</param>
    public static Measured Gain(Truth truth, Answers answers, int first) => PerQuery(truth, answers, rows =>
    {
        var gain = rows.Where(r => r.Rank <= first).Sum(r => (Math.Pow(2, r.Relevance) - 1) / Math.Log2(r.Rank + 1));
        var best = rows.OrderByDescending(r => r.Relevance).Take(first).Select((r, i) => (Math.Pow(2, r.Relevance) - 1) / Math.Log2(i + 2)).Sum();
        return best > 0 ? gain / best : 1;
    });

    private static Measured PerQuery(Truth truth, Answers answers, Func<List<(double Relevance, double Rank)>, double> ofQuery)
    {
        var queries = new List<(double, double)>[truth.Queries!.Length == 0 ? 0 : truth.Queries.Max() + 1];
        for (var i = 0; i < truth.Rows; i++)
        {
            (queries[truth.Queries[i]] ??= []).Add((truth.Values[i], answers.Score[i]));
        }

        var values = queries.Select(ofQuery).ToArray();
        var mean = values.Length == 0 ? double.NaN : values.Average();
        return new Measured(mean, [.. values.Select(v => v - mean)]);
    }
}
