namespace Airworthy.Tracking.Search;

/// <summary>What a search asks for: comparisons, joined by AND and OR.</summary>
internal abstract record Filter
{
    private Filter()
    {
    }

    public sealed record And(Filter Left, Filter Right) : Filter;

    public sealed record Or(Filter Left, Filter Right) : Filter;

    /// <summary>One comparison.</summary>
    /// <param name="Entity">What stands before the first dot, in lower case; null where no dot does.</param>
    /// <param name="Key">The rest, without its quotes.</param>
    /// <param name="Operator">In capitals, one space between words: <c>=</c>, <c>NOT IN</c>, <c>IS NULL</c>.</param>
    /// <param name="Value">What stands behind the operator; null for IS [NOT] NULL.</param>
    public sealed record Comparison(string? Entity, string Key, string Operator, Operand? Value) : Filter
    {
        /// <summary>The text on the right.</summary>
        /// <exception cref="Protocol.RefusedException">It is no text in quotes.</exception>
        public string Text => Value is Operand.Text text
            ? text.Value
            : throw Protocol.RefusedException.Invalid($"Expected a quoted string value for {Kind} (e.g. 'my-value'). Got value {Value}");

        /// <summary>The number on the right.</summary>
        /// <exception cref="Protocol.RefusedException">It is no bare number.</exception>
        public double Number => Value is Operand.Number number
            ? number.Value
            : throw Protocol.RefusedException.Invalid($"Expected numeric value type for {Kind}. Found {Value}");

        /// <summary>The list on the right, or the one text.</summary>
        public IReadOnlyList<string> Texts => Value is Operand.List list ? list.Values : [Text];

        private string Kind => Entity is null ? $"attribute '{Key}'" : Entity.TrimEnd('s');
    }

    /// <summary>Writes the filter as a condition, each comparison by the given function.</summary>
    public string ToSql(Func<Comparison, string> comparison) => this switch
    {
        And and => $"({and.Left.ToSql(comparison)} and {and.Right.ToSql(comparison)})",
        Or or => $"({or.Left.ToSql(comparison)} or {or.Right.ToSql(comparison)})",
        Comparison one => comparison(one),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>What stands on the right of a comparison.</summary>
internal abstract record Operand
{
    private Operand()
    {
    }

    public sealed record Text(string Value) : Operand
    {
        public override string ToString() => $"'{Value}'";
    }

    public sealed record Number(double Value, string Written) : Operand
    {
        public override string ToString() => Written;
    }

    public sealed record List(IReadOnlyList<string> Values) : Operand
    {
        public override string ToString() => $"({string.Join(", ", Values.Select(v => $"'{v}'"))})";
    }
}
