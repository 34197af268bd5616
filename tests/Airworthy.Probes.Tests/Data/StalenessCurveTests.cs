using System.Globalization;
using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Problem;
using Airworthy.Probes.Data;
using Airworthy.Probes.Tests.Runs;

namespace Airworthy.Probes.Tests.Data;

/// <summary>A world that stays as it is, one that turns slowly, and the second one with its rows shuffled in time.</summary>
public sealed class StalenessCurveTests
{
    private const string Contract = "kind: tabular-classification\ndata: {files: [t.csv], label: y, time: at, entity: none}\n";

    [Theory]
    [InlineData(0, false, Answer.Met)]
    [InlineData(3, false, Answer.Unmet)]
    [InlineData(3, true, Answer.Met)]
    public async Task Only_a_world_that_turns_makes_models_old(double turn, bool isShuffled, Answer answer)
    {
        await using var project = SmallProject.With(Contract, ("t.csv", Table(turn, isShuffled, 5_400)));

        var seen = await project.SeeAsync(new StalenessCurveProbe());

        Assert.Equal((3, "roc_auc", 5), (seen.Cutoffs, seen.Metric, seen.Ages.Count));
        Assert.Equal([5, 4, 3, 2, 1], seen.Ages.Select(a => a.Pairs));
        Assert.Equal(1.5 * seen.WindowDays, seen.Ages[0].Days, 6);
        var verdict = new FreshnessNeed.Curve().Judge(TrackedRunsTests.ContractOf("freshness: {max_age_days: 60, retrain_every_days: 28, tolerated_loss: 0.1, label_delay_days: 1}\n"), seen);
        Assert.True(answer == verdict.Answer, verdict.Says);
        if (turn > 0 && !isShuffled)
        {
            Assert.True(seen.Slope > 0.01, $"{seen.Slope}");
            Assert.True(seen.Ages[^1].Gap > seen.Ages[0].Gap);
        }
    }

    [Fact]
    public async Task A_number_is_compared_by_its_error_and_less_of_it_is_better()
    {
        await using var project = SmallProject.With(Contract.Replace("classification", "regression", StringComparison.Ordinal), ("t.csv", Table(3, false, 2_700, isNumber: true)));

        var seen = await project.SeeAsync(new StalenessCurveProbe());

        Assert.Equal("mae", seen.Metric);
        Assert.True(seen.Ages[^1].Low > 0, "The old model errs more.");
    }

    [Theory]
    [InlineData(800, "do not fill 9 windows")]
    public async Task Too_little_history_shows_nothing(int rows, string says)
    {
        await using var project = SmallProject.With(Contract, ("t.csv", Table(0, false, rows)));
        Assert.Contains(says, await project.WhyNotAsync(new StalenessCurveProbe()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_time_nothing_grows_old()
    {
        await using var project = SmallProject.With(Contract.Replace(", time: at", "", StringComparison.Ordinal), ("t.csv", Table(0, false, 900)));
        Assert.Contains("No column tells when a row was", await project.WhyNotAsync(new StalenessCurveProbe()), StringComparison.Ordinal);
    }

    /// <summary>180 days; the direction in which a and b make the label turns by so many radians over that time.</summary>
    private static string Table(double turn, bool isShuffled, int rows, bool isNumber = false)
    {
        var random = new Random(57);
        var text = new StringBuilder("at,a,b,y\n");
        for (var i = 0; i < rows; i++)
        {
            var (a, b, angle) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5, turn * i / rows);
            var along = (a * Math.Cos(angle)) + (b * Math.Sin(angle));
            var label = isNumber ? along : random.NextDouble() < 1 / (1 + Math.Exp(-8 * along)) ? 1 : 0;
            var day = 180.0 * (isShuffled ? random.Next(rows) : i) / rows;
            text.Append(CultureInfo.InvariantCulture, $"{new DateTime(2026, 1, 1).AddDays(day):yyyy-MM-dd HH:mm:ss},{a:0.0000},{b:0.0000},{label:0.####}\n");
        }

        return text.ToString();
    }
}
