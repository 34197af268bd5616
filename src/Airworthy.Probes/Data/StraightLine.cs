using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Fits a number by a straight line through all numeric features, from sums that the engine adds up.</summary>
internal static class StraightLine
{
    /// <summary>Columns tried together at most; the strongest alone come first.</summary>
    private const int Most = 40;

    /// <summary>Rows needed for each column, so that a fit means something.</summary>
    private const int RowsPerColumn = 20;

    /// <summary>Share of empty values up to which a column takes part.</summary>
    private const double MostEmpty = 0.05;

    /// <summary>Null when fewer than two columns can take part, or too few rows have them all.</summary>
    public static async Task<LinearTogether?> FitAsync(Table table, IReadOnlyList<LoneFeature> strongest, LabelValues label, CancellationToken cancel)
    {
        var columns = strongest.Where(f => !f.OfNull).Select(f => table[f.Column]!).Where(c => c.Kind == ColumnKind.Number).Take(Most).ToList();
        if (columns.Count < 2)
        {
            return null;
        }

        var there = (await ConditionRows.CountAsync(table, "parted", [.. columns.Select(c => $"({c.AsNumber}) is not null")], cancel, LabelValues.Usable(table))).Holding;
        columns = [.. columns.Where((_, i) => there[i] >= (1 - MostEmpty) * label.Rows)];
        if (columns.Count < 2)
        {
            return null;
        }

        var numbers = columns.Select(c => c.AsNumber).Append("cast(__label as double)").ToList();
        var where = $"{LabelValues.Usable(table)} and {string.Join(" and ", columns.Select(c => $"{c.AsNumber} is not null"))}";
        var means = new List<double>();
        var rows = 0L;
        await foreach (var row in table.ReadAsync(SqlText.Fill("ColumnMeans", ("relation", "parted"), ("where", where), ("numbers", Filling.Each("number", numbers))), cancel))
        {
            rows = row.Count(0);
            means = [.. numbers.Select((_, i) => row.Number(i + 1) ?? 0)];
        }

        if (rows < RowsPerColumn * columns.Count)
        {
            return null;
        }

        var k = columns.Count;
        var pairs = Enumerable.Range(0, k + 1).SelectMany(i => Enumerable.Range(i, k + 1 - i).Select(j => (I: i, J: j))).ToList();
        var sums = new double[k + 1, k + 1];
        var sql = SqlText.Fill("CentredSums", ("where", where),
            ("numbers", Filling.Each(Enumerable.Range(0, k + 1), i => [("number", numbers[i]), ("mean", Sql.Of(means[i])), ("name", $"v{i}")])),
            ("pairs", Filling.Each(pairs, p => [("first", $"v{p.I}"), ("second", $"v{p.J}")])));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            for (var at = 0; at < pairs.Count; at++)
            {
                sums[pairs[at].I, pairs[at].J] = sums[pairs[at].J, pairs[at].I] = (row.Number(at) ?? 0) / rows;
            }
        }

        var covariance = new double[k, k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                covariance[i, j] = sums[i, j];
            }
        }

        var fit = LeastSquares.Fit(covariance, [.. Enumerable.Range(0, k).Select(i => sums[i, k])], sums[k, k]);
        var carrying = columns.Select((c, i) => (c.Name, Weight: Math.Abs(fit.Weights[i]))).OrderByDescending(c => c.Weight).Where(c => c.Weight >= 0.05).Select(c => c.Name).ToList();
        return new LinearTogether(fit.R2, carrying);
    }
}
