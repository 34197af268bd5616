using System.Text.Json.Nodes;

using Airworthy.Serving.PredictionLog;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>What the gateway remembers: outcomes, counts, and the prediction log.</summary>
public sealed class RecordedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outcome_told_twice_is_kept_once_and_a_correction_beside_the_first()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");

        Assert.Equal((202, """{"new":2,"corrected":0}"""), await host.PostAsync("/models/late/feedback", """{"feedback":[{"request_id":"r1","label":true,"observed_at":"2001-06-02T00:00:00Z"},{"request_id":"r2","label":17.5,"row":3}]}"""));
        Assert.Equal((202, """{"new":0,"corrected":0}"""), await host.PostAsync("/models/late/feedback", """{"feedback":[{"request_id":"r1","label":true}]}"""));
        Assert.Equal((202, """{"new":0,"corrected":1}"""), await host.PostAsync("/models/late/feedback", """{"feedback":[{"request_id":"r1","label":false}]}"""));
        Assert.Equal(3, await host.Database.ReadAsync(s => s.FirstAsync<long>("select count(*) from serving_feedback"), Cancel));
    }

    [Theory]
    [InlineData("/models/none/feedback", """{"feedback":[{"request_id":"r1","label":true}]}""", 404, "No endpoint is called none")]
    [InlineData("/models/late/feedback", """{"feedback":[]}""", 400, "no list of 1 to 1000 outcomes")]
    [InlineData("/models/late/feedback", """{"feedback":[{"label":true},{"request_id":"r1","label":null}]}""", 400, "feedback[0].request_id is no text of 1 to 200 characters. feedback[1].label is no truth, number or text")]
    public async Task Outcomes_that_cannot_be_read_are_refused_whole(string path, string body, int status, string says)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        var (code, answer) = await host.PostAsync(path, body);

        Assert.Equal(status, code);
        Assert.Contains(says, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_and_log_agree_with_what_was_asked()
    {
        await using var host = await GatewayHost.StartAsync();
        var version = await host.RegisterAsync("late", TestModels.Broken());
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = $"models:/late/{version}", fallback = new[] { "constant: 0.25", "refuse" }, log_features = true });
        for (var i = 0; i < 12; i++)
        {
            var answer = await host.AskAsync("/models/late/predict", new { id = $"r{i}", rows = new[] { new { age = i < 3 ? 2000 : 30, origin = "ORD", at = 0 }, new { age = 31, origin = "DFW", at = 1 } } });
            Assert.Equal(i < 3, (bool)answer["degraded"]!);
            Assert.Equal("models:/late/1", (string)answer["served_by"]!);
            Assert.Equal(i < 3 ? "constant:0.25" : null, (string?)answer["rows"]?[0]!["served_by"]);
        }

        var metrics = (await host.Http.GetStringAsync("/metrics", Cancel)).Split('\n');
        const string Live = "endpoint=\"late\",model=\"models:/late/1\",arm=\"live\"";
        Assert.Contains($"airworthy_requests_total{{{Live}}} 12", metrics);
        Assert.Contains($"airworthy_non_finite_total{{{Live}}} 3", metrics);
        Assert.Contains($"airworthy_fallbacks_total{{{Live}}} 3", metrics);
        Assert.Contains($"airworthy_latency_seconds_count{{{Live}}} 12", metrics);
        Assert.Contains("airworthy_generation{endpoint=\"late\"} 1", metrics);

        await host.Things.GetRequiredService<RequestLog>().SealAsync(Cancel);
        var files = Directory.GetFiles(host.Log, "*.parquet", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.Equal(24, host.Things.GetRequiredService<RequestLog>().Counts!.Sealed);
    }

    [Fact]
    public async Task Without_a_word_that_features_tell_of_nobody_their_values_are_not_written_down()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", $"models:/late/{await host.RegisterAsync("late", TestModels.Columns())}");
        await host.AskAsync("/models/late/predict", new { rows = new[] { new { age = 30, origin = "SECRET-PLACE", at = 0 } } });
        await host.Things.GetRequiredService<RequestLog>().SealAsync(Cancel);

        var files = Directory.GetFiles(host.Log, "*.parquet", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.DoesNotContain("SECRET-PLACE", File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Minutes_are_kept_added_up_and_survive_a_restart()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        await host.PostAsync("/invocations", """{"instances":[1,2]}""");
        await host.Things.GetRequiredService<Monitoring.MinuteBook>().KeepAsync(Cancel);
        await host.PostAsync("/invocations", """{"instances":[1,2]}""");
        await host.PostAsync("/invocations", """{"instances":[1,2]}""");
        await host.Things.GetRequiredService<Monitoring.MinuteBook>().KeepAsync(Cancel);

        var minutes = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/minutes", Cancel))!["minutes"]!.AsArray();
        Assert.Equal(3, minutes.Sum(m => (long)m!["requests"]!));
        Assert.Equal(6, minutes.Sum(m => (long)m!["rows"]!));
    }
}
