using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Real tables whose defects are known. They lie outside the project, where <c>AIRWORTHY_TEST_DATA</c> says.</summary>
public sealed class KnownTablesTests
{
    private const string Random = "split: {method: random, column: part}";

    [Theory]
    [InlineData("titanic_seaborn.csv", "survived", "tabular-classification", "proxy", Answer.Unmet, "alive with AUC 1.000")]
    [InlineData("bike_hour.csv", "cnt", "tabular-regression", "proxy", Answer.Unmet, "registered and casual together give cnt")]
    [InlineData("bank_additional_full.csv", "y", "tabular-classification", "proxy", Answer.Met, "duration with AUC 0.818")]
    [InlineData("beijing_pm25.csv", "pm2.5", "tabular-regression", "order", Answer.Unmet, "No is different in 100.0 % of rows and counts them")]
    [InlineData("wine_white.csv", "quality", "tabular-classification", "rows", Answer.Unmet, "are copies of train rows in every column")]
    [InlineData("titanic_seaborn.csv", "survived", "tabular-classification", "rows", Answer.Unmet, "Chance explains at least 7 of them")] // Coarse columns excuse as many as are certain, and 7 of 23 are
    [InlineData("adult_train.csv", "income", "tabular-classification", "proxy", Answer.Met, "relationship")]
    [InlineData("noaa_weather_stream.csv", "target", "tabular-classification", "proxy", Answer.Met, "")]
    [InlineData("elec2.csv", "class", "tabular-classification", "rows", Answer.Met, "")]
    public async Task What_is_known_of_a_table_is_found(string file, string label, string kind, string part, Answer expected, string says)
    {
        var folder = Environment.GetEnvironmentVariable("AIRWORTHY_TEST_DATA");
        Assert.SkipWhen(folder is null, "AIRWORTHY_TEST_DATA does not say where the real tables lie.");
        var path = Path.Combine(folder, file);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there.");
        var contract = $"kind: {kind}\ndata:\n  files: [data.parquet]\n  label: {label}\n  entity: none\n  {Random}";
        await using var project = await GrownProject.OfAsync(contract,
            $"select *, case row_number() over () * 7919 % 10 when 0 then 'dev' when 1 then 'dev' when 2 then 'test' when 3 then 'test' else 'train' end as part from read_csv('{path}', nullstr = ['', 'NA'])");

        var verdict = await project.JudgeAsync("leakage-safe-split", part);

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
    }

    /// <summary>Reads a table of the folder, its rows numbered from 0 as <c>t</c>.</summary>
    private static string Read(string file) => $"(select (row_number() over ()) - 1 as t, * from read_csv('{{folder}}/{file}', nullstr = ['', 'NA', '?']))";

    private static string Halves(string file) => $"select *, case when t * 2 < (select max(t) from {Read(file)}) then 'dev' else 'test' end as part from {Read(file)}";

    private static string Shuffled(string file) => $"select * replace (hash(t) % 1000003 as t), case when hash(t) % 2 = 0 then 'dev' else 'test' end as part from {Read(file)}";

    public static TheoryData<string, string, string, string, Answer> Splits => new()
    {
        { "adult", $"select *, 'dev' as part from {Read("adult_train.csv")} union all by name select *, 'test' as part from {Read("adult_test.csv")}", "label: income", "columns", Answer.Met },
        { "adult", $"select *, 'dev' as part from {Read("adult_train.csv")} union all by name select *, 'test' as part from {Read("adult_test.csv")}", "label: income", "classifier", Answer.Met },
        { "adult", $"select *, 'dev' as part from {Read("adult_train.csv")} union all by name select *, 'test' as part from {Read("adult_test.csv")}", "label: income", "label", Answer.Met },
        { "shuffled elec2", Shuffled("elec2.csv"), "label: class", "columns", Answer.Met },
        { "shuffled elec2", Shuffled("elec2.csv"), "label: class", "classifier", Answer.Met },
        { "shuffled bank", Shuffled("bank_additional_full.csv"), "label: y", "columns", Answer.Met },
        { "shuffled bank", Shuffled("bank_additional_full.csv"), "label: y", "classifier", Answer.Met },
        { "shuffled bank", Shuffled("bank_additional_full.csv"), "label: y", "label", Answer.Met },
        { "white and red wine", $"select *, 'dev' as part from {Read("wine_white.csv")} union all by name select *, 'test' as part from {Read("wine_red.csv")}", "label: quality", "columns", Answer.Unmet },
        { "white and red wine", $"select *, 'dev' as part from {Read("wine_white.csv")} union all by name select *, 'test' as part from {Read("wine_red.csv")}", "label: quality", "classifier", Answer.Unmet },
        { "halves of elec2", Halves("elec2.csv"), "label: class\n  time: t", "columns", Answer.Unmet },
        { "halves of elec2", Halves("elec2.csv"), "label: class\n  time: t", "classifier", Answer.Unmet },
        { "halves of bank", Halves("bank_additional_full.csv"), "label: y\n  time: t", "columns", Answer.Unmet },
        { "halves of bank", Halves("bank_additional_full.csv"), "label: y\n  time: t", "classifier", Answer.Unmet },
        { "halves of bank", Halves("bank_additional_full.csv"), "label: y\n  time: t", "label", Answer.Unmet },
        { "halves of noaa", Halves("noaa_weather_stream.csv"), "label: target\n  time: t", "classifier", Answer.Unmet },
        { "odd and even weeks of bike", $"select * exclude (instant, dteday, casual, registered), case when (t // 168) % 2 = 0 then 'dev' else 'test' end as part from {Read("bike_hour.csv")}", "label: cnt\n  time: t", "classifier", Answer.Met },
        { "odd and even weeks of bike", $"select * exclude (instant, dteday, casual, registered), case when (t // 168) % 2 = 0 then 'dev' else 'test' end as part from {Read("bike_hour.csv")}", "label: cnt\n  time: t", "columns", Answer.Met },
    };

    [Theory, MemberData(nameof(Splits))]
    public async Task Splits_of_one_distribution_stay_quiet_and_splits_of_two_do_not(string name, string select, string contract, string part, Answer expected)
    {
        var folder = Environment.GetEnvironmentVariable("AIRWORTHY_TEST_DATA");
        Assert.SkipWhen(folder is null, "AIRWORTHY_TEST_DATA does not say where the real tables lie.");
        await using var project = await GrownProject.OfAsync($"data:\n  files: [data.parquet]\n  id: t\n  {contract}\n  entity: none\n  {Random}", select.Replace("{folder}", folder, StringComparison.Ordinal));

        var verdict = await project.JudgeAsync("dev-test-same-distribution", part);

        Assert.True(expected == verdict.Answer, $"{name}, {verdict.Answer}: {verdict.Says}");
        Assert.True(expected != Answer.Met || verdict.Concerns.Count == 0 || part == "classifier", string.Join(' ', verdict.Concerns));
    }

    [Theory]
    [InlineData("pima.csv", "outcome", "missing", "insulin is 0 in 374 rows (48.7 %)")]
    [InlineData("pima.csv", "outcome", "missing", "skin is 0 in 227 rows")]
    [InlineData("bank_additional_full.csv", "y", "missing", "pdays is 999 in 39,673 rows")]
    [InlineData("california_housing.csv", "median_house_value", "missing", "median_house_value is 500001, its largest value, in 965 rows")]
    [InlineData("adult_train.csv", "income", "missing", "workclass is ? in 1,836 rows")]
    [InlineData("adult_train.csv", "income", "forms", "education and education_num")]
    [InlineData("titanic_seaborn.csv", "survived", "forms", "embarked and embark_town")]
    public async Task What_a_table_hides_is_named(string file, string label, string part, string concern)
    {
        await using var project = await OfAsync(file, label);

        var verdict = await project.JudgeAsync("data-schema", part);

        Assert.Equal(Answer.Met, verdict.Answer);
        Assert.Contains(concern, string.Join(' ', verdict.Concerns), StringComparison.Ordinal);
    }

    /// <summary>Tables whose rows were dealt out at random: nothing was made from anything, no value got lost, and each is written in one form.</summary>
    [Theory]
    [InlineData("adult_train.csv", "income"), InlineData("elec2.csv", "class"), InlineData("bank_additional_full.csv", "y"), InlineData("noaa_weather_stream.csv", "target"),
     InlineData("beijing_pm25.csv", "pm2.5"), InlineData("california_housing.csv", "median_house_value"), InlineData("pima.csv", "outcome"), InlineData("titanic_seaborn.csv", "survived"), InlineData("bike_hour.csv", "cnt")]
    public async Task A_table_that_was_dealt_out_at_random_has_no_near_copies_and_no_rising_gaps(string file, string label)
    {
        await using var project = await OfAsync(file, label);

        var rows = await project.JudgeAsync("leakage-safe-split", "rows");
        var (missing, forms) = (await project.JudgeAsync("data-schema", "missing"), await project.JudgeAsync("data-schema", "forms"));

        Assert.DoesNotContain("interquartile", rows.Says, StringComparison.Ordinal);
        Assert.True(missing.Answer == Answer.Met, missing.Says);
        Assert.True(forms.Answer == Answer.Met, forms.Says);
    }

    private static async Task<GrownProject> OfAsync(string file, string label)
    {
        var folder = Environment.GetEnvironmentVariable("AIRWORTHY_TEST_DATA");
        Assert.SkipWhen(folder is null, "AIRWORTHY_TEST_DATA does not say where the real tables lie.");
        var path = Path.Combine(folder, file);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there.");
        return await GrownProject.OfAsync($"data:\n  files: [data.parquet]\n  label: {label}\n  entity: none\n  {Random}",
            $"select * exclude (i), case hash(i) % 5 when 0 then 'dev' when 1 then 'test' else 'train' end as part from (select *, row_number() over () as i from read_csv('{path}', nullstr = ['', 'NA'])) as numbered");
    }
}
