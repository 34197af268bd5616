using Airworthy.Core.Statistics;

namespace Airworthy.Models.Tabular;

/// <summary>The encodings of all columns that a model reads, learnt from rows with labels.</summary>
/// <param name="Encodings">One per column of the table.</param>
public sealed record Encoder(IReadOnlyList<Encoding> Encodings)
{
    /// <summary>Parts that rows are dealt into, so that no row's level knows the row's own label.</summary>
    private const int Parts = 5;

    /// <summary>Names of all numbers made, in the order of the matrix.</summary>
    public IReadOnlyList<string> Made => [.. Encodings.SelectMany(e => e.Made)];

    /// <summary>Learns how to encode rows, and encodes them for learning: each row's levels are learnt from the other four fifths of the rows.</summary>
    /// <remarks>With levels of all rows a column of names would seem to give the label away. Source: Micci-Barreca (2001), SIGKDD Explorations 3(1), 27–32.</remarks>
    /// <param name="imagined">Rows that each text is imagined to have more, all like the average; above 0.</param>
    public static (Encoder Encoder, FloatMatrix Matrix) Learn(RawRows rows, Target target, double imagined)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Rows, rows.Rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imagined);
        var prior = target.Prior();
        var encoder = new Encoder([.. rows.Columns.Select(c => c switch
        {
            RawColumn.Numbers => (Encoding)new Encoding.AsItIs(c.Name),
            RawColumn.Times => new Encoding.HourAndWeekday(c.Name),
            RawColumn.Texts texts => Rates(texts, target, prior, imagined),
            _ => throw new System.Diagnostics.UnreachableException(c.GetType().Name),
        })]);
        var matrix = encoder.Encode(rows);
        var at = 0;
        foreach (var (column, encoding) in rows.Columns.Zip(encoder.Encodings))
        {
            if (column is RawColumn.Texts texts)
            {
                Crossed(texts, target, prior, imagined, matrix, at);
            }

            at += encoding.Made.Count;
        }

        return (encoder, matrix);
    }

    /// <summary>Encodes rows that were not learnt from.</summary>
    public FloatMatrix Encode(RawRows rows)
    {
        var width = Encodings.Sum(e => e.Made.Count);
        var values = new float[checked(rows.Rows * width)];
        var at = 0;
        foreach (var encoding in Encodings)
        {
            encoding.Fill(rows[encoding.Column], values, width, at);
            at += encoding.Made.Count;
        }

        return new FloatMatrix(rows.Rows, width, values);
    }

    private static Encoding.Rates Rates(RawColumn.Texts texts, Target target, double[] prior, double imagined)
    {
        var (counts, sums) = Counted(texts, target, _ => 0, 1);
        var seen = Enumerable.Range(0, texts.Words.Count).Where(w => counts[w] > 0);
        return new Encoding.Rates(texts.Name,
            seen.ToDictionary(w => texts.Words[w], w => target.Level(counts[w], sums.AsSpan(w * target.Outputs, target.Outputs), prior, imagined), StringComparer.Ordinal),
            target.Level(0, new double[target.Outputs], prior, imagined));
    }

    private static void Crossed(RawColumn.Texts texts, Target target, double[] prior, double imagined, FloatMatrix matrix, int at)
    {
        var (words, outputs) = (texts.Words.Count, target.Outputs);
        var (counts, sums) = Counted(texts, target, row => row % Parts, Parts);
        var levels = new float[Parts * words][];
        var rest = new double[outputs];
        const double whole = Parts / (Parts - 1.0);
        for (var word = 0; word < words; word++)
        {
            for (var part = 0; part < Parts; part++)
            {
                Array.Clear(rest);
                var rows = 0.0;
                for (var other = 0; other < Parts; other++)
                {
                    if (other != part)
                    {
                        // Counted as if all parts were there, or levels would be drawn farther to the prior here than in rows that come later.
                        rows += whole * counts[(other * words) + word];
                        for (var k = 0; k < outputs; k++)
                        {
                            rest[k] += whole * sums[(((other * words) + word) * outputs) + k];
                        }
                    }
                }

                levels[(part * words) + word] = target.Level(rows, rest, prior, imagined);
            }
        }

        for (var row = 0; row < matrix.Rows; row++)
        {
            levels[(row % Parts * words) + texts.Codes[row]].CopyTo(matrix.Values.AsSpan((row * matrix.Columns) + at));
        }
    }

    private static (int[] Counts, double[] Sums) Counted(RawColumn.Texts texts, Target target, Func<int, int> part, int parts)
    {
        var (words, outputs) = (texts.Words.Count, target.Outputs);
        var (counts, sums) = (new int[parts * words], new double[parts * words * outputs]);
        for (var row = 0; row < texts.Codes.Length; row++)
        {
            var cell = (part(row) * words) + texts.Codes[row];
            counts[cell]++;
            target.Add(target.Values[row], sums.AsSpan(cell * outputs, outputs));
        }

        return (counts, sums);
    }
}
