using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Guards;

namespace Airworthy.Serving.Tests.Guards;

public sealed class GuardedRowsTests
{
    private static readonly object s_schema = new { columns = new Dictionary<string, object> { ["age"] = new { required = true, low = 0, high = 100 }, ["origin"] = new { required = true, values = new[] { "ORD", "DFW" } } } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_one_request_are_answered_by_different_steps_and_each_says_by_whom_and_why()
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, TestModels.Columns(), new { when = new[] { "low_confidence", "out_of_range" }, low_confidence_below = 0.7, schema = s_schema }, "constant:0.2", "refuse");

        // sigmoid(0.03·age + 2·rate − 2): 100 is sure, 47 is not, 400 is above the schema.
        var answer = await host.AskAsync("/models/late/predict", new { rows = new[] { Row(100), Row(47), Row(400) } });

        Assert.Equal([null, "low_confidence", "out_of_range"], answer["rows"]!.AsArray().Select(r => (string?)r!["fallback_reason"]));
        Assert.Equal(["models:/late/1", "constant:0.2", "constant:0.2"], answer["rows"]!.AsArray().Select(r => (string)r!["served_by"]!));
        Assert.True((bool)answer["degraded"]!);
        Assert.Equal([0.2f, 0.2f], answer["predictions"]!.AsArray().Skip(1).Select(p => (float)p!));
        Assert.True((float)answer["predictions"]![0]! > 0.7);
        var metrics = (await host.Http.GetStringAsync("/metrics", Cancel)).Split('\n');
        Assert.Contains("airworthy_fallback_rows_total{endpoint=\"late\",model=\"models:/late/1\",arm=\"live\"} 2", metrics);
        Assert.Contains("airworthy_out_of_range_total{endpoint=\"late\",model=\"models:/late/1\",arm=\"live\"} 1", metrics);
    }

    [Fact]
    public async Task The_release_of_another_version_leaves_the_guards_of_the_one_in_use_in_force()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await FitAsync(host, "late", "1");
        var guards = new { when = new[] { "ood" } };
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", fallback = new[] { "constant:0.2" }, guards });
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "constant:0.4", fallback = new[] { "constant:0.2" }, guards });
        await host.LookAsync();

        var answer = await host.AskAsync("/models/late/predict", new { rows = new[] { Row(5000) } });
        Assert.Equal(("constant:0.2", "ood"), ((string)answer["served_by"]!, (string)answer["fallback_reason"]!));
    }

    [Fact]
    public async Task Doubts_that_the_contract_does_not_list_are_told_and_lead_nowhere()
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, TestModels.Columns(), new { when = new[] { "timeout" }, low_confidence_below = 0.7 }, "constant:0.2");

        var answer = await host.AskAsync("/models/late/predict", new { rows = new[] { Row(47) } });

        Assert.False((bool)answer["degraded"]!);
        Assert.Equal("low_confidence", (string)answer["rows"]![0]!["doubts"]![0]!);
    }

    [Theory]
    [InlineData("""{"rows":[{"age":400,"origin":"ORD","at":0}]}""", 400, "Row 0: age lies outside of what the approved schema allows: 0 to 100.")]
    [InlineData("""{"rows":[{"age":40,"origin":"XXX","at":0}]}""", 400, "Row 0: origin lies outside of what the approved schema allows: one of DFW, ORD.")]
    [InlineData("""{"rows":[{"age":null,"origin":"ORD","at":0}]}""", 400, "Row 0: age is missing, and must be there.")]
    [InlineData("""{"rows":[{"age":"old","origin":"ORD","at":0}]}""", 400, "Row 0: age is not a number.")]
    [InlineData("""{"rows":[{"age":40,"origin":"ORD","at":0}]}""", 200, "\"degraded\":false")]
    public async Task Wrong_input_that_the_contract_does_not_list_is_refused_by_name(string body, int status, string says)
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, TestModels.Columns(), new { when = new[] { "timeout", "ood" }, schema = s_schema }, "constant:0.2");

        var (code, answer) = await host.PostAsync("/models/late/predict", body);

        Assert.Equal(status, code);
        Assert.Contains(says, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"rows":[{"age":"old","origin":"ORD","at":0}]}""", "schema_error")]
    [InlineData("""{"rows":[{"origin":"ORD","at":0}]}""", "missing_required")]
    [InlineData("""{"rows":[{"age":null,"origin":"ORD","at":0}]}""", "missing_required")]
    public async Task Wrong_input_that_the_contract_lists_is_answered_by_what_needs_no_value(string body, string reason)
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, TestModels.Columns(), new { when = new[] { "schema_error", "missing_required" }, schema = s_schema }, "constant:0.2");

        var (status, answer) = await host.PostAsync("/models/late/predict", body);

        Assert.Equal(200, status);
        Assert.Equal((reason, "constant:0.2"), ((string)JsonNode.Parse(answer)!["fallback_reason"]!, (string)JsonNode.Parse(answer)!["served_by"]!));
    }

    [Fact]
    public async Task A_doubted_row_that_nothing_may_answer_is_refused_and_named()
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, TestModels.Columns(), new { when = new[] { "low_confidence" }, low_confidence_below = 0.7 }, "refuse");

        var (status, answer) = await host.PostAsync("/models/late/predict", """{"rows":[{"age":100,"origin":"ORD","at":0},{"age":47,"origin":"ORD","at":0}]}""");

        Assert.Equal(422, status);
        Assert.Contains("Row 1: the model is not sure (low_confidence).", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"parameters":{"timeout":60000},"rows":[{"age":1}]}""", null)]
    [InlineData("""{"rows":[{"age":1}]}""", "60")]
    public async Task A_model_that_exceeds_its_share_is_ended_and_the_next_step_answers_in_time(string body, string? header)
    {
        await using var host = await GatewayHost.StartAsync();
        await StartAsync(host, TestModels.Slow(), new { when = new[] { "timeout" } }, "constant:0.2");
        for (var i = 0; i < 3; i++)
        {
            using var ask = new HttpRequestMessage(HttpMethod.Post, "/models/late/predict") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            if (header is not null)
            {
                ask.Headers.Add("X-Deadline-Ms", header);
            }

            var began = Stopwatch.GetTimestamp();
            using var response = await host.Http.SendAsync(ask, Cancel);
            var took = Stopwatch.GetElapsedTime(began);
            var answer = await response.Content.ReadAsStringAsync(Cancel);

            Assert.True(response.IsSuccessStatusCode, answer);
            Assert.Contains("\"fallback_reason\":\"timeout\"", answer, StringComparison.Ordinal);
            Assert.True(took < TimeSpan.FromMilliseconds(600), $"{took.TotalMilliseconds:0} ms");
        }
    }

    [Theory]
    [InlineData(60_000, 200, "")]
    [InlineData(-1, 504, "The time in X-Deadline has passed.")]
    [InlineData(null, 400, "X-Deadline is no time")]
    public async Task Nobody_is_asked_after_the_time_at_which_nobody_waits_any_more(int? milliseconds, int status, string says)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        using var ask = new HttpRequestMessage(HttpMethod.Post, "/models/late/predict") { Content = new StringContent("""{"rows":[{"age":1}]}""", Encoding.UTF8, "application/json") };
        ask.Headers.Add("X-Deadline", milliseconds is { } left ? host.Clock.GetUtcNow().AddMilliseconds(left).ToString("O", System.Globalization.CultureInfo.InvariantCulture) : "soon");

        using var response = await host.Http.SendAsync(ask, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(says, await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fitted_guards_give_sets_and_call_strange_rows_out_and_a_broken_promise_ends_the_sets()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await FitAsync(host, "late", "1");
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", fallback = new[] { "constant:0.2" }, guards = new { when = new[] { "ood" } } });

        var answer = await host.AskAsync("/models/late/predict", new { id = "a", rows = new[] { Row(50), Row(5000) } });
        Assert.Equal([null, "ood"], answer["rows"]!.AsArray().Select(r => (string?)r!["fallback_reason"]));
        Assert.Equal("[0,1]", answer["rows"]![0]!["set"]!.ToJsonString());
        Assert.Equal(0.8, (double)answer["coverage"]!);
        var oip = await host.AskAsync("/v2/models/late/infer", new
        {
            parameters = new { guards = true },
            inputs = new object[] { new { name = "age", shape = new[] { 1, 1 }, datatype = "FP32", data = new[] { 100 } }, new { name = "origin", shape = new[] { 1, 1 }, datatype = "BYTES", data = new[] { "ORD" } }, new { name = "at", shape = new[] { 1, 1 }, datatype = "FP64", data = new[] { 0 } } },
        });
        Assert.Equal("[1]", (string)oip["outputs"]!.AsArray().Single(o => (string)o!["name"]! == "row_set")!["data"]![0]!);

        for (var i = 0; i < 40; i++)
        {
            await host.AskAsync("/models/late/predict", new { id = $"s{i}", rows = new[] { Row(100) } });
        }

        var labels = string.Join(",", Enumerable.Range(0, 40).Select(i => $$"""{"request_id":"s{{i}}","label":false}"""));
        Assert.Equal(202, (await host.PostAsync("/models/late/feedback", $$"""{"feedback":[{{labels}}]}""")).Status);
        var after = await host.AskAsync("/models/late/predict", new { rows = new[] { Row(50) } });
        Assert.Null(after["coverage"]);
        Assert.Null(after["rows"]![0]!["set"]);
        Assert.Contains("is not kept", (string)(await host.StatusAsync("late"))["guards"]![0]!["says"]!, StringComparison.Ordinal);
        Assert.Contains("airworthy_coverage_broken{endpoint=\"late\",model=\"models:/late/1\"} 1", (await host.Http.GetStringAsync("/metrics", Cancel)).Split('\n'));
    }

    [Fact]
    public async Task Guards_of_other_files_are_not_asked_and_each_row_counts_as_unknown()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await FitAsync(host, "late", "1", ofModel: "sha256:other");
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", fallback = new[] { "constant:0.2" }, guards = new { when = new[] { "ood" } } });

        Assert.False((bool)(await host.AskAsync("/models/late/predict", new { rows = new[] { Row(5000) } }))["degraded"]!);
        Assert.Contains("were fitted to other files", (string)(await host.StatusAsync("late"))["guards"]![0]!["says"]!, StringComparison.Ordinal);
        Assert.Contains("airworthy_guard_unknown_total{endpoint=\"late\",model=\"models:/late/1\",arm=\"live\"} 1", (await host.Http.GetStringAsync("/metrics", Cancel)).Split('\n'));
    }

    [Fact]
    public async Task A_row_left_to_a_person_waits_until_one_answers()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", log_features = true, fallback = new[] { "human", "refuse" }, guards = new { when = new[] { "low_confidence" }, low_confidence_below = 0.7 } });

        var answer = await host.AskAsync("/models/late/predict", new { id = "q", rows = new[] { Row(100), Row(47) } });
        Assert.Equal("human", (string)answer["rows"]![1]!["served_by"]!);
        Assert.Null(answer["predictions"]![1]);
        const string People = "/api/airworthy/endpoints/late/people";
        var waiting = JsonNode.Parse(await host.Http.GetStringAsync(People, Cancel))!["rows"]!;
        Assert.Equal("low_confidence", (string)waiting.AsArray().Single()!["reason"]!);
        Assert.Equal(47, (double)waiting[0]!["values"]!["age"]![0]!);

        await host.AskAsync(People, new { request_id = "q", row = 1, answer = "in time" });
        Assert.Empty(JsonNode.Parse(await host.Http.GetStringAsync(People, Cancel))!["rows"]!.AsArray());
        Assert.Equal(404, (await host.PostAsync(People, """{"request_id":"q","row":1,"answer":"late"}""")).Status);
        Assert.Equal("in time", (string)JsonNode.Parse(await host.Http.GetStringAsync(People + "?answered=true", Cancel))!["rows"]![0]!["answer"]!);
    }

    private static object Row(double age) => new { age, origin = "ORD", at = 0 };

    private static async Task StartAsync(GatewayHost host, byte[] model, object guards, params string[] fallback)
    {
        await host.RegisterAsync("late", model);
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", fallback, guards });
    }

    /// <summary>Fits guards to ages of 0 to 100, as <c>airworthy guard fit</c> keeps them.</summary>
    internal static Task FitAsync(GatewayHost host, string name, string version, string? ofModel = null, long[]? confidence = null, DateTimeOffset? newest = null)
    {
        var random = new Random(3);
        var rows = new FloatMatrix(400, 1, [.. Enumerable.Range(0, 400).Select(_ => (float)random.Next(0, 101))]);
        return KeepAsync(host, name, version, DistanceFit.Fit([new DistanceColumn("age", null)], rows, rows, 0.01), ofModel, confidence, newest);
    }

    /// <summary>Keeps guards with a version, as <c>airworthy guard fit</c> does.</summary>
    internal static async Task KeepAsync(GatewayHost host, string name, string version, DistanceProfile distance, string? ofModel = null, long[]? confidence = null, DateTimeOffset? newest = null)
    {
        var coverage = ConformalProfile.Fit([.. Enumerable.Range(1, 200).Select(i => i / 200.0 * 0.9)], 0.2);
        var found = (await host.Http.GetStringAsync($"/api/2.0/mlflow/model-versions/get?name={name}&version={version}", Cancel)) is var text ? JsonNode.Parse(text)!["model_version"]! : null!;
        var run = (string)found["run_id"]!;
        var digest = ofModel ?? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"model/model.onnx {Convert.ToHexStringLower(SHA256.HashData(await host.Http.GetByteArrayAsync($"/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/model/model.onnx", Cancel)))}\n")));
        var fitted = new FittedGuards(name, version, digest, DateTimeOffset.UnixEpoch, AnswerKind.Probability, new FittedOn("train", 400, "t"), new FittedOn("dev", 200, "d"), new GuardProfile(coverage, distance), Confidence: confidence, NewestRow: newest);
        var bytes = Encoding.UTF8.GetBytes(fitted.ToJson());
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        (await host.Http.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/guards/g.json", content, Cancel)).EnsureSuccessStatusCode();
        foreach (var (key, value) in new[] { (FittedGuards.FileTag, "guards/g.json"), (FittedGuards.DigestTag, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes))) })
        {
            await host.AskAsync("/api/2.0/mlflow/model-versions/set-tag", new { name, version, key, value });
        }
    }
}
