namespace Airworthy.Serving.Models;

/// <summary>What the outputs of a model say of a row, whichever form they have.</summary>
/// <remarks>The first output of floats decides: one number per row is a score (or a value), several are one score per class.</remarks>
public static class Scores
{
    /// <summary>Whether no output holds NaN or an infinity.</summary>
    public static bool AreFinite(IReadOnlyList<Tensor> outputs)
    {
        for (var o = 0; o < outputs.Count; o++)
        {
            var isFinite = outputs[o].Values switch
            {
                float[] floats => All(floats),
                double[] doubles => All(doubles),
                Half[] halves => All(halves),
                _ => true,
            };
            if (!isFinite)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether no output holds NaN or an infinity for a row.</summary>
    public static bool IsFinite(IReadOnlyList<Tensor> outputs, int row)
    {
        foreach (var output in outputs)
        {
            for (var at = row * output.Width; at < (row + 1) * output.Width; at++)
            {
                if (output.Type is DataType.Fp32 or DataType.Fp64 ? !double.IsFinite(At(output, at)) : output.Values is Half[] halves && !Half.IsFinite(halves[at]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool All<T>(T[] values)
        where T : System.Numerics.IFloatingPoint<T>
    {
        foreach (var value in values)
        {
            if (!T.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The output that decides; null where no output is of floats.</summary>
    public static Tensor? Deciding(IReadOnlyList<Tensor> outputs)
    {
        for (var o = 0; o < outputs.Count; o++)
        {
            if (outputs[o].Type is DataType.Fp32 or DataType.Fp64)
            {
                return outputs[o];
            }
        }

        return null;
    }

    /// <summary>What is decided of a row: 1 or 0 where there is one score, else the class with the largest.</summary>
    /// <param name="deciding">See <see cref="Deciding"/>.</param>
    /// <param name="threshold">A score of at least this is a yes.</param>
    public static int Decision(Tensor deciding, int row, double threshold)
    {
        var width = deciding.Width;
        if (width == 1)
        {
            return At(deciding, row) >= threshold ? 1 : 0;
        }

        var best = 0;
        for (var k = 1; k < width; k++)
        {
            best = At(deciding, (row * width) + k) > At(deciding, (row * width) + best) ? k : best;
        }

        return best;
    }

    /// <summary>How sure a row's answer is, as a probability: the larger of both for one score, the largest for several; NaN where scores are no probabilities.</summary>
    public static double Confidence(Tensor deciding, int row)
    {
        var width = deciding.Width;
        var most = 0.0;
        for (var k = 0; k < width; k++)
        {
            var score = At(deciding, (row * width) + k);
            if (score is not (>= 0 and <= 1))
            {
                return double.NaN;
            }

            most = Math.Max(most, score);
        }

        return width == 1 ? Math.Max(most, 1 - most) : most;
    }

    /// <summary>The entropy of a row's answer in nats, 0 where it is certain. The row's answer is a probability; see <see cref="Confidence"/>.</summary>
    public static double Entropy(Tensor deciding, int row)
    {
        static double Part(double p) => p > 0 ? -p * Math.Log(p) : 0;
        var width = deciding.Width;
        if (width == 1)
        {
            var score = At(deciding, row);
            return Part(score) + Part(1 - score);
        }

        var sum = 0.0;
        for (var k = 0; k < width; k++)
        {
            sum += Part(At(deciding, (row * width) + k));
        }

        return sum;
    }

    public static double At(Tensor tensor, int at) => tensor.Values switch
    {
        float[] floats => floats[at],
        double[] doubles => doubles[at],
        _ => double.NaN,
    };
}
