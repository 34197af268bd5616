using System.Collections.Frozen;

namespace Airworthy.Core.Statistics.Guards;

/// <summary>Whether a row is like those that a model has learnt from.</summary>
public enum Familiarity
{
    /// <summary>As near as ordinary rows are.</summary>
    In,

    /// <summary>Farther than ordinary rows are.</summary>
    Out,

    /// <summary>It could not be measured: nothing is known.</summary>
    Unknown,
}

/// <summary>How far a row lies from the rows that a model has learnt from.</summary>
/// <remarks>
/// The squared distance is −2 ln of the likelihood of the row against the likeliest one there is: of the numbers together that is the squared Mahalanobis
/// distance; each name adds −2 ln of its share over the largest share, and so does each value that is missing or there. It is a measure and no model of
/// the data: the false alarms are right whatever the data are, because the threshold is taken from the distances of rows held out. It sees what is
/// rare by itself and numbers that do not go together; it does not see names that never met, nor a hole in the middle of the data.
/// <para>Source: Mahalanobis (1936), Proc. Natl. Inst. Sci. India 2(1), 49–55.</para>
/// <para>Immutable; several threads may ask at once. A row costs about k²⁄2 multiplications for k number columns and allocates nothing.</para>
/// </remarks>
public sealed class RowDistance
{
    /// <summary>Number columns at most: what is kept grows with their square.</summary>
    public const int MostNumbers = 256;

    /// <summary>Farther than that from the mean is all the same, and keeps infinity out of the sums.</summary>
    private const double MostDeviations = 1e6;

    private readonly ColumnProfile[] _columns;
    private readonly double[][] _surprises;
    private readonly FrozenDictionary<string, int>?[] _codes;
    private readonly double[] _whitening;
    private readonly int _numbers;

    /// <exception cref="InvalidDataException">The profile does not fit together.</exception>
    public RowDistance(DistanceProfile profile)
    {
        Profile = profile;
        _columns = [.. profile.Columns];
        _numbers = _columns.Count(c => c.Scale > 0);
        _whitening = [.. profile.Whitening];
        if (_numbers > MostNumbers || _whitening.Length != _numbers * (_numbers + 1) / 2 || _columns.Any(c => c.Surprises.Count != (c.Categories?.Count ?? 0)))
        {
            throw new InvalidDataException("The distance profile does not fit together: its matrix or its categories are of another size than its columns. Fit it again.");
        }

        _surprises = [.. _columns.Select(c => c.Surprises.ToArray())];
        _codes = [.. _columns.Select(c => c.Categories?.Select((name, code) => (name, code)).DistinctBy(p => p.name).ToFrozenDictionary(p => p.name, p => p.code, StringComparer.Ordinal))];
    }

    public DistanceProfile Profile { get; }

    /// <summary>The code that stands for a name in a row; −1 for one that never occurred.</summary>
    /// <param name="column">One that holds names.</param>
    public float CodeOf(int column, ReadOnlySpan<char> name) =>
        _codes[column] is { } codes && codes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var code) ? code : -1;

    /// <summary>The distance, at least 0.</summary>
    /// <param name="row">One number for each column: a number or the code of a name; NaN where it is missing.</param>
    /// <exception cref="ArgumentException">The row has another number of columns.</exception>
    public double Of(ReadOnlySpan<float> row)
    {
        Span<double> scores = stackalloc double[MostNumbers];
        var sum = Scores(row, scores);
        var at = 0;
        for (var i = 0; i < _numbers; i++)
        {
            var part = 0.0;
            for (var j = 0; j <= i; j++)
            {
                part += _whitening[at++] * scores[j];
            }

            sum += part * part;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Whether the row is like those in training; never throws.</summary>
    public Familiarity Judge(ReadOnlySpan<float> row, out double distance)
    {
        distance = row.Length == _columns.Length ? Of(row) : double.NaN;
        return distance > Profile.Threshold ? Familiarity.Out : distance <= Profile.Threshold ? Familiarity.In : Familiarity.Unknown;
    }

    /// <summary>What each column adds to the squared distance; together they are it. A number that others explain may take away.</summary>
    public double[] PartsOf(ReadOnlySpan<float> row)
    {
        Span<double> scores = stackalloc double[MostNumbers];
        _ = Scores(row, scores);
        var parts = new double[_columns.Length];
        var (whitened, turned) = (new double[_numbers], new double[_numbers]);
        for (var i = 0; i < _numbers; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                whitened[i] += _whitening[(i * (i + 1) / 2) + j] * scores[j];
            }

            for (var j = 0; j <= i; j++)
            {
                turned[j] += _whitening[(i * (i + 1) / 2) + j] * whitened[i];
            }
        }

        for (var (c, number) = (0, 0); c < _columns.Length; c++)
        {
            parts[c] = Alone(c, row[c]) + (_columns[c].Scale > 0 ? scores[number] * turned[number++] : 0);
        }

        return parts;
    }

    /// <summary>Fills in the standard scores of the numbers, and adds up what columns add by themselves.</summary>
    private double Scores(ReadOnlySpan<float> row, Span<double> scores)
    {
        if (row.Length != _columns.Length)
        {
            throw new ArgumentException($"The row has {row.Length:N0} columns; the profile was fitted on {_columns.Length:N0}.", nameof(row));
        }

        var (sum, number) = (0.0, 0);
        for (var c = 0; c < _columns.Length; c++)
        {
            var column = _columns[c];
            sum += Alone(c, row[c]);
            if (column.Scale > 0)
            {
                scores[number++] = float.IsNaN(row[c]) ? 0 : Math.Clamp((row[c] - column.Mean) * column.Scale, -MostDeviations, MostDeviations);
            }
        }

        return sum;
    }

    private double Alone(int c, float value)
    {
        var column = _columns[c];
        if (float.IsNaN(value))
        {
            return column.Missing;
        }

        if (column.Categories is null)
        {
            return column.Present + (column.Scale == 0 && value != (float)column.Mean ? column.Unseen : 0);
        }

        var surprises = _surprises[c];
        return column.Present + (value >= 0 && value < surprises.Length ? surprises[(int)value] : column.Unseen);
    }
}
