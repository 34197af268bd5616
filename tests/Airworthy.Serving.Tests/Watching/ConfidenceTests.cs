using System.Globalization;
using System.Text.Json.Nodes;

using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Tests.Guards;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Watching;

/// <summary>How sure answers were, by the windows and since the start.</summary>
public sealed class ConfidenceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task How_sure_answers_were_is_told_by_minute_hour_and_day_and_held_against_the_rows_held_out()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await GuardedRowsTests.FitAsync(host, "late", "1", confidence: [.. Enumerable.Repeat(0L, 10), 500, .. Enumerable.Repeat(0L, 9)]); // never sure
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", guards = new { when = new[] { "timeout" } } });
        var scores = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            scores.Add((double)(await host.AskAsync("/models/late/predict", new { rows = new[] { new { age = i % 4 == 0 ? 0 : 60 + i, origin = "ORD", at = 0 } } }))["predictions"]![0]!);
        }

        await host.Things.GetRequiredService<MinuteBook>().KeepAsync(Cancel);
        host.Clock.Ahead += TimeSpan.FromMinutes(1);
        var answer = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/confidence", Cancel))!;
        foreach (var window in answer["windows"]!.AsArray().Where(w => (long)w!["window"]! > 60)) // where a minute ended meanwhile, the last one holds some of them
        {
            Assert.Equal(40, (long)window!["rows"]!);
            Assert.Equal(scores.Average(s => Math.Max(s, 1 - s)), (double)window["mean"]!, 1e-4);
            Assert.Equal(scores.Average(s => -(s * Math.Log(s)) - ((1 - s) * Math.Log(1 - s))), (double)window["entropy"]!, 1e-4);
            Assert.Equal(scores.Count(s => s >= 0.5) / 40.0, (double)window["decided"]![1]!, 1e-9);
            Assert.Equal(scores.Count(s => Math.Max(s, 1 - s) is > 0.7 and <= 0.75), (long)window["histogram"]![14]!);
            Assert.True((double)window["psi"]! > 0.5);
        }

        Assert.Equal([60, 3600, 86400], answer["windows"]!.AsArray().Select(w => (long)w!["window"]!).Distinct());
        var shift = answer["since_start"]![0]!;
        Assert.True((double)shift["log_e"]! > (double)shift["log_limit"]!, shift.ToJsonString());
        var metrics = (await host.Http.GetStringAsync("/metrics", Cancel)).Split('\n');
        const string Live = "endpoint=\"late\",model=\"models:/late/1\",arm=\"live\"";
        Assert.Contains($"airworthy_decided_total{{{Live},class=\"1\"}} {scores.Count(s => s >= 0.5)}", metrics);
        Assert.Equal(scores.Sum(s => Math.Max(s, 1 - s)), double.Parse(metrics.Single(l => l.StartsWith($"airworthy_confidence_sum{{{Live}}} ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture), 1e-3);
        Assert.Contains(metrics, l => l.StartsWith($"airworthy_confidence_log_e{{{Live}}} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_probability_is_not_counted()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:17");
        await host.PostAsync("/invocations", """{"instances":[1]}""");
        await host.Things.GetRequiredService<MinuteBook>().KeepAsync(Cancel);
        host.Clock.Ahead += TimeSpan.FromMinutes(1);
        var window = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/confidence", Cancel))!["windows"]!.AsArray()[^1]!;
        Assert.Equal((0, null, 0), ((long)window["rows"]!, (double?)window["mean"], window["decided"]!.AsArray().Count));
    }

    [Fact]
    public async Task Probabilities_are_held_against_the_outcomes_that_came()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        for (var i = 0; i < 20; i++)
        {
            await host.AskAsync("/models/late/predict", new { id = $"r{i}", rows = new[] { new { distance = i } } });
        }

        Task TellAsync(Func<int, object> label) => host.PostAsync("/models/late/feedback", System.Text.Json.JsonSerializer.Serialize(new { feedback = Enumerable.Range(0, 10).Select(i => new { request_id = $"r{i}", label = label(i) }) }));
        host.Clock.Ahead += TimeSpan.FromHours(1);
        await TellAsync(i => i == 9); // and then corrected
        host.Clock.Ahead += TimeSpan.FromHours(4);
        await TellAsync(i => i < 3);
        await TellAsync(i => i < 3);
        await host.PostAsync("/models/late/feedback", """{"feedback":[{"request_id":"r15","label":"perhaps"},{"request_id":"nobody","label":true}]}""");
        var answer = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/calibration?days=1", Cancel))!["versions"]!.AsArray();

        var of = Assert.Single(answer)!;
        Assert.Equal(("constant:0.2", "live", 20, 10, 0.5), ((string)of["model"]!, (string)of["arm"]!, (long)of["rows"]!, (long)of["labelled"]!, (double)of["share"]!));
        Assert.Equal((0.3 * 0.64) + (0.7 * 0.04), (double)of["brier"]!, 1e-6);
        Assert.Equal(0.1, (double)of["ece"]!, 1e-6);
        Assert.All((string[])["p50", "p90", "longest"], quantile => Assert.InRange((double)of["delay"]![quantile]!, 3600, 3 * 3600));
    }

    [Fact]
    public void Buckets_of_probabilities_are_those_of_their_bounds()
    {
        for (var i = 0; i <= 100_000; i++)
        {
            Assert.Equal(Buckets.Of(Buckets.Confidence, i / 100_000.0), Buckets.OfConfidence(i / 100_000.0));
        }
    }
}
