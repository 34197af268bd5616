using System.Globalization;
using System.Text.Json;

using DuckDB.NET.Data;

/// <summary>A table of 20 columns with four known defects in its test split, and who must find each.</summary>
internal static class Planted
{
    private const string Schema = """
        columns:
          number: {type: integer}
          seen_at: {type: timestamp}
          amount: {type: number}
          price: {type: number}
          share: {type: number}
          heavy: {type: number}
          waves: {type: number}
          sparse: {type: number}
          related: {type: number}
          rounded: {type: number}
          visits: {type: integer}
          age: {type: integer}
          stock: {type: integer}
          channel: {type: string, values: [shop, phone, web, post]}
          region: {type: string, values: [north, west, east, south]}
          shop: {type: string}
          town: {type: string}
          active: {type: boolean}
          late: {type: integer, values: ["0", "1"]}
          part: {type: string}
        """;

    /// <summary>Each plant: what was done, and the column or word that whoever finds it must name.</summary>
    public static readonly (string What, string Named, string[] In)[] Plants =
    [
        ("amount shifted by 0.6 standard deviations in test", "amount", ["dev-test-same-distribution"]),
        ("18 % of test rows moved from channel shop to web", "channel", ["dev-test-same-distribution"]),
        ("a new category, atlantis, in 0.1 % of test rows", "atlantis", ["data-schema", "dev-test-same-distribution"]),
        ("2,000 test rows copied from train", "copies", ["leakage-safe-split"]),
    ];

    /// <summary>Writes the contract, the schema and the file into a folder.</summary>
    public static async Task MakeAsync(string folder, long rows, string file, int memoryMb)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "schema.yaml"), Schema);
        await File.WriteAllTextAsync(Path.Combine(folder, "airworthy.yaml"), $$"""
            airworthy: 1
            project: planted
            kind: tabular-classification
            data:
              files: [{{file}}]
              memory_mb: {{memoryMb}}
              schema: schema.yaml
              id: number
              label: late
              time: seen_at
              entity: none
              split: {method: random, column: part}
            """);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"set memory_limit = '3GB'; set threads = {Environment.ProcessorCount}; copy ({Select(rows)}) to '{Path.Combine(folder, file)}' ({(file.EndsWith(".csv", StringComparison.Ordinal) ? "format csv" : "format parquet")})";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>For each plant the parts that name it, from a JSON report; a part that is Met without a concern names nothing.</summary>
    public static IReadOnlyList<(string What, IReadOnlyList<string> By)> Found(JsonElement report) =>
        [.. Plants.Select(p => (p.What, (IReadOnlyList<string>)[.. Parts(report)
            .Where(x => p.In.Any(i => x.Id.StartsWith(i + "/", StringComparison.Ordinal)) && (x.Answer is "unmet" or "undecided" || x.Concerns.Length > 0)
                && (x.Answer is "unmet" or "undecided" ? x.Says + x.Concerns : x.Concerns).Contains(p.Named, StringComparison.Ordinal))
            .Select(x => $"{x.Id} ({x.Answer})")]))];

    /// <summary>Every part of a JSON report that was judged.</summary>
    public static IEnumerable<(string Id, string Answer, string Says, string Concerns)> Parts(JsonElement report)
    {
        foreach (var item in report.GetProperty("items").EnumerateArray())
        {
            foreach (var part in item.GetProperty("parts").EnumerateArray())
            {
                if (part.TryGetProperty("verdict", out var answer) && answer.ValueKind == JsonValueKind.String)
                {
                    yield return (part.GetProperty("id").GetString()!, answer.GetString()!.ToLowerInvariant(),
                        part.TryGetProperty("says", out var says) ? says.ToString() : "", part.TryGetProperty("concerns", out var concerns) ? string.Join(" ", concerns.EnumerateArray()) : "");
                }
            }
        }
    }

    private static string Select(long rows)
    {
        var copies = Math.Min(2_000, rows / 500);
        string U(int purpose) => string.Create(CultureInfo.InvariantCulture, $"((hash(i * 1000003 + {purpose}) % 100000000 + 0.5) / 100000000.0)");
        string Normal(int purpose) => $"(sqrt(-2 * ln({U(purpose)})) * cos(6.283185307179586 * {U(purpose + 50)}))";
        var clean = $"""
            select i as number, timestamp '2024-01-01' + to_minutes(cast(floor({U(20)} * 500000) as bigint)) as seen_at, {Normal(1)} * 20 + 100 as amount,
                round(exp(3 + {Normal(3)}), 2) as price, {U(4)} as share, exp({Normal(2)} * 1.5) as heavy, sin({U(10)} * 20) + {Normal(11)} * 0.2 as waves,
                case when {U(5)} < 0.3 then null else {Normal(6)} * 12 + 40 end as sparse, {Normal(1)} * 0.6 + {Normal(12)} as related, round({Normal(7)} * 3, 1) as rounded,
                cast(floor(-ln({U(8)}) * 6) as bigint) as visits, cast(18 + floor({U(9)} * 60) as bigint) as age, cast(floor({U(24)} * 100000) as bigint) as stock,
                case when {U(13)} < 0.5 then 'shop' when {U(13)} < 0.7 then 'phone' when {U(13)} < 0.9 then 'web' else 'post' end as channel,
                ['north', 'west', 'east', 'south'][1 + cast(floor({U(14)} * 4) as integer)] as region, 'shop ' || cast(floor({U(15)} * {U(16)} * 600) as integer) as shop,
                case when {U(17)} < 0.1 then null else ['Lisboa', 'Porto', 'Braga', 'Faro', 'Evora', 'Coimbra'][1 + cast(floor({U(18)} * 6) as integer)] end as town,
                {U(19)} < 0.4 as active, cast({Normal(1)} + {U(4)} + {Normal(22)} * 1.5 > 0.8 as integer) as late,
                case when {U(23)} < 0.6 then 'train' when {U(23)} < 0.8 then 'dev' else 'test' end as part, {U(25)} as drawn
            from range({rows - copies}) as rows(i)
            """;
        return $"""
            with clean as ({clean}), planted as (
                select * exclude (drawn) replace (
                    case when part = 'test' then amount + 12 else amount end as amount,
                    case when part = 'test' and channel = 'shop' and drawn < 0.36 then 'web' else channel end as channel,
                    case when part = 'test' and drawn > 0.999 then 'atlantis' else region end as region)
                from clean)
            select * from planted
            union all by name
            select * replace ('test' as part, number + {rows} as number) from (select * from planted where part = 'train' order by number limit {copies})
            """;
    }
}
