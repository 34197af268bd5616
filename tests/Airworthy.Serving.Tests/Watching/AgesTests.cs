using System.Globalization;
using System.Text.Json.Nodes;

using Airworthy.Serving.Monitoring.Alerts;
using Airworthy.Serving.Tests.Guards;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Watching;

/// <summary>How old the model, what it learnt from and what it is asked about are.</summary>
public sealed class AgesTests
{
    private const double Day = 86_400;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ages_are_gauges_beside_the_limit_and_what_is_not_known_has_no_line()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("rule", "constant:0.2");
        Assert.Empty(await LinesAsync(host));

        await host.RegisterAsync("late", TestModels.Columns());
        var now = host.Clock.GetUtcNow();
        await GuardedRowsTests.FitAsync(host, "late", "1", newest: now.AddDays(-40));
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", max_age_days = 30, guards = new { when = new[] { "timeout" } } });
        await host.AskAsync("/models/late/predict", new { rows = new[] { Row(now.AddHours(-3)), Row(now.AddDays(1000)), Row(now.AddDays(-9)) } });
        await host.AskAsync("/models/late/predict", new { rows = new[] { Row(now.AddDays(-9)) } }); // an odd old row hides nothing
        host.Clock.Ahead = TimeSpan.FromDays(2);

        var lines = await LinesAsync(host);
        const string Model = "endpoint=\"late\",model=\"models:/late/1\"", Endpoint = "endpoint=\"late\"";
        AssertAge(2 * Day, lines[$"airworthy_model_age_seconds{{{Model}}}"]);
        AssertAge(30 * Day, lines[$"airworthy_model_age_limit_seconds{{{Endpoint}}}"]);
        AssertAge(42 * Day, lines[$"airworthy_training_data_age_seconds{{{Model}}}"]);
        AssertAge(Day / 8, lines[$"airworthy_feature_age_seconds{{{Endpoint}}}"]);
        Assert.Equal(4, lines.Count);
        var ages = (await host.StatusAsync("late"))["ages"]!;
        AssertAge(42 * Day, (double)ages["models"]![0]!["data_age_seconds"]!);
        AssertAge(30 * Day, (double)ages["limit_seconds"]!);
    }

    [Fact]
    public async Task A_version_in_use_that_is_too_old_raises_one_alert_and_another_version_ends_it()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        Assert.Equal(400, (await host.PostAsync("/api/airworthy/endpoints/late/releases", """{"model": "models:/late/1", "max_age_days": -1}""")).Status);
        await host.ReleaseAsync("late", "models:/late/1");
        host.Clock.Ahead = TimeSpan.FromDays(31);
        Assert.Empty(await AlertsAsync(host)); // nothing was promised
        await host.AskAsync("/api/airworthy/endpoints/late/guards", new { max_age_days = 30 });
        await AlertsAsync(host);
        var alert = Assert.Single(await AlertsAsync(host))!;
        Assert.Equal("models:/late/1 was registered 31 days ago; 30 days are the limit. Train a new one, and release it.", (string)alert["says"]!);
        Assert.Null(alert["ended_at"]);

        await host.RegisterAsync("late", TestModels.Columns(bias: -1));
        await host.ReleaseAsync("late", "models:/late/2", new { shadow_hours = 0 });
        for (var step = 0; step < 5 && (string)(await host.StatusAsync("late"))["table"]!["live"]!["model"]! != "models:/late/2"; step++)
        {
            await host.AskAsync("/api/airworthy/endpoints/late/promote", new { });
        }

        Assert.NotNull(Assert.Single(await AlertsAsync(host))!["ended_at"]);
    }

    private static object Row(DateTimeOffset at) => new { age = 40, origin = "ORD", at = at.ToUnixTimeSeconds() };

    private static void AssertAge(double expected, double seconds) => Assert.InRange(seconds, expected - 1, expected + 600);

    private static async Task<Dictionary<string, double>> LinesAsync(GatewayHost host) => (await host.Http.GetStringAsync("/metrics", Cancel)).Split('\n')
        .Where(l => l.StartsWith("airworthy_", StringComparison.Ordinal) && l.Split('{')[0].EndsWith("_seconds", StringComparison.Ordinal) && l.Contains("age_", StringComparison.Ordinal) && !l.StartsWith("airworthy_route_table", StringComparison.Ordinal))
        .ToDictionary(l => l[..l.LastIndexOf(' ')], l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static async Task<JsonArray> AlertsAsync(GatewayHost host)
    {
        await host.Things.GetRequiredService<AgeWatch>().LookAsync(Cancel);
        return JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/alerts", Cancel))!["alerts"]!.AsArray();
    }
}
