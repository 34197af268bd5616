using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

namespace Airworthy.Models.Learners;

/// <summary>The same answer for every row: the share of each class, or the mean.</summary>
public static class Levels
{
    public static Learnt Learn(Target target)
    {
        float[] answers = [.. target.Prior().Select(p => (float)p)];
        return new Learnt(new Formula.Constant(answers), rows =>
        {
            var all = new FloatMatrix(rows.Rows, answers.Length, new float[rows.Rows * answers.Length]);
            for (var row = 0; row < rows.Rows; row++)
            {
                answers.CopyTo(all.Values.AsSpan(row * answers.Length));
            }

            return all;
        });
    }
}
