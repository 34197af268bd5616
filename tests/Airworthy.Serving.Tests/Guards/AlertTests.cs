using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Monitoring.Alerts;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Guards;

/// <summary>Alerts about rows that break the schema.</summary>
public sealed class AlertTests
{
    private const string Alerts = "/api/airworthy/endpoints/late/alerts";

    private static readonly object s_schema = new { columns = new Dictionary<string, object> { ["age"] = new { required = true, low = 0, high = 100 } } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_is_raised_once_beyond_chance_names_the_column_is_answered_and_ends_by_itself()
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, new { max_bad_rows = 0.1, window_hours = 1 });
        await SendAsync(host, good: 39, bad: 4);
        Assert.Empty(await ToldAsync(host)); // 9.3 %

        await SendAsync(host, good: 0, bad: 4);
        Assert.Empty(await ToldAsync(host)); // 17 %, of which chance explains all above 9 %

        await SendAsync(host, good: 0, bad: 30);
        await WatchAsync(host);
        var raised = Assert.Single(await ToldAsync(host))!;
        Assert.Equal("49.4 % of 77 rows in 1 hours break the schema or cannot be read; 10.0 % is the limit. Columns: age 38.", (string)raised["says"]!);
        Assert.Null(raised["ended_at"]);

        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.PostAsJsonAsync($"{Alerts}/1", new { outcome = "Acted" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.PostAsJsonAsync($"{Alerts}/2", new { outcome = "Acted", reason = "x" }, Cancel)).StatusCode);
        await host.AskAsync($"{Alerts}/1", new { outcome = "Dismissed", reason = "a test of the caller" });
        host.Clock.Ahead = TimeSpan.FromHours(2);
        var over = Assert.Single(await ToldAsync(host))!;
        Assert.Equal(("Dismissed", "a test of the caller", "anyone on this machine"), ((string)over["outcome"]!, (string)over["reason"]!, (string)over["by"]!));
        Assert.NotNull(over["ended_at"]);

        await SendAsync(host, good: 0, bad: 30);
        Assert.Equal([2, 1], (await ToldAsync(host)).Select(a => (int)a!["no"]!));
    }

    [Fact]
    public async Task Without_a_limit_no_alert_is_raised_and_one_that_is_no_share_is_refused()
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, null);
        await SendAsync(host, good: 0, bad: 30);
        Assert.Empty(await ToldAsync(host));
        Assert.Contains("guards.inputs", await (await host.Http.PostAsJsonAsync("/api/airworthy/endpoints/late/guards", new { guards = new { inputs = new { max_bad_rows = 1.5, window_hours = 1 } } }, Cancel)).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static async Task StartAsync(GatewayHost host, object? inputs)
    {
        await host.RegisterAsync("late", TestModels.Columns());
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", fallback = new[] { "constant:0.2" }, guards = new { when = new[] { "out_of_range" }, schema = s_schema, inputs } });
        await host.LookAsync();
    }

    private static Task<JsonNode> SendAsync(GatewayHost host, int good, int bad) =>
        host.AskAsync("/models/late/predict", new { rows = Enumerable.Range(0, good + bad).Select(i => new { age = i < good ? 40 : 400, origin = "ORD", at = 0 }).ToArray() });

    private static async Task<JsonArray> ToldAsync(GatewayHost host)
    {
        await WatchAsync(host);
        return JsonNode.Parse(await host.Http.GetStringAsync(Alerts, Cancel))!["alerts"]!.AsArray();
    }

    private static async Task WatchAsync(GatewayHost host)
    {
        await host.Things.GetRequiredService<MinuteBook>().KeepAsync(Cancel);
        await host.Things.GetRequiredService<InputWatch>().LookAsync(Cancel);
    }
}
