using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Airworthy.Serving.PredictionLog;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Explaining;

/// <summary>One request, followed by its id.</summary>
public sealed class RequestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_found_in_segments_and_in_Parquet_with_its_values_and_asked_again_of_the_version_that_answered()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        Assert.True((await StartAsync(host, new { model = "models:/late/1", log_features = true, threshold = 0.25 })).IsSuccessStatusCode);
        await host.LookAsync();

        var said = await PostAsync(host, "/models/late/predict", """{"id": "r1", "rows": [{"age": 31, "origin": "ORD", "at": "2001-06-01T08:00:00"}, {"age": null, "origin": "JFK", "at": "2001-06-01T09:00:00"}]}""");
        Assert.Equal(HttpStatusCode.OK, said.StatusCode);
        var answers = JsonNode.Parse(await said.Content.ReadAsStringAsync(Cancel))!["predictions"]!.AsArray();
        await host.Http.PostAsJsonAsync("/models/late/feedback", new { feedback = new[] { new { request_id = "r1", row = 1, label = true, source = "arrivals" } } }, Cancel);

        for (var isSealed = false; ; isSealed = true)
        {
            var told = await ToldAsync(host, "r1");
            var rows = told["rows"]!.AsArray();
            Assert.Equal([0, 1], rows.Select(r => (int)r!["row"]!));
            Assert.Equal((31.0, "ORD"), ((double)rows[0]!["features"]!["age"]!, (string)rows[0]!["features"]!["origin"]!));
            Assert.Null(rows[1]!["features"]!["age"]);
            for (var r = 0; r < 2; r++)
            {
                Assert.Equal(("models:/late/1", "live", "primary", 0.25), ((string)rows[r]!["model"]!, (string)rows[r]!["arm"]!, (string)rows[r]!["served_by"]!, (double)rows[r]!["threshold"]!));
                Assert.Equal((float)answers[r]!, (float)rows[r]!["outputs"]!["score"]!);
            }

            Assert.True((bool)rows[0]!["again"]!["same"]!, told.ToJsonString());
            Assert.Equal(0, (double)rows[0]!["again"]!["largest_difference"]!);
            Assert.Equal("true", (string)told["feedback"]![0]!["label"]!);
            if (isSealed)
            {
                break;
            }

            await host.Things.GetRequiredService<RequestLog>().SealAsync(Cancel);
        }
    }

    [Fact]
    public async Task Plain_rows_that_a_constant_answered_show_no_column_that_nobody_sent()
    {
        await using var host = await GatewayHost.StartAsync();
        Assert.True((await StartAsync(host, new { model = "constant:0.2", log_features = true })).IsSuccessStatusCode);
        await host.LookAsync();
        await PostAsync(host, "/models/late/predict", """{"id": "c1", "rows": [{"age": 31}]}""");

        var row = (await ToldAsync(host, "c1"))["rows"]![0]!;
        Assert.Empty(row["features"]!.AsObject());
        Assert.Equal(0.2, (double)row["outputs"]!.AsObject().First().Value!, 6);
    }

    [Fact]
    public async Task An_earlier_version_is_loaded_to_be_asked_again_and_a_changed_log_shows()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await StartAsync(host, new { model = "models:/late/1", log_features = true });
        await host.LookAsync();
        await PostAsync(host, "/models/late/predict", """{"id": "old", "rows": [{"age": 31, "origin": "ORD", "at": "2001-06-01T08:00:00"}]}""");
        foreach (var model in (string[])["constant:0.5", "constant:0.6"])
        {
            Assert.True((await StartAsync(host, new { model })).IsSuccessStatusCode);
            while ((await host.Http.PostAsJsonAsync("/api/airworthy/endpoints/late/promote", new { reason = "a rehearsal of going on by hand" }, Cancel)).IsSuccessStatusCode)
            {
                await host.LookAsync();
            }

            await host.LookAsync();
        }

        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/v2/models/late/versions/1", Cancel)).StatusCode);
        var before = (await ToldAsync(host, "old"))["rows"]![0]!;
        Assert.True((bool)before["again"]!["same"]!);

        var replays = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/replays?count=5", Cancel))!;
        Assert.Equal((1, "old", true), ((int)replays["kept"]!, (string)replays["rows"]![0]!["id"]!, (bool)replays["rows"]![0]!["same"]!));
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.GetAsync("/api/airworthy/endpoints/late/replays?count=0", Cancel)).StatusCode);

        // The answer that the log holds is not what the version says: an encoder that changed would look like this.
        var entry = (await host.Things.GetRequiredService<RequestLog>().FindAsync("late", "old", Cancel))[0];
        using var other = new Airworthy.Serving.Models.OnnxModel(TestModels.Columns(bias: -1), null);
        var differs = await Airworthy.Serving.Explaining.Replay.OfAsync(other, entry, Cancel);
        Assert.False(differs.IsSame);
        Assert.InRange(differs.Difference!.Value, 0.01, 1);
    }

    [Fact]
    public async Task Without_values_in_the_log_nothing_is_asked_again_and_what_was_never_kept_is_not_found()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await StartAsync(host, new { model = "models:/late/1" });
        await host.LookAsync();
        await PostAsync(host, "/models/late/predict", """{"id": "r2", "rows": [{"age": 31, "origin": "ORD", "at": "2001-06-01T08:00:00"}]}""");

        var row = (await ToldAsync(host, "r2"))["rows"]![0]!;
        Assert.Empty(row["features"]!.AsObject());
        Assert.Contains("keeps no values", (string)row["again"]!["why_not"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/models/late/requests/never", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/models/nobody/requests/r2", Cancel)).StatusCode);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_names_of_what_logged_requests_carried_are_told_and_no_value_whether_the_log_keeps_values_or_not(bool values)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await StartAsync(host, new { model = "models:/late/1", log_features = values });
        await host.LookAsync();
        await PostAsync(host, "/models/late/predict", """{"id": "r3", "rows": [{"age": 31, "origin": "ORD", "at": "2001-06-01T08:00:00"}, {"age": 32, "origin": "ORD", "at": "2001-06-01T08:00:00"}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(host, "/models/late/predict", """{"rows": [{"age": 31, "origin": "ORD", "at": "2001-06-01T08:00:00", "passenger_name": "x"}]}""")).StatusCode);

        var text = await host.Http.GetStringAsync("/api/airworthy/endpoints/late/names?days=1", Cancel);

        var told = JsonNode.Parse(text)!;
        Assert.Equal((2, 0), ((int)told["rows"]!, (int)told["unnamed"]!));
        Assert.Equal(["age 2", "at 2", "origin 2"], told["names"]!.AsArray().Select(n => $"{n!["name"]} {n["rows"]}"));
        Assert.DoesNotContain("ORD", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/api/airworthy/endpoints/nobody/names", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Nobody_knows_what_a_row_carried_that_a_constant_answered()
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, new { model = "constant:0.5", log_features = true });
        await host.LookAsync();
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, "/models/late/predict", """{"rows": [{"passenger_name": "x"}]}""")).StatusCode);

        var told = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/names", Cancel))!;

        Assert.Equal((1, 1, 0), ((int)told["rows"]!, (int)told["unnamed"]!, told["names"]!.AsArray().Count));
    }

    private static Task<HttpResponseMessage> StartAsync(GatewayHost host, object asked) => host.Http.PostAsJsonAsync("/api/airworthy/endpoints/late/releases", asked, Cancel);

    private static Task<HttpResponseMessage> PostAsync(GatewayHost host, string path, string body) => host.Http.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancel);

    private static async Task<JsonNode> ToldAsync(GatewayHost host, string id)
    {
        var answer = await host.Http.GetAsync($"/models/late/requests/{id}", Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }
}
