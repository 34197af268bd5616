using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Problem;
using Airworthy.Core.Observations;
using Airworthy.Probes.Runs;
using Airworthy.Probes.Tests.Twins;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>Whether runs are ranked by numbers that hold: computed again from what they kept on a real server, and used for what was promoted.</summary>
public sealed class RankedRunsTests(RunsServer server) : IClassFixture<RunsServer>
{
    [Fact]
    public async Task A_metric_that_its_own_predictions_give_is_met_and_one_that_is_a_little_off_is_not()
    {
        var project = HonestProject.Shared(Shape.Deliveries);
        var predictions = project.Read("predictions/dev.csv");
        var value = AveragePrecision(predictions, DevIds(project));
        await server.LogAsync("honest", "a", value, predictions: predictions);
        await server.LogAsync("lying", "a", value, predictions: predictions);
        await server.LogAsync("lying", "b", value * (1 + 2e-6), predictions: predictions);
        await server.LogAsync("near", "a", value * (1 + 0.5e-6), predictions: predictions);

        Assert.Equal((Answer.Met, value), await RecomputedAsync(project, "honest"));
        Assert.Equal(Answer.Unmet, (await RecomputedAsync(project, "lying")).Answer);
        Assert.Equal(Answer.Met, (await RecomputedAsync(project, "near")).Answer);
    }

    [Fact]
    public async Task A_number_without_predictions_is_unmet_and_predictions_of_other_rows_say_nothing()
    {
        var project = HonestProject.Shared(Shape.Deliveries);
        await server.LogAsync("bare", "a", 0.5, ["predictions"]);
        await server.LogAsync("other-rows", "a", 0.5, predictions: "id,label,score\nD1,1,0.5\n");

        Assert.Equal(Answer.Unmet, (await RecomputedAsync(project, "bare")).Answer);
        Assert.Equal(Answer.Unknown, (await RecomputedAsync(project, "other-rows")).Answer);
    }

    [Theory]
    [InlineData("best", 0.5, null, Answer.Met)]
    [InlineData("lesser", 0.3, null, Answer.Unmet)]
    [InlineData("reasoned", 0.3, "half the latency", Answer.Met)]
    public async Task A_promoted_version_is_the_best_of_its_siblings_or_has_a_reason(string name, double value, string? reason, Answer answer)
    {
        var project = $"ranked-{name}";
        await server.LogAsync(project, "sibling", 0.4, ["predictions", "environment"]);
        await server.LogAsync(project, "of other data", 0.9, ["predictions", "environment", "data"], more: r => r.SetTag("airworthy.data.digest", "sha256:0000"));
        await server.RegisterAsync(project, await server.LogAsync(project, "chosen", value, ["predictions", "environment"]), "champion", reason);
        await server.LogAsync(project, "afterwards", 0.9, ["predictions", "environment"]);

        await using var around = TrackedRunsTests.Around($"metric: {{name: average_precision, direction: up, on: dev}}\nproject: {project}\n", ("MLFLOW_TRACKING_URI", server.Address));
        var seen = Assert.IsType<Sighting<Promotions>.Seen>(await new PromotionsProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;

        Assert.Equal(1, Assert.Single(seen.Versions).Siblings);
        Assert.Equal(answer, new SingleMetric.Used().Judge(around.Contract, seen).Answer);
    }

    private async Task<(Answer Answer, double? Value)> RecomputedAsync(HonestProject project, string experiment)
    {
        await using var around = new Surroundings
        {
            Root = project.Root,
            Contract = project.Contract with { Runs = new Core.Contracts.Runs { Url = server.Address, Experiment = experiment } },
            Clock = TimeProvider.System,
            Variable = _ => null,
        };
        var seen = Assert.IsType<Sighting<RecomputedMetrics>.Seen>(await new RecomputedMetricsProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
        return (new SingleMetric.Recomputed().Judge(around.Contract, seen).Answer, seen.Runs[0].Recomputed is { } value ? Math.Round(value, 12) : null);
    }

    /// <summary>The rows of dev by the contract's dates; the stored file also holds some of the gap after it.</summary>
    private static HashSet<string> DevIds(HonestProject project) => [.. project.Read("data/deliveries.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(','))
        .Where(c => string.CompareOrdinal(c[1], "2025-12-08") >= 0 && string.CompareOrdinal(c[1], "2026-01-11") < 0).Select(c => c[0])];

    /// <summary>By its definition: of each positive, the share of positives among the rows that score at least as high.</summary>
    private static double AveragePrecision(string csv, HashSet<string> ids)
    {
        var rows = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')).Where(c => ids.Contains(c[0])).Select(c => (Label: c[1] == "1", Score: double.Parse(c[2], CultureInfo.InvariantCulture))).ToList();
        return Math.Round(rows.Where(r => r.Label).Average(p => rows.Where(r => r.Score >= p.Score).Average(r => r.Label ? 1.0 : 0.0)), 12);
    }
}
