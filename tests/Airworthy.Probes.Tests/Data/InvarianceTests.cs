using System.Globalization;

using Airworthy.Core.Checklist;

using DuckDB.NET.Data;

namespace Airworthy.Probes.Tests.Data;

/// <summary>What must not matter to any data part: the order of rows and of columns, the unit of a number, the format of the file.</summary>
[Trait("Category", "slow")]
public sealed class InvarianceTests
{
    private const int Rows = 3_000;

    /// <summary>The first shape is clean, the others have what parts should see: copies, a shift, a new word, a leak, an odd number.</summary>
    private static readonly Dictionary<string, string> s_tables = new()
    {
        ["clean"] = CleanTable.Select(71, Rows),
        ["copied and shifted"] = $"""
            select * replace (case when part = 'test' then normal + 1 else normal end as normal, case when part = 'test' and age % 9 = 0 then 'up' else carrier end as carrier,
                case when age % 7 = 0 then -999 else price end as price) from ({CleanTable.Select(72, Rows)})
            union all by name
            select * replace ('test' as part, number + 900000 as number) from ({CleanTable.Select(72, 200, "'train'")})
            """,
        ["leaking"] = $"select * replace (late * 3.5 + share as related, case when late = 1 then null else rounded end as rounded) from ({CleanTable.Select(73, Rows)})",
    };

    /// <summary>Parts that draw blocks, folds, bounds and features by numbers made of the values: other units are another draw of the same size, and the answer stays.</summary>
    private static readonly string[] s_drawn = ["dev-test-same-distribution/classifier", "dev-test-same-distribution/columns", "data-schema/label-noise"];

    public static TheoryData<string> Tables => [.. s_tables.Keys];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_order_of_rows_does_not_matter(string table)
    {
        // Both are shuffled, so that the part that looks for a meaning in the order finds none in either.
        var one = await JudgedAsync($"select * from ({s_tables[table]}) order by hash(number, 1)");
        var other = await JudgedAsync($"select * from ({s_tables[table]}) order by hash(number, 2)");

        AreAlike(one, other, except: "leakage-safe-split/order");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_order_of_columns_does_not_matter(string table)
    {
        var one = await JudgedAsync($"select * from ({s_tables[table]}) order by number");
        var other = await JudgedAsync($"select part, late, born, seen_at, active, town, size, shop, carrier, related, waves, age, visits, rounded, sparse, share, price, heavy, normal, number from ({s_tables[table]}) order by number");

        AreAlike(one, other);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_unit_of_a_number_does_not_matter(string table)
    {
        var one = await JudgedAsync($"select * from ({s_tables[table]}) order by number");
        var other = await JudgedAsync($"select * replace (normal * 1024 as normal, heavy / 64 as heavy, share * 16 as share, waves * 256 as waves, related * 8 as related, sparse * 4 as sparse) from ({s_tables[table]}) order by number");

        AreAlike(one, other, drawn: s_drawn);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_format_of_the_file_does_not_matter(string table)
    {
        var rows = $"select * from ({s_tables[table]}) order by number";
        var parquet = await JudgedAsync(rows);

        AreAlike(parquet, await JudgedAsync(rows, "data.csv", "format csv"));
        AreAlike(parquet, await JudgedAsync(rows, "data.jsonl", "format json"));
    }

    private static async Task<IReadOnlyDictionary<PartId, PartSeen>> JudgedAsync(string select, string file = "data.parquet", string format = "format parquet")
    {
        var folder = Directory.CreateTempSubdirectory("airworthy-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "schema.yaml"), CleanTable.WideSchema, TestContext.Current.CancellationToken);
            await using (var connection = new DuckDBConnection("DataSource=:memory:"))
            {
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                await using var command = connection.CreateCommand();
                command.CommandText = $"copy ({select}) to '{Path.Combine(folder.FullName, file)}' ({format})";
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            return await AllDataParts.JudgeAsync(folder.FullName, CleanTable.Contract.Replace("data.parquet", file, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AreAlike(IReadOnlyDictionary<PartId, PartSeen> one, IReadOnlyDictionary<PartId, PartSeen> other, string? except = null, params string[] drawn)
    {
        var crashed = one.Values.Concat(other.Values).Where(p => p.Crash is not null).Select(p => $"{p.Id} crashed: {p.Crash}").ToList();
        var different = one.Values.Where(p => p.Id.ToString() != except && !IsAlike(p.Verdict, other[p.Id].Verdict, numbers: !drawn.Contains(p.Id.ToString()))).Select(p => $"{p.Id}\n  {Told(p.Verdict)}\n  {Told(other[p.Id].Verdict)}").ToList();
        Assert.True(crashed.Count == 0, string.Join("\n", crashed));
        Assert.True(different.Count == 0, string.Join("\n", different));
    }

    private static bool IsAlike(Verdict a, Verdict b, bool numbers) => a.Answer == b.Answer && a.Concerns.Count == b.Concerns.Count
        && (!numbers || AreAlike(a.Numbers, b.Numbers));

    private static bool AreAlike(IReadOnlyDictionary<string, double> a, IReadOnlyDictionary<string, double> b) => a.Keys.ToHashSet().SetEquals(b.Keys) && a.All(n => n.Value.Equals(b[n.Key]) || Math.Abs(n.Value - b[n.Key]) <= 1e-6 * Math.Max(1, Math.Abs(n.Value)));

    private static string Told(Verdict verdict) => string.Create(CultureInfo.InvariantCulture,
        $"{verdict.Answer}: {verdict.Says} {string.Join(" ", verdict.Concerns)} [{string.Join(", ", verdict.Numbers.Select(n => $"{n.Key} {n.Value:R}"))}]");
}
