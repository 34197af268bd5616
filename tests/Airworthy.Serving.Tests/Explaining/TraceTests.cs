using System.Globalization;
using System.Text.Json.Nodes;

using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Tests.Guards;

namespace Airworthy.Serving.Tests.Explaining;

/// <summary>What the trace of a request tells beside its values: where they lie among training, and what each moved the answer by.</summary>
public sealed class TraceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Ages of 0 to 100 each four times, three in four from ORD, all at nine o'clock.</summary>
    private static DistanceProfile Training()
    {
        var values = new List<float>();
        for (var i = 0; i < 404; i++)
        {
            values.AddRange([i % 101, i % 4 == 0 ? 0 : 1, 9]);
        }

        var rows = new FloatMatrix(404, 3, [.. values]);
        return DistanceFit.Fit([new DistanceColumn("age", null), new DistanceColumn("origin", ["DFW", "ORD"]), new DistanceColumn("at" + FittedGuards.HourOf, [.. Enumerable.Range(0, 24).Select(h => h.ToString(CultureInfo.InvariantCulture))])], rows, rows, 0.01);
    }

    [Fact]
    public async Task Each_feature_has_its_place_among_training_and_the_parts_add_up_to_the_answer()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await GuardedRowsTests.KeepAsync(host, "late", "1", Training());
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", log_features = true, threshold = 0.25, guards = new { when = new[] { "timeout" } } });
        var answer = await host.AskAsync("/models/late/predict", new { id = "r1", rows = new[] { new { age = 30, origin = "DFW", at = 9.5 * 3600 } } });
        await host.AskAsync("/models/late/predict", new { id = "r2", rows = new[] { new { age = 200, origin = "XXX", at = 0.0 } } });

        var row = await RowAsync(host, "r1");
        var among = row["among_training"]!;
        Assert.InRange((double)among["age"]!["percentile"]!, 28, 31);
        Assert.InRange((double)among["origin"]!["share"]!, 0.245, 0.255);
        Assert.InRange((double)among["at"]!["share"]!, 0.95, 1);

        // sigmoid(0.03·age + 2·rate + 0.05·hour + 0.01·weekday − 2), against an age of 50, ORD and nine o'clock on a Thursday.
        var parts = row["again"]!["parts"]!;
        Assert.Equal(0.03 * (30 - 50), (double)parts["features"]!["age"]!, 0.02);
        Assert.Equal(2 * (0.1 - 0.3), (double)parts["features"]!["origin"]!, 1e-6);
        Assert.Equal(0.05 * 0.5, (double)parts["features"]!["at"]!, 1e-6);
        Assert.InRange((double)parts["apart"]!, 0, 1e-6);
        Assert.Equal((double)answer["predictions"]![0]!, 1 / (1 + Math.Exp(-(double)parts["sum"]!)), 1e-6);
        Assert.Equal((double)parts["sum"]!, (double)parts["ordinary_row"]! + parts["features"]!.AsObject().Sum(p => (double)p.Value!), 1e-9);

        var strange = (await RowAsync(host, "r2"))["among_training"]!;
        Assert.Equal((100.0, 0.0), ((double)strange["age"]!["percentile"]!, (double)strange["origin"]!["share"]!));
    }

    [Fact]
    public async Task Without_guards_the_trace_says_what_is_missing_to_tell_more()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", log_features = true });
        await host.AskAsync("/models/late/predict", new { id = "r1", rows = new[] { new { age = 30, origin = "DFW", at = 0 } } });

        var row = await RowAsync(host, "r1");

        Assert.Empty(row["among_training"]!.AsObject());
        Assert.Contains("airworthy guard fit", (string)row["again"]!["parts"]!["why_not"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0), InlineData(10, 5), InlineData(0.5, 0.5), InlineData(-1, 0), InlineData(99, 100)]
    public void A_percentile_is_that_of_the_sorted_rows(double value, double expected)
    {
        // 1,000 rows: half of them 0 to 9, evenly; the others 20 and 21. The value of many rows has the middle of its percentiles.
        var rows = new FloatMatrix(1_000, 1, [.. Enumerable.Range(0, 1_000).Select(i => i < 500 ? i / 50f : i < 750 ? 20f : 21f)]);
        var column = DistanceFit.Fit([new DistanceColumn("x", null)], rows, rows, 0.01).Columns[0];

        var place = TrainingPlace.Of(column, value)!.Value.Percentile!.Value;

        Assert.Equal(expected switch { 5 => 50, 0.5 => 2.5, _ => expected }, place, 1.01);
    }

    private static async Task<JsonNode> RowAsync(GatewayHost host, string id) => JsonNode.Parse(await host.Http.GetStringAsync($"/models/late/requests/{id}", Cancel))!["rows"]![0]!;
}
