using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

namespace Airworthy.Models.Learners;

/// <summary>Answers of formulas that were learnt here, and not by a library, computed in double precision.</summary>
internal static class Sums
{
    /// <summary>Answers every row by a function that fills the sums of a row.</summary>
    public static FloatMatrix Answer(FloatMatrix rows, int outputs, Link link, SumsOf sumsOf)
    {
        var answers = new float[rows.Rows * outputs];
        var sums = new double[outputs];
        for (var row = 0; row < rows.Rows; row++)
        {
            sumsOf(rows.Row(row), sums);
            Link(sums, link);
            for (var k = 0; k < outputs; k++)
            {
                answers[(row * outputs) + k] = (float)sums[k];
            }
        }

        return new FloatMatrix(rows.Rows, outputs, answers);
    }

    public static void Link(Span<double> sums, Link link)
    {
        if (link == Tabular.Link.Sigmoid)
        {
            sums[0] = 1 / (1 + Math.Exp(-sums[0]));
        }
        else if (link == Tabular.Link.Softmax)
        {
            var most = System.Numerics.Tensors.TensorPrimitives.Max<double>(sums);
            var all = 0.0;
            foreach (ref var sum in sums)
            {
                sum = Math.Exp(sum - most);
                all += sum;
            }

            foreach (ref var sum in sums)
            {
                sum /= all;
            }
        }
    }

    /// <summary>The link that belongs to a scale in which models add up.</summary>
    public static Link LinkOf(AnswerScale scale) => scale switch
    {
        AnswerScale.TwoClasses => Tabular.Link.Sigmoid,
        AnswerScale.Classes => Tabular.Link.Softmax,
        _ => Tabular.Link.None,
    };

    /// <summary>How wrong answers are for a row: the negative logarithm of the label's probability, or the square.</summary>
    public static double Loss(ReadOnlySpan<double> answers, AnswerScale scale, double label) => scale switch
    {
        AnswerScale.Number => (answers[0] - label) * (answers[0] - label),
        AnswerScale.TwoClasses => -Math.Log(Math.Max(1e-15, label > 0.5 ? answers[0] : 1 - answers[0])),
        _ => -Math.Log(Math.Max(1e-15, answers[(int)label])),
    };
}

/// <summary>Fills the sums of one row.</summary>
internal delegate void SumsOf(ReadOnlySpan<float> row, Span<double> sums);
