using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Monitoring.Alerts;
using Airworthy.Tracking.Tests.Webhooks;

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
    public async Task Webhooks_are_told_of_an_alert_signed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await GatewayHost.StartAsync();
        await host.AskAsync("/api/2.0/mlflow/webhooks", new { name = "pager", url = receiver.Url, secret = "psst", events = new[] { "RAISED", "ENDED", "ANSWERED" }.Select(action => new { entity = "ENDPOINT_ALERT", action }) });
        await StartAsync(host, new { max_bad_rows = 0.1, window_hours = 1 });
        await SendAsync(host, good: 10, bad: 30);
        await WatchAsync(host);
        await WatchAsync(host);

        // A delivery may arrive twice, and does where the clock jumps before it was noted: each is told by its id.
        var known = new HashSet<string>();
        async Task<Received> NextAsync()
        {
            var got = await receiver.NextAsync();
            return known.Add(got.Id) ? got : await NextAsync();
        }

        var raised = await NextAsync();
        Assert.Equal(raised.Signed("psst"u8.ToArray()), raised.Headers["webhook-signature"]);
        Assert.Equal(("endpoint_alert", "raised", "late", 1, "inputs"), Told(raised));
        Assert.StartsWith("75.0 % of 40 rows", raised.Json.GetProperty("data").GetProperty("says").GetString(), StringComparison.Ordinal);

        await host.AskAsync($"{Alerts}/1", new { outcome = "Acted", reason = "the caller was mended" });
        var answered = await NextAsync();
        Assert.Equal(("endpoint_alert", "answered", "late", 1, "inputs"), Told(answered));
        Assert.Equal(("Acted", "the caller was mended"), (answered.Json.GetProperty("data").GetProperty("outcome").GetString(), answered.Json.GetProperty("data").GetProperty("reason").GetString()));

        host.Clock.Ahead = TimeSpan.FromHours(2);
        await WatchAsync(host);
        var ended = await NextAsync();
        Assert.Equal(("endpoint_alert", "ended", "late", 1, "inputs"), Told(ended));
        Assert.True(ended.Json.GetProperty("data").GetProperty("ended_at").GetInt64() > ended.Json.GetProperty("data").GetProperty("raised_at").GetInt64());

        static (string?, string?, string?, int, string?) Told(Received got) => got.Json.GetProperty("data") is var data
            ? (got.Json.GetProperty("entity").GetString(), got.Json.GetProperty("action").GetString(), data.GetProperty("endpoint").GetString(), data.GetProperty("no").GetInt32(), data.GetProperty("kind").GetString()) : default;
    }

    [Fact]
    public async Task A_request_whose_rows_all_go_elsewhere_came_and_hides_none_that_got_no_answer()
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, null);
        await SendAsync(host, good: 2, bad: 0);
        await SendAsync(host, good: 0, bad: 2);
        await SendAsync(host, good: 1, bad: 1);
        await host.ReleaseAsync("strict", "models:/late/1", null, "refuse");
        await host.AskAsync("/api/airworthy/endpoints/strict/guards", new { guards = new { when = new[] { "out_of_range" }, schema = s_schema } });
        await host.LookAsync();
        Assert.Equal(422, (await host.PostAsync("/models/strict/predict", """{"rows": [{"age": 400, "origin": "ORD", "at": 0}]}""")).Status);

        var metrics = await host.Http.GetStringAsync("/metrics", Cancel);
        foreach (var (endpoint, came, unanswered) in new[] { ("late", 3, 0), ("strict", 1, 1) })
        {
            Assert.Contains($"airworthy_came_total{{endpoint=\"{endpoint}\",model=\"models:/late/1\",arm=\"live\"}} {came}\n", metrics, StringComparison.Ordinal);
            Assert.Contains($"airworthy_unanswered_total{{endpoint=\"{endpoint}\",model=\"models:/late/1\",arm=\"live\"}} {unanswered}\n", metrics, StringComparison.Ordinal);
        }
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
