namespace Airworthy.Models.Tabular;

/// <summary>What is to be predicted.</summary>
public enum AnswerScale { TwoClasses, Classes, Number }

/// <summary>The labels of n rows.</summary>
/// <param name="Values">The number of the class, from 0, or the number to predict; all finite. Of two classes 1 is the positive one.</param>
/// <param name="Classes">The classes in order; none for numbers.</param>
public sealed record Target(AnswerScale Scale, double[] Values, IReadOnlyList<string> Classes)
{
    public int Rows => Values.Length;

    /// <summary>Numbers that a model answers per row: one probability, one for each class, or one number.</summary>
    public int Outputs => Scale == AnswerScale.Classes ? Classes.Count : 1;

    /// <summary>Some of the rows, in the order given.</summary>
    public Target Of(IReadOnlyList<int> rows) => this with { Values = [.. rows.Select(r => Values[r])] };

    /// <summary>
    /// The answer that fits rows best where nothing else is known of them, in the scale in which models add up: the log-odds of the positive class, the
    /// logarithm of each class's share, or the mean. Shares are drawn towards the prior by imagined rows.
    /// </summary>
    /// <param name="rows">Rows there are.</param>
    /// <param name="sums">Positive rows, rows of each class, or the sum of the numbers; as many as <see cref="Outputs"/>.</param>
    /// <param name="prior">Shares, or the mean, of all rows; as many as <see cref="Outputs"/>.</param>
    /// <param name="imagined">Rows imagined to be like all others; above 0.</param>
    internal float[] Level(double rows, ReadOnlySpan<double> sums, ReadOnlySpan<double> prior, double imagined)
    {
        var level = new float[Outputs];
        for (var k = 0; k < level.Length; k++)
        {
            var mean = (sums[k] + (imagined * prior[k])) / (rows + imagined);
            level[k] = (float)(Scale switch
            {
                AnswerScale.Number => mean,
                AnswerScale.TwoClasses => Math.Log(mean / (1 - mean)),
                // Of a class that no row has nothing is known, however many rows a text has.
                _ => Math.Log(prior[k] * (Rows + (0.5 * Outputs)) < 1 ? prior[k] : mean),
            });
        }

        return level;
    }

    /// <summary>What <see cref="Level"/> adds up for one row: the positive class, the row's class, or its number.</summary>
    internal void Add(double value, Span<double> sums)
    {
        if (Scale == AnswerScale.Classes)
        {
            sums[(int)value]++;
        }
        else
        {
            sums[0] += value;
        }
    }

    /// <summary>Shares of the classes, each class counted half a row more than it has so that none is impossible; or the mean.</summary>
    /// <remarks>Source: Jeffreys' prior of a multinomial, half a row for each class.</remarks>
    internal double[] Prior()
    {
        var sums = new double[Outputs];
        foreach (var value in Values)
        {
            Add(value, sums);
        }

        return Scale switch
        {
            AnswerScale.Number => [sums[0] / Math.Max(1, Rows)],
            AnswerScale.TwoClasses => [(sums[0] + 0.5) / (Rows + 1)],
            _ => [.. sums.Select(s => (s + 0.5) / (Rows + (0.5 * sums.Length)))],
        };
    }
}
