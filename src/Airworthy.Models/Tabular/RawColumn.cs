namespace Airworthy.Models.Tabular;

/// <summary>A column as it stands in the table, for all rows that are learnt from or scored.</summary>
public abstract record RawColumn(string Name)
{
    public abstract int Rows { get; }

    /// <summary>The same column with the values of given rows, in their order.</summary>
    public abstract RawColumn Of(IReadOnlyList<int> rows);

    /// <summary>Numbers, and truths as 0 and 1; NaN where there is none.</summary>
    public sealed record Numbers(string Name, float[] Values) : RawColumn(Name)
    {
        public override int Rows => Values.Length;

        public override RawColumn Of(IReadOnlyList<int> rows) => this with { Values = [.. rows.Select(r => Values[r])] };
    }

    /// <summary>Times in seconds since 1970; NaN where there is none.</summary>
    public sealed record Times(string Name, double[] Seconds) : RawColumn(Name)
    {
        public override int Rows => Seconds.Length;

        public override RawColumn Of(IReadOnlyList<int> rows) => this with { Seconds = [.. rows.Select(r => Seconds[r])] };
    }

    /// <summary>Texts, each kept once.</summary>
    /// <param name="Codes">For each row the position of its text in <paramref name="Words"/>.</param>
    /// <param name="Words">Different texts; a missing one is the empty text.</param>
    public sealed record Texts(string Name, int[] Codes, IReadOnlyList<string> Words) : RawColumn(Name)
    {
        public override int Rows => Codes.Length;

        public override RawColumn Of(IReadOnlyList<int> rows) => this with { Codes = [.. rows.Select(r => Codes[r])] };
    }
}

/// <summary>Rows as they stand in the table.</summary>
/// <param name="Columns">All of the same number of rows, with different names.</param>
public sealed record RawRows(int Rows, IReadOnlyList<RawColumn> Columns)
{
    public RawColumn this[string name] => Columns.First(c => c.Name == name);

    /// <summary>Some of the rows, in the order given.</summary>
    public RawRows Of(IReadOnlyList<int> rows) => new(rows.Count, [.. Columns.Select(c => c.Of(rows))]);
}
