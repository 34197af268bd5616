namespace Airworthy.Data;

/// <summary>The words of DuckDB, the engine inside the process.</summary>
internal sealed class DuckDbDialect : Dialect
{
    public override string Files(FileFormat format, IReadOnlyList<string> paths, FileReading reading)
    {
        var list = $"[{string.Join(", ", paths.Select(p => p.Literal))}]";
        return format switch
        {
            FileFormat.Parquet => $"read_parquet({list}, union_by_name = true)",
            FileFormat.Json => $"read_json({list}, union_by_name = true, sample_size = {reading.Sampled}, maximum_sample_files = -1)",
            _ => $"read_csv({list}, union_by_name = true, sample_size = {reading.Sampled}, skip = 0{Header(reading)}{(reading.Delimiter is { } d ? $", delim = {$"{d}".Literal}" : "")}{(reading.Quote is { } q ? $", quote = {$"{q}".Literal}" : "")}{(reading.Encoding is { } encoding ? $", encoding = {encoding.Literal}" : "")}, nullstr = ['', 'NA', 'NULL', 'null', 'NaN', 'nan'])",
        };
    }

    private static string Header(FileReading reading) => reading switch
    {
        { AsTextHeaded: { } headed } => $", all_varchar = true, header = {(headed ? "true" : "false")}",
        { Delimiter: not null } => ", header = true",
        _ => "",
    };

    public override string RowHash(IEnumerable<string> expressions) => $"hash({string.Join(", ", expressions)})";

    public override string StableHash(string text) => $"cast('0x' || substr(md5({text}), 1, 15) as bigint)";

    public override string Sha256(string text) => $"sha256({text})";

    public override string Quantiles(string expression, IEnumerable<double> shares) => $"quantile_cont({expression}, [{string.Join(", ", shares.Select(Sql.Of))}])";

    public override string ValuesAt(string expression, IEnumerable<double> shares) => $"quantile_disc({expression}, [{string.Join(", ", shares.Select(Sql.Of))}])";

    public override string Histogram(string number, IEnumerable<double> bounds) => $"histogram({number}, [{string.Join(", ", bounds.Select(b => $"cast({Sql.Of(b)} as double)"))}])";

    public override string IsFinite(string expression) => $"isfinite({expression})";

    public override string IsNaN(string expression) => $"isnan({expression})";

    public override string IsInfinite(string expression) => $"isinf({expression})";

    public override string Try(string expression, string type) => $"try_cast({expression} as {type})";

    public override string Matches(string expression, string pattern) => $"regexp_matches({expression}, {pattern.Literal})";

    public override string AboutDistinct(string expression) => $"approx_count_distinct({expression})";

    public override string Seconds(string timestamp) => $"epoch({timestamp})";
}
