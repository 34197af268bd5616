using System.Net;
using System.Text.Json.Nodes;

using Airworthy.Serving.PredictionLog;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Explaining;

/// <summary>Rows of the log, drawn at random, for whoever makes their features again.</summary>
public sealed class LoggedRowTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_the_version_that_was_asked_are_drawn_with_their_values_and_without_those_of_persons()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", fallback = new[] { "constant:0.2" }, log_features = true, privacy = new { classes = new Dictionary<string, string> { ["origin"] = "personal" } } });
        await host.LookAsync();
        for (var i = 0; i < 3; i++)
        {
            await host.AskAsync("/models/late/predict", new { id = $"r{i}", rows = new[] { new { age = 31 + i, origin = "ORD", at = "2001-06-01T08:00:00" } } });
        }

        await host.Things.GetRequiredService<RequestLog>().SealAsync(Cancel);
        var told = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/rows?model=models:/late/1&count=2", Cancel))!;
        Assert.Equal((3, 2), ((int)told["found"]!, told["rows"]!.AsArray().Count));
        var row = told["rows"]![0]!;
        Assert.Equal(31 + int.Parse(((string)row["id"]!)[1..], System.Globalization.CultureInfo.InvariantCulture), (int)row["features"]!["age"]!);
        Assert.False(row["features"]!.AsObject().ContainsKey("origin"), "a keyed hash is no value");
        Assert.True((bool)row["own"]!);
        Assert.InRange((double)row["outputs"]!["score"]!, 0, 1);

        Assert.Empty(JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/rows?model=models:/late/2", Cancel))!["rows"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.GetAsync("/api/airworthy/endpoints/late/rows", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/api/airworthy/endpoints/early/rows?model=models:/late/1", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_row_has_the_values_that_it_brought_and_not_what_rows_of_a_constant_in_the_same_file_have()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "constant:0.2", log_features = true });
        await AskedAsync("r1");
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", log_features = true, policy = new { shadow_hours = 0, shadow_requests = 0, steps_percent = new[] { 100 } } });
        for (var steps = 0; steps < 2; steps++)
        {
            await host.AskAsync("/api/airworthy/endpoints/late/promote", new { });
        }

        await AskedAsync("r2");
        await host.Things.GetRequiredService<RequestLog>().SealAsync(Cancel);
        var told = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/rows?model=models:/late/1", Cancel))!;
        Assert.Equal("r2", (string?)Assert.Single(told["rows"]!.AsArray())!["id"]);
        Assert.Equal(["age", "at", "origin"], Assert.Single(told["rows"]!.AsArray())!["features"]!.AsObject().Select(f => f.Key).Order());

        Task AskedAsync(string id) => host.AskAsync("/models/late/predict", new { id, rows = new[] { new { age = 31, origin = "ORD", at = "2001-06-01T08:00:00" } } });
    }
}
