namespace Airworthy.Core.Statistics;

/// <summary>Which given labels look wrong to a model that has not seen them.</summary>
/// <remarks>
/// t_j is the mean of p_j over the rows labelled j. A row is confidently of class j when p_j ≥ t_j; of several such classes the most probable
/// one counts. A row whose label is another class than the one it is confidently of is flagged.
/// <para>Source: Northcutt, Jiang and Chuang (2021), Journal of Artificial Intelligence Research 70, 1373–1411, section 3.1.</para>
/// </remarks>
public static class ConfidentLearning
{
    /// <summary>The mean probability of each class over the rows that carry its label; NaN for a class without rows.</summary>
    /// <param name="probabilities">Rows × classes, row by row; out of fold.</param>
    /// <param name="labels">For each row its class, from 0.</param>
    public static double[] Thresholds(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classes)
    {
        var (sums, rows) = (new double[classes], new long[classes]);
        for (var i = 0; i < labels.Length; i++)
        {
            sums[labels[i]] += probabilities[(i * classes) + labels[i]];
            rows[labels[i]]++;
        }

        return [.. sums.Select((sum, j) => rows[j] == 0 ? double.NaN : sum / rows[j])];
    }

    /// <summary>For each row the class it is confidently of; −1 for none.</summary>
    public static int[] Confident(ReadOnlySpan<float> probabilities, int classes, ReadOnlySpan<double> thresholds)
    {
        var confident = new int[probabilities.Length / classes];
        for (var i = 0; i < confident.Length; i++)
        {
            confident[i] = -1;
            for (var j = 0; j < classes; j++)
            {
                var p = probabilities[(i * classes) + j];
                if (p >= thresholds[j] && (confident[i] < 0 || p > probabilities[(i * classes) + confident[i]]))
                {
                    confident[i] = j;
                }
            }
        }

        return confident;
    }

    /// <summary>Whether each row is flagged: confidently of another class than its label.</summary>
    public static bool[] Flags(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classes)
    {
        var confident = Confident(probabilities, classes, Thresholds(probabilities, labels, classes));
        var flags = new bool[labels.Length];
        for (var i = 0; i < flags.Length; i++)
        {
            flags[i] = confident[i] >= 0 && confident[i] != labels[i];
        }

        return flags;
    }
}
