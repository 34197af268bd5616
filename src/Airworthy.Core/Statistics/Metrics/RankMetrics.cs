namespace Airworthy.Core.Statistics.Metrics;

/// <summary>Metrics of two classes that depend on the order of the scores alone.</summary>
public static class RankMetrics
{
    /// <summary>The area under the receiver operating characteristic, with DeLong's structural components as influence.</summary>
    /// <remarks>
    /// V₁₀ of a positive is the share of negatives below it (ties count half), V₀₁ of a negative the share of positives above it. The influence is
    /// n⁄n₁·(V₁₀ − A) or n⁄n₀·(V₀₁ − A), whose squares give DeLong's variance; by midranks V₁₀ = (rank among all − rank among positives) ⁄ n₀.
    /// <para>Sources: DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44(3), 837–845; Sun and Xu (2014), IEEE Signal Process. Lett. 21(11), 1389–1393.</para>
    /// </remarks>
    public static Measured RocAuc(Truth truth, Answers answers)
    {
        var (order, y, s) = (Sorted(answers.Score), truth.Values, answers.Score);
        var n = order.Length;
        var positives = y.Sum();
        var negatives = n - positives;
        var component = GC.AllocateUninitializedArray<double>(n);
        var (below, belowPositives, area) = (0.0, 0.0, 0.0);
        for (var from = 0; from < n;)
        {
            var to = from;
            var tied = 0.0;
            while (to < n && s[order[to]] == s[order[from]])
            {
                tied += y[order[to++]];
            }

            var tiedNegatives = to - from - tied;
            var (ofPositive, ofNegative) = ((below + (tiedNegatives / 2)) / negatives, (positives - belowPositives - (tied / 2)) / positives);
            for (var i = from; i < to; i++)
            {
                component[order[i]] = ofNegative + (y[order[i]] * (ofPositive - ofNegative)); // labels are 0 or 1: no branch to mispredict
            }

            area += tied * (below + (tiedNegatives / 2));
            (below, belowPositives, from) = (below + tiedNegatives, belowPositives + tied, to);
        }

        area /= positives * negatives;
        for (var i = 0; i < n; i++)
        {
            component[i] = (component[i] - area) * (n / (negatives + (y[i] * (positives - negatives))));
        }

        return new Measured(area, component);
    }

    /// <summary>The mean over positives of the precision among the rows with at least their score.</summary>
    /// <remarks>
    /// With weights w: Σ_i y_i w_i T_i ⁄ N_i ⁄ Σ y w, where N_i is the weight at or above i's score and T_i that of positives; the influence is its derivative at w = 1,
    /// the infinitesimal jackknife. Source: Jaeckel (1972), Bell Laboratories memorandum 72-1215-11; Efron (1982), chapter 6.
    /// </remarks>
    public static Measured AveragePrecision(Truth truth, Answers answers)
    {
        var (order, y, s) = (Sorted(answers.Score), truth.Values, answers.Score);
        var n = order.Length;
        var positives = y.Sum();
        var precision = new double[n];
        var (above, hits) = (0.0, 0.0);
        for (var to = n; to > 0;)
        {
            var from = to;
            while (from > 0 && s[order[from - 1]] == s[order[to - 1]])
            {
                hits += y[order[--from]];
            }

            above += to - from;
            for (var i = from; i < to; i++)
            {
                precision[i] = hits / above;
            }

            to = from;
        }

        var area = 0.0;
        for (var i = 0; i < n; i++)
        {
            area += y[order[i]] * precision[i];
        }

        area /= positives;
        var influence = new double[n];
        var (ones, twos) = (0.0, 0.0); // sums over positives at or below a score of 1⁄N and of T⁄N²
        for (var from = 0; from < n;)
        {
            var to = from;
            while (to < n && s[order[to]] == s[order[from]])
            {
                var weight = y[order[to]] / (n - from);
                ones += weight;
                twos += weight * precision[to++];
            }

            for (var i = from; i < to; i++)
            {
                var label = y[order[i]];
                influence[order[i]] = n * ((label * precision[i]) + (label * ones) - twos - (label * area)) / positives;
            }

            from = to;
        }

        return new Measured(area, influence);
    }

    /// <summary>Average precision with a weight per row, for drawing rows again.</summary>
    /// <param name="order">Rows by ascending score, as <see cref="Sorted"/> gives them.</param>
    public static double AveragePrecision(double[] labels, double[] scores, int[] order, double[] weights)
    {
        var (above, hits, sum, tied) = (0.0, 0.0, 0.0, 0.0);
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var row = order[i];
            above += weights[row];
            var positive = weights[row] * labels[row];
            hits += positive;
            tied += positive;
            if (i == 0 || scores[order[i - 1]] != scores[row])
            {
                sum += above > 0 ? tied * hits / above : 0;
                tied = 0;
            }
        }

        return sum / hits;
    }

    /// <summary>Rows by ascending score.</summary>
    public static int[] Sorted(double[] scores)
    {
        var order = GC.AllocateUninitializedArray<int>(scores.Length);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var isSorted = true;
        for (var i = 1; i < scores.Length && isSorted; i++)
        {
            isSorted = scores[i - 1] <= scores[i];
        }

        if (!isSorted)
        {
            Array.Sort((double[])scores.Clone(), order);
        }

        return order;
    }
}
