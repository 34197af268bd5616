namespace Airworthy.Core.Statistics;

/// <summary>Numbers by row and column, as learners read them; NaN is a missing value.</summary>
/// <param name="Rows">At least 0.</param>
/// <param name="Columns">At least 0.</param>
/// <param name="Values">Row after row; as many as rows times columns.</param>
public sealed record FloatMatrix(int Rows, int Columns, float[] Values)
{
    public float this[int row, int column] => Values[(row * Columns) + column];

    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>Some of the rows, in the order given.</summary>
    public FloatMatrix Of(IReadOnlyList<int> rows)
    {
        var values = new float[rows.Count * Columns];
        for (var i = 0; i < rows.Count; i++)
        {
            Row(rows[i]).CopyTo(values.AsSpan(i * Columns));
        }

        return new FloatMatrix(rows.Count, Columns, values);
    }
}
