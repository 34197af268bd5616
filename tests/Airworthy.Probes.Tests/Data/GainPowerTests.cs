using Airworthy.Core.Checklist;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Probes.Tests.Data;

/// <summary>What gain dev shows, from predictions that are stored beside grown tables.</summary>
[Trait("Category", "slow")]
public sealed class GainPowerTests
{
    /// <summary>6,000 rows, 4,000 of them dev on 40 days of ten people each; <c>u</c> and <c>v</c> are uniform noise, <c>y</c> is true for three in ten.</summary>
    private const string Rows = """
        select i as id, (hash(i) % 1000) / 1000.0 as u, (hash(i + 1000003) % 1000) / 1000.0 as v, hash(i + 7) % 10 < 3 as y, hash(i + 9) % 3 as kind, 10 + 5 * u as amount,
            timestamp '2026-01-01' + to_days(cast(i // 100 as integer)) + to_hours(cast(i % 24 as integer)) as at, 'p' || (i // 10) as person,
            case when i < 4000 then 'dev' when i < 5000 then 'test' else 'train' end as part
        from range(6000) as t(i)
        """;

    private static string Contract(string metric, string label = "y", string more = "", double gain = 0.02) => $$"""
        metric: {name: {{metric}}, direction: up, on: dev, minimum_improvement: {{gain.ToString(System.Globalization.CultureInfo.InvariantCulture)}}, confidence: 0.95, good_enough: 0.8}
        data:
          files: [data.parquet]
          id: id
          label: {{label}}
          split: {method: given, column: part}
          {{more}}
        predictions: {dev: model.parquet}
        baselines: [{name: rule, kind: heuristic, predictions: rule.parquet}]

        """;

    [Fact]
    public async Task Accuracy_by_its_closed_form()
    {
        // The model errs where v < 0.10, the rule where v is in [0.05, 0.20): one alone is right in 0.15 of the rows.
        await using var project = await GrownProject.OfAsync(Contract("accuracy"), Rows);
        await project.WriteAsync("model.parquet", "select id, y as label, case when (v < 0.10) = y then 0.2 else 0.8 end as score from data where part = 'dev'");
        await project.WriteAsync("rule.parquet", "select id, y as label, case when (v >= 0.05 and v < 0.20) = y then 0.2 else 0.8 end as score, part from data");

        var verdict = await project.JudgeAsync("dev-set-power", "mde");

        Assert.Equal(Answer.Met, verdict.Answer);
        var (share, difference) = (verdict.Numbers["discordance"], verdict.Numbers["difference"]);
        Assert.InRange(share, 0.13, 0.17);
        Assert.Equal(2.802 * Math.Sqrt((share - (difference * difference)) / 4_000), verdict.Numbers["smallest_difference"], 1e-4);
        Assert.Contains("rule (0.8", verdict.Says, StringComparison.Ordinal);
        Assert.Equal(25, Assert.Single(verdict.Plots).X.Count);
    }

    [Fact]
    public async Task A_gain_that_is_too_small_for_dev_is_said_with_the_rows_it_needs()
    {
        await using var project = await GrownProject.OfAsync(Contract("roc_auc", gain: 0.002), Rows);
        await WriteScoresAsync(project);

        var verdict = await project.JudgeAsync("dev-set-power", "mde");

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("0.002 was asked: about", verdict.Says, StringComparison.Ordinal);
        Assert.Equal(Math.Pow(verdict.Numbers["smallest_difference"] / 0.002, 2), verdict.Numbers["times_the_rows"], 1e-9);
    }

    [Fact]
    public async Task Days_that_differ_are_the_units_and_days_that_do_not_are_not()
    {
        await using var plain = await GrownProject.OfAsync(Contract("accuracy", more: "time: at"), Rows);
        await plain.WriteAsync("model.parquet", "select id, y as label, case when (v < 0.10) = y then 0.2 else 0.8 end as score from data where part = 'dev'");
        await plain.WriteAsync("rule.parquet", "select id, y as label, case when (u < 0.15) = y then 0.2 else 0.8 end as score from data");
        await using var daily = await GrownProject.OfAsync(Contract("accuracy", more: "time: at"), Rows);
        await daily.WriteAsync("model.parquet", "select id, y as label, case when (v < 0.10) = y then 0.2 else 0.8 end as score from data where part = 'dev'");
        await daily.WriteAsync("rule.parquet", "select id, y as label, case when (hash(cast(\"at\" as date)) % 10 < 3 and u < 0.5) = y then 0.2 else 0.8 end as score from data");

        var (independent, blocked) = (await plain.JudgeAsync("dev-set-power", "mde"), await daily.JudgeAsync("dev-set-power", "mde"));

        Assert.Equal(4_000, independent.Numbers["units"]);
        Assert.Equal(40, blocked.Numbers["units"]);
        Assert.True(blocked.Numbers["design_effect"] > 5, $"{blocked.Says} {blocked.Numbers["design_effect"]}");
        Assert.Contains("in 40 days of about 100", blocked.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declared_entities_are_always_the_units()
    {
        await using var project = await GrownProject.OfAsync(Contract("roc_auc", more: "entity: person"), Rows);
        await WriteScoresAsync(project);

        Assert.Equal(400, (await project.JudgeAsync("dev-set-power", "mde")).Numbers["units"]);
    }

    public static TheoryData<string> Every => [.. PredictionMetric.Names, "ndcg@3"];

    [Theory, MemberData(nameof(Every))]
    public async Task Every_metric_is_measured(string metric)
    {
        var scale = PredictionMetric.Of(metric)!.Scale;
        await using var project = await GrownProject.OfAsync(Contract(metric, scale switch { MetricScale.Number => "amount", MetricScale.Ranking => "{name: r, from: 'cast(y as integer)'}", _ => "y" }), Rows);
        switch (scale)
        {
            case MetricScale.Number:
                await project.WriteAsync("model.parquet", "select id, amount as label, amount + v - 0.4 as value from data where part = 'dev'");
                await project.WriteAsync("rule.parquet", "select id, amount as label, 12.5 as value from data");
                break;
            case MetricScale.Ranking:
                await project.WriteAsync("model.parquet", "select id, cast(y as integer) as label, person as query, row_number() over (partition by person order by v - cast(y as integer) / 2.0) as rank from data where part = 'dev'");
                await project.WriteAsync("rule.parquet", "select id, cast(y as integer) as label, person as query, row_number() over (partition by person order by u) as rank from data");
                break;
            default:
                await WriteScoresAsync(project);
                break;
        }

        var verdict = await project.JudgeAsync("dev-set-power", "mde");

        Assert.True(verdict.Answer is Answer.Met or Answer.Unmet, $"{verdict.Answer}: {verdict.Says}");
        Assert.True(verdict.Numbers["smallest_difference"] > 0);
        Assert.Equal(scale == MetricScale.Ranking ? 400 : 4_000, verdict.Numbers["units"]);
    }

    [Theory]
    [InlineData("accuracy")]
    [InlineData("log_loss")]
    [InlineData("brier")]
    [InlineData("balanced_accuracy")]
    [InlineData("f1_macro")]
    public async Task Of_three_classes_each_has_a_column(string metric)
    {
        await using var project = await GrownProject.OfAsync(Contract(metric, "kind"), Rows);
        const string Scores = "select id, kind as label, case when {0} < 0.7 then kind = 0 else {0} < 0.8 end::int * 0.6 + 0.1 as score_0, 0.25 as score_1, 0.65 - score_0 as score_2";
        await project.WriteAsync("model.parquet", string.Format(System.Globalization.CultureInfo.InvariantCulture, Scores, "u") + " from data where part = 'dev'");
        await project.WriteAsync("rule.parquet", string.Format(System.Globalization.CultureInfo.InvariantCulture, Scores, "v") + " from data");

        var verdict = await project.JudgeAsync("dev-set-power", "mde");
        Assert.True(verdict.Answer is Answer.Met or Answer.Unmet, $"{verdict.Answer}: {verdict.Says}");
    }

    [Theory]
    [InlineData("select id, y as label, v as score from data where part = 'dev' and id > 2", "3 of 4,000 rows have no prediction (such as id 0)")]
    [InlineData("select id, y as label, v as score from data where part = 'dev' union all select 17, y, 0.5 from data where id = 17", "ids occur more than once (such as id 17)")]
    [InlineData("select id, case when id = 5 then not y else y end as label, v as score from data where part = 'dev'", "1 labels are not those of the table (such as id 5: ")]
    [InlineData("select id, y as label, case when id = 8 then 'nan'::double else v end as score from data where part = 'dev'", "1 predictions are no numbers (score) (such as id 8)")]
    [InlineData("select id, v as score from data", "model.parquet has no column label")]
    [InlineData("select id, y as label, v as probability from data", "none of score, score_<class>, value, or query and rank; it has id, label, probability")]
    [InlineData("select id, y as label, 1 as value from data where part = 'dev'", "roc_auc needs a column score")]
    public async Task Predictions_that_do_not_fit_are_told_apart(string model, string says)
    {
        await using var project = await GrownProject.OfAsync(Contract("roc_auc"), Rows);
        await project.WriteAsync("model.parquet", model);
        await project.WriteAsync("rule.parquet", "select id, y as label, u as score from data");

        var verdict = await project.JudgeAsync("dev-set-power", "mde");

        Assert.Equal(Answer.Unknown, verdict.Answer);
        Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(verdict.Next));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_other_parts_do_not_mind()
    {
        await using var project = await GrownProject.OfAsync(Contract("roc_auc"), Rows, ("model.parquet", "no table"), ("rule.parquet", "no table"));

        var verdict = await project.JudgeAsync("dev-set-power", "mde");

        Assert.Equal(Answer.Unknown, verdict.Answer);
        Assert.Contains("predictions.dev: model.parquet cannot be read", verdict.Says, StringComparison.Ordinal);
        Assert.Contains("baselines[0].predictions: rule.parquet cannot be read", verdict.Says, StringComparison.Ordinal);
        Assert.Equal(Answer.Met, (await project.JudgeAsync("representative-dev-test", "sizes")).Answer);
    }

    [Fact]
    public async Task Before_a_run_has_kept_predictions_a_candidate_of_a_run_is_no_candidate_yet()
    {
        await using var project = await GrownProject.OfAsync(Contract("roc_auc").Replace("model.parquet", "run", StringComparison.Ordinal), Rows);
        await project.WriteAsync("rule.parquet", "select id, y as label, u as score from data");

        var (power, quality) = (await project.JudgeAsync("dev-set-power", "mde"), await project.JudgeAsync("good-enough", "met"));

        Assert.DoesNotContain("`run`", power.Says, StringComparison.Ordinal); // it is planned from the baseline alone
        Assert.Equal(Answer.Unknown, quality.Answer);
        Assert.Contains("predictions.dev is `run`, and no run of a model is known", quality.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_repeats_its_baseline_shows_nothing()
    {
        await using var project = await GrownProject.OfAsync(Contract("roc_auc"), Rows);
        await project.WriteAsync("model.parquet", "select id, y as label, u as score from data where part = 'dev'");
        await project.WriteAsync("rule.parquet", "select id, y as label, u as score from data");

        var verdict = await project.JudgeAsync("dev-set-power", "mde");

        Assert.Equal(Answer.Unknown, verdict.Answer);
        Assert.Contains("say the same on all but 0", verdict.Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accuracy", Answer.Undecided, "from its level 0.8 in metric.good_enough")]
    [InlineData("log_loss", Answer.Unknown, "alone does not tell how much log_loss varies")]
    [InlineData("clicks", Answer.Unknown, "What gain in clicks can be seen is not computed by this version")]
    public async Task Without_predictions_it_is_planned_and_says_so(string metric, Answer answer, string says)
    {
        var contract = Contract(metric, gain: 0.01);
        await using var project = await GrownProject.OfAsync(contract[..contract.IndexOf("predictions:", StringComparison.Ordinal)], Rows);

        var verdict = await project.JudgeAsync("dev-set-power", "mde");

        Assert.True(verdict.Answer == answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
        Assert.Equal(answer != Answer.Unknown, verdict.Says.StartsWith("Planned, not measured", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Slices_say_how_many_rows_they_lack_and_what_those_cost()
    {
        await using var project = await GrownProject.OfAsync(Contract("roc_auc", more: "collection: {needed: true, rows_per_month: 1000, cost_per_1000: {amount: 20, unit: EUR}}")
            + "slices: [{name: few, where: u < 0.1}, {name: none, where: u > 5}]\n", Rows);
        await WriteScoresAsync(project);

        var verdict = await project.JudgeAsync("dev-set-power", "slices");

        Assert.Equal(Answer.Met, verdict.Answer);
        Assert.Contains(verdict.Concerns, c => c.StartsWith("Slice \"few\" shows", StringComparison.Ordinal) && c.Contains("EUR and takes", StringComparison.Ordinal));
        Assert.Contains(verdict.Concerns, c => c.Contains("Slice \"none\" (0 rows): nothing can be said", StringComparison.Ordinal));
    }

    /// <summary>A model that knows something and a rule that knows less.</summary>
    private static async Task WriteScoresAsync(GrownProject project)
    {
        await project.WriteAsync("model.parquet", "select id, y as label, least(1, 0.7 * v + 0.3 * cast(y as integer)) as score from data where part = 'dev'");
        await project.WriteAsync("rule.parquet", "select id, y as label, least(1, 0.85 * v + 0.1 * u + 0.05 * cast(y as integer)) as score from data");
    }
}
