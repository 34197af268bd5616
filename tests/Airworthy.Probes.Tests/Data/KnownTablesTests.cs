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
    [InlineData("titanic_seaborn.csv", "survived", "tabular-classification", "rows", Answer.Met, "so coarse that chance explains")]
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
}
