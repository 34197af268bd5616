using System.Globalization;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Tables of 20 columns in which nothing is wrong: every row is drawn alike, whatever its split. Made by SQL from a seed.</summary>
internal static class CleanTable
{
    public const string Contract = """
        kind: tabular-classification
        data:
          files: [data.parquet]
          schema: schema.yaml
          id: number
          label: late
          entity: none
          split: {method: random, column: part}
        """;

    public const string Schema = """
        columns:
          number: {type: integer, range: [700000, 720000], required: true, source: drawn, available_after: 0h, means: "What is drawn as number, alike for every row."}
          normal: {type: number, range: [-6.5, 6.5], required: true, source: drawn, available_after: 0h, means: "What is drawn as normal, alike for every row."}
          heavy: {type: number, range: [0, 1000], wide_because: "Its largest values are rare, and true.", required: true, source: drawn, available_after: 0h, means: "What is drawn as heavy, alike for every row."}
          price: {type: number, range: [0, 2000], required: true, source: drawn, available_after: 0h, means: "What is drawn as price, alike for every row."}
          share: {type: number, range: [0, 1], required: true, source: drawn, available_after: 0h, means: "What is drawn as share, alike for every row."}
          sparse: {type: number, range: [-20, 100], max_missing: 0.4, source: drawn, available_after: 0h, means: "What is drawn as sparse, alike for every row."}
          rounded: {type: number, range: [-15, 15], max_missing: 0.9, source: drawn, available_after: 0h, means: "What is drawn as rounded, alike for every row."}
          visits: {type: integer, range: [0, 120], required: true, source: drawn, available_after: 0h, means: "What is drawn as visits, alike for every row."}
          age: {type: integer, range: [18, 77], required: true, source: drawn, available_after: 0h, means: "What is drawn as age, alike for every row."}
          waves: {type: number, range: [-2.5, 2.5], required: true, source: drawn, available_after: 0h, means: "What is drawn as waves, alike for every row."}
          related: {type: number, range: [-7, 7], required: true, source: drawn, available_after: 0h, means: "What is drawn as related, alike for every row."}
          carrier: {type: string, values: [north, west, east, south], required: true, source: drawn, available_after: 0h, means: "What is drawn as carrier, alike for every row."}
          shop: {type: string, pattern: "^shop [0-9]+$", required: true, source: drawn, available_after: 0h, means: "What is drawn as shop, alike for every row."}
          size: {type: string, values: [small, medium, large], required: true, source: drawn, available_after: 0h, means: "What is drawn as size, alike for every row."}
          town: {type: string, pattern: "^[A-Z][a-z]+$", max_missing: 0.2, source: drawn, available_after: 0h, means: "What is drawn as town, alike for every row."}
          active: {type: boolean, values: ["true", "false"], required: true, source: drawn, available_after: 0h, means: "What is drawn as active, alike for every row."}
          seen_at: {type: timestamp, range: [2024-01-01, 2025-01-01], required: true, source: drawn, available_after: 0h, means: "What is drawn as seen_at, alike for every row."}
          born: {type: date, range: [1950-01-01, 2000-01-01], required: true, source: drawn, available_after: 0h, means: "What is drawn as born, alike for every row."}
          late: {type: integer, range: [0, 1], required: true, source: drawn, available_after: 0h, means: "What is drawn as late, alike for every row."}
        """;

    /// <summary>The same with room for other units and other words.</summary>
    public static string WideSchema { get; } = System.Text.RegularExpressions.Regex.Replace(Schema, @"(type: (?:number|integer), range: )\[[^\]]*\]", "$1[-10000000, 10000000]", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))
        .Replace("east, south]", "east, south, up]", StringComparison.Ordinal);

    /// <summary>Its rows.</summary>
    /// <param name="split">An expression that names the split of row <c>i</c>; at random when it is not given.</param>
    public static string Select(int seed, int rows, string? split = null)
    {
        string U(int purpose) => string.Create(CultureInfo.InvariantCulture, $"((hash(i * 1000003 + {(seed * 100) + purpose}) % 100000000 + 0.5) / 100000000.0)");
        string Normal(int purpose) => $"(sqrt(-2 * ln({U(purpose)})) * cos(6.283185307179586 * {U(purpose + 50)}))";
        string In(int purpose, params string[] words) => $"[{string.Join(", ", words.Select(w => $"'{w}'"))}][1 + cast(floor({U(purpose)} * {words.Length}) as integer)]";
        return $"""
            select 700000 + i as number, {Normal(1)} as normal, least(1000, exp({Normal(2)} * 1.5)) as heavy, least(2000, round(exp(3 + {Normal(3)}), 2)) as price, {U(4)} as share,
                case when {U(5)} < 0.3 then null else greatest(-20, least(100, {Normal(6)} * 12 + 40)) end as sparse, greatest(-15, least(15, round({Normal(7)} * 3, 1))) as rounded,
                cast(floor(-ln({U(8)}) * 6) as bigint) as visits, cast(18 + floor({U(9)} * 60) as bigint) as age, sin({U(10)} * 20) + {Normal(11)} * 0.2 as waves,
                {Normal(1)} * 0.6 + {Normal(12)} as related, {In(13, "north", "west", "east", "south")} as carrier,
                'shop ' || cast(floor({U(14)} * {U(15)} * 60) as integer) as shop, {In(16, "small", "medium", "medium", "large")} as size,
                case when {U(17)} < 0.1 then null else {In(18, "Lisboa", "Porto", "Braga", "Faro", "Evora", "Coimbra", "Aveiro")} end as town, {U(19)} < 0.4 as active,
                timestamp '2024-01-01' + to_minutes(cast(floor({U(20)} * 500000) as bigint)) as seen_at, date '1950-01-01' + cast(floor({U(21)} * 18000) as integer) as born,
                cast({Normal(1)} + {U(4)} + {Normal(22)} * 1.5 > 0.8 as integer) as late,
                {split ?? $"case when {U(23)} < 0.6 then 'train' when {U(23)} < 0.8 then 'dev' else 'test' end"} as part
            from range({rows}) as rows(i)
            """;
    }
}
