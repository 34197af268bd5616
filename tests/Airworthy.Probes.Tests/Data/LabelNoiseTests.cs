using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Wrong labels among rows whose columns tell the classes apart, and hard cases among rows whose columns do not.</summary>
public sealed class LabelNoiseTests
{
    private const string Contract = "kind: tabular-classification\ndata:\n  files: [data.parquet]\n  id: id\n  label: y\n  split: {method: given, column: part}\n";

    private static string Rows(double wrong, string truth = "u > 0.5") =>
        $"select i as id, (hash(i) % 1000) / 1000.0 as u, (hash(i + 77) % 1000) / 1000.0 as v, case when ({truth}) != (hash(i + 5) % 10000 < {wrong * 10_000}) then 'ripe' else 'green' end as y, 'train' as part from range(4000) as t(i)";

    [Theory]
    [InlineData(0.0, Answer.Met, false)]
    [InlineData(0.02, Answer.Met, true)]
    [InlineData(0.06, Answer.Unmet, false)]
    public async Task Planted_wrong_labels_are_counted(double wrong, Answer answer, bool hasConcern)
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows(wrong));

        var verdict = await project.JudgeAsync("data-schema", "label-noise");

        Assert.True(verdict.Answer == answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Equal(hasConcern, verdict.Concerns.Count > 0);
        Assert.Equal(wrong, verdict.Numbers["flagged_share"], 0.012);
    }

    [Fact]
    public async Task Classes_that_overlap_are_hard_not_wrong()
    {
        await using var project = await GrownProject.OfAsync(Contract, Rows(0, "(hash(i + 9) % 1000) / 1000.0 < 0.2 + 0.6 * u"));

        var verdict = await project.JudgeAsync("data-schema", "label-noise");

        Assert.Equal(Answer.Met, verdict.Answer);
        Assert.Contains("do not tell the classes apart", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_is_no_class()
    {
        await using var project = await GrownProject.OfAsync(Contract.Replace("classification", "regression", StringComparison.Ordinal).Replace("label: y", "label: u", StringComparison.Ordinal), Rows(0));

        Assert.Equal(Answer.Unknown, (await project.JudgeAsync("data-schema", "label-noise")).Answer);
    }
}
