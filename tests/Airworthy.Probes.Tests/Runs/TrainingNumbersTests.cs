using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Monitoring;
using Airworthy.Core.Observations;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>Numbers of a training, step by step: one run that stayed finite, and one whose last number hides that it did not.</summary>
public sealed class TrainingNumbersTests(RunsServer server) : IClassFixture<RunsServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("finite", 0.4, Answer.Met)]
    [InlineData("hidden", double.NaN, Answer.Unmet)]
    [InlineData("endless", double.PositiveInfinity, Answer.Unmet)]
    public async Task A_number_that_was_invalid_on_the_way_is_seen_though_the_last_one_is_fine(string project, double third, Answer expected)
    {
        var contract = TrackedRunsTests.ContractOf($"project: {project}\nmetric: {{name: average_precision, direction: up, on: dev}}\n");
        var run = await server.LogAsync(project, "first", 0.4, more: r => r.LogMetric("train_loss", 0.9, 1).LogMetric("train_loss", 0.6, 2).LogMetric("train_loss", third, 3).LogMetric("train_loss", 0.3, 4));
        await server.RegisterAsync(project, run, "champion");
        await using var around = new Surroundings
        {
            Root = Path.GetTempPath(),
            Contract = contract,
            Clock = TimeProvider.System,
            Variable = name => name == "MLFLOW_TRACKING_URI" ? server.Address : null,
        };

        var seen = Assert.IsType<Sighting<TrainingNumbers>.Seen>(await new TrainingNumbersProbe().LookAsync(around, Cancel)).Observation;

        var verdict = new NumericStability.Training().Judge(contract, seen);
        Assert.Equal(expected, verdict.Answer);
        Assert.Equal(expected == Answer.Unmet, verdict.Says.Contains("train_loss", StringComparison.Ordinal) && verdict.Says.Contains('3', StringComparison.Ordinal));
    }
}
