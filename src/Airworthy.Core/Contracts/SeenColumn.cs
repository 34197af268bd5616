namespace Airworthy.Core.Contracts;

/// <summary>What a column holds, as far as a schema can speak of it.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Different">Different values.</param>
public sealed record SeenColumn(string Name, ColumnType Type, long Rows, long Missing, long Different)
{
    /// <summary>Smallest and largest finite value of a number; of a time as seconds since 1970.</summary>
    public (double Low, double High)? Ends { get; init; }

    /// <summary>All values, sorted, where there are at most <see cref="SchemaDraft.MostValues"/>; null where there are more.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>A regular expression that every value matches; null when none was found.</summary>
    public string? Pattern { get; init; }

    /// <summary>What the pattern stands for, in words: <c>an e-mail address</c>, <c>a code</c>.</summary>
    public string? PatternIs { get; init; }

    /// <summary>Missing ÷ Rows, in [0, 1].</summary>
    public double MissingShare => Rows == 0 ? 0 : (double)Missing / Rows;
}
