using Airworthy.Data;

namespace Airworthy.Probes.Tests.Portability;

/// <summary>The words of PostgreSQL, to prove that the program's SQL is not the words of one engine. The product does not speak it.</summary>
internal sealed class PostgreSqlDialect : Dialect
{
    private static readonly (string Name, string Type)[] s_types = [("double", "double precision"), ("bigint", "bigint"), ("timestamp", "timestamp"), ("date", "date"), ("time", "time")];

    public override IReadOnlyList<string> Lessons =>
    [
        "create domain double as double precision",
        .. s_types.Select(t => $"""
            create function try_{t.Name}(x text) returns {t.Type} language plpgsql immutable as $$
            begin
                return cast(x as {t.Type});
            exception when others then
                return null;
            end $$
            """),
    ];

    public override string Files(FileFormat format, IReadOnlyList<string> paths, FileReading reading) => throw new NotSupportedException("The proof brings its tables itself.");

    // A row as text quotes what needs it, so that different rows have different texts; an empty value differs from an empty text. -0.0 is 0.0.
    public override string RowHash(IEnumerable<string> expressions) => $"hashtextextended(replace(cast(row({string.Join(", ", expressions)}) as text), '-0', '0'), 0)";

    public override string StableHash(string text) => $"cast(cast('x' || substr(md5({text}), 1, 15) as bit(60)) as bigint)";

    public override string Sha256(string text) => $"encode(sha256(convert_to({text}, 'UTF8')), 'hex')";

    public override string Quantiles(string expression, IEnumerable<double> shares) => $"percentile_cont({Array(shares)}) within group (order by {expression})";

    public override string ValuesAt(string expression, IEnumerable<double> shares) => $"percentile_disc({Array(shares)}) within group (order by cast({expression} as double precision))";

    public override string Histogram(string number, IEnumerable<double> bounds)
    {
        var ends = bounds.ToList();
        var counts = ends.Select((b, i) => $"{Sql.Of(b).Literal}, count(case when {number} <= {Sql.Of(b)}{(i == 0 ? "" : $" and {number} > {Sql.Of(ends[i - 1])}")} then 1 end)");
        return $"json_build_object({string.Join(", ", counts)}, 'above', count(case when {number} > {Sql.Of(ends[^1])} then 1 end))";
    }

    public override string IsFinite(string expression) => $"(abs({expression}) < cast('Infinity' as double precision))";

    public override string IsNaN(string expression) => $"({expression} = cast('NaN' as double precision))";

    public override string IsInfinite(string expression) => $"(abs({expression}) = cast('Infinity' as double precision))";

    public override string Try(string expression, string type) => $"try_{type.ToLowerInvariant()}(cast({expression} as text))";

    public override string Matches(string expression, string pattern) => $"({expression} ~ {pattern.Literal})";

    public override string AboutDistinct(string expression) => $"count(distinct {expression})";

    public override string Seconds(string timestamp) => $"cast(extract(epoch from {timestamp}) as double precision)";

    private static string Array(IEnumerable<double> shares) => $"array[{string.Join(", ", shares.Select(Sql.Of))}]::double precision[]";
}
