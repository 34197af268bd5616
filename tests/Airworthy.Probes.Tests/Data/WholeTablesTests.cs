using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>All data parts over real tables: who must cry, and who must not. The tables lie outside the project, where <c>AIRWORTHY_TEST_DATA</c> says.</summary>
[Trait("Category", "slow")]
public sealed class WholeTablesTests
{
    private const string Nulls = "nullstr = ['', 'NA']";

    /// <summary>Rows in three splits by chance: nothing is shifted.</summary>
    private const string ByChance = "case hash(place, 5) % 10 when 0 then 'dev' when 1 then 'dev' when 2 then 'dev' when 3 then 'test' when 4 then 'test' when 5 then 'test' else 'train' end as part";

    private static readonly string[] s_shifts = ["dev-test-same-distribution/columns", "dev-test-same-distribution/classifier", "dev-test-same-distribution/label"];

    /// <summary>A real table, how it is split, and what is known of it.</summary>
    /// <param name="Select">Its rows with the column <c>part</c>; FOLDER stands for where the tables lie.</param>
    /// <param name="Cry">Parts that must be Unmet, or Met with a concern, and a word that they must say.</param>
    /// <param name="Quiet">Parts that must not be Unmet.</param>
    private sealed record Known(string Label, string Kind, string Select, (string Part, bool Unmet, string Says)[] Cry, string[] Quiet);

    private static readonly Dictionary<string, Known> s_tables = new()
    {
        ["adult, as it was split"] = new("income", "tabular-classification", $"""
            select * exclude (place), case when place % 3 = 0 then 'dev' else 'train' end as part from (select *, row_number() over () as place from read_csv('FOLDER/adult_train.csv', {Nulls}))
            union all by name select *, 'test' as part from read_csv('FOLDER/adult_test.csv', {Nulls})
            """, [], s_shifts),
        ["adult, all of train against test"] = new("income", "tabular-classification", $"""
            select *, 'train' as part from read_csv('FOLDER/adult_train.csv', {Nulls}) union all by name select *, 'test' as part from read_csv('FOLDER/adult_test.csv', {Nulls})
            """, [("leakage-safe-split/rows", true, "23 of 16,281")], []),
        ["elec2, shuffled"] = new("class", "tabular-classification", $"select * exclude (place), {ByChance} from (select *, row_number() over () as place from read_csv('FOLDER/elec2.csv', {Nulls}))", [], s_shifts),
        ["bank, shuffled"] = new("y", "tabular-classification", $"select * exclude (place), {ByChance} from (select *, row_number() over () as place from read_csv('FOLDER/bank_additional_full.csv', {Nulls}))",
            [("leakage-safe-split/proxy", false, "duration")], s_shifts),
        ["elec2, halves"] = new("class", "tabular-classification", $"select * exclude (place), {Halves(45_312)} from (select *, row_number() over () as place from read_csv('FOLDER/elec2.csv', {Nulls}))",
            [("dev-test-same-distribution/columns", true, "")], []),
        ["bank, halves"] = new("y", "tabular-classification", $"select * exclude (place), {Halves(41_188)} from (select *, row_number() over () as place from read_csv('FOLDER/bank_additional_full.csv', {Nulls}))",
            [("dev-test-same-distribution/columns", true, ""), ("dev-test-same-distribution/classifier", true, "")], []),
        ["wine, white against red"] = new("quality", "tabular-classification", $"""
            select * exclude (place), case when place % 2 = 0 then 'dev' else 'train' end as part from (select *, row_number() over () as place from read_csv('FOLDER/wine_white.csv', {Nulls}))
            union all by name select *, 'test' as part from read_csv('FOLDER/wine_red.csv', {Nulls})
            """, [("dev-test-same-distribution/columns", true, ""), ("dev-test-same-distribution/classifier", true, "")], []),
        ["titanic"] = new("survived", "tabular-classification", $"select * exclude (place), {ByChance} from (select *, row_number() over () as place from read_csv('FOLDER/titanic_seaborn.csv', {Nulls}))",
            [("leakage-safe-split/proxy", true, "alive")], s_shifts),
        ["bike"] = new("cnt", "tabular-regression", $"select * exclude (place), {ByChance} from (select *, row_number() over () as place from read_csv('FOLDER/bike_hour.csv', {Nulls}))",
            [("leakage-safe-split/proxy", true, "casual"), ("leakage-safe-split/order", true, "instant")], s_shifts),
        ["pima"] = new("outcome", "tabular-classification", $"select * exclude (place), {ByChance} from (select *, row_number() over () as place from read_csv('FOLDER/pima.csv', {Nulls}))",
            [("data-schema/missing", false, "insulin")], s_shifts),
        ["housing"] = new("median_house_value", "tabular-regression", $"select * exclude (place), {ByChance} from (select *, row_number() over () as place from read_csv('FOLDER/california_housing.csv', {Nulls}))",
            [("data-schema/missing", false, "500001")], s_shifts),
    };

    public static TheoryData<string> Tables => [.. s_tables.Keys];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Who_must_cry_cries_and_the_others_are_quiet(string table)
    {
        var folder = Environment.GetEnvironmentVariable("AIRWORTHY_TEST_DATA");
        Assert.SkipWhen(folder is null, "AIRWORTHY_TEST_DATA does not say where the real tables lie.");
        var known = s_tables[table];
        var contract = $"kind: {known.Kind}\ndata:\n  files: [data.parquet]\n  label: {known.Label}\n  entity: none\n  split: {{method: random, column: part}}";
        await using var project = await GrownProject.OfAsync(contract, known.Select.Replace("FOLDER", folder, StringComparison.Ordinal));

        var seen = (await AllDataParts.JudgeAsync(project.Folder, contract)).Values.ToDictionary(p => p.Id.ToString());

        Assert.All(seen.Values, p => Assert.True(p.Crash is null, $"{p.Id}: {p.Crash}"));
        Assert.All(known.Cry, c => Assert.True(Cries(seen[c.Part].Verdict, c.Unmet, c.Says), $"{c.Part} should name {c.Says}: {seen[c.Part].Verdict.Answer}: {seen[c.Part].Verdict.Says} {string.Join(" ", seen[c.Part].Verdict.Concerns)}"));
        Assert.All(known.Quiet, q => Assert.True(seen[q].Verdict.Answer != Answer.Unmet, $"{q}: {seen[q].Verdict.Says}"));
    }

    private static bool Cries(Verdict verdict, bool unmet, string says) => (unmet ? verdict.Answer == Answer.Unmet : verdict.Answer == Answer.Unmet || verdict.Concerns.Count > 0)
        && (verdict.Says + string.Join(" ", verdict.Concerns)).Contains(says, StringComparison.Ordinal);

    /// <summary>The first half of the rows for train and dev, the second for test.</summary>
    private static string Halves(int rows) => $"case when place > {rows / 2} then 'test' when place % 2 = 0 then 'dev' else 'train' end as part";
}
