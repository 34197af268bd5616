namespace Airworthy.Models.Tabular;

/// <summary>How a column of the table becomes numbers that a learner reads, NaN being a missing one. It is part of a model and written into its file.</summary>
public abstract record Encoding(string Column)
{
    /// <summary>Names of the numbers that it makes.</summary>
    public abstract IReadOnlyList<string> Made { get; }

    /// <summary>Fills its numbers into a matrix, row after row.</summary>
    /// <param name="into">Row after row, each <paramref name="width"/> long.</param>
    /// <param name="at">The first of its numbers in a row.</param>
    internal abstract void Fill(RawColumn column, float[] into, int width, int at);

    /// <summary>A number as it is.</summary>
    public sealed record AsItIs(string Column) : Encoding(Column)
    {
        public override IReadOnlyList<string> Made => [Column];

        internal override void Fill(RawColumn column, float[] into, int width, int at)
        {
            var values = ((RawColumn.Numbers)column).Values;
            for (var r = 0; r < values.Length; r++)
            {
                into[(r * width) + at] = values[r];
            }
        }
    }

    /// <summary>
    /// A time as the hour of its day, in [0, 24), and the day of its week, from 0 for Thursday (1970-01-01) to 6. The date itself is left out: a model that
    /// learns it knows nothing of the days to come.
    /// </summary>
    public sealed record HourAndWeekday(string Column) : Encoding(Column)
    {
        internal const double Day = 86_400, Hour = 3_600, Week = 7;

        public override IReadOnlyList<string> Made => [$"{Column}: hour", $"{Column}: weekday"];

        internal override void Fill(RawColumn column, float[] into, int width, int at)
        {
            var seconds = ((RawColumn.Times)column).Seconds;
            for (var r = 0; r < seconds.Length; r++)
            {
                // The same operations, in the same order and width, as in the model's file.
                var day = Math.Floor(seconds[r] / Day);
                into[(r * width) + at] = (float)((seconds[r] - (day * Day)) / Hour);
                into[(r * width) + at + 1] = (float)(day - (Math.Floor(day / Week) * Week));
            }
        }
    }

    /// <summary>A text as what rows with it tend to be, see <see cref="Target.Level"/>; a text that was not learnt as what all rows tend to be.</summary>
    /// <param name="Levels">For each text that was learnt one number per output.</param>
    /// <param name="Otherwise">One number per output.</param>
    public sealed record Rates(string Column, IReadOnlyDictionary<string, float[]> Levels, float[] Otherwise) : Encoding(Column)
    {
        public override IReadOnlyList<string> Made => Otherwise.Length == 1 ? [$"{Column}: level"] : [.. Otherwise.Select((_, k) => $"{Column}: level {k}")];

        internal override void Fill(RawColumn column, float[] into, int width, int at)
        {
            var texts = (RawColumn.Texts)column;
            var levels = texts.Words.Select(w => Levels.GetValueOrDefault(w, Otherwise)).ToArray();
            for (var r = 0; r < texts.Codes.Length; r++)
            {
                levels[texts.Codes[r]].CopyTo(into.AsSpan((r * width) + at));
            }
        }
    }
}
