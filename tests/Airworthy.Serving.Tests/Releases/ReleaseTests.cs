using System.Text.Json.Nodes;

using Airworthy.Core.Evaluations;
using Airworthy.Tests.Shared;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>Releases through the real gateway: requests by HTTP, time moved by hand, evidence in the store.</summary>
public sealed class ReleaseTests : IAsyncLifetime
{
    /// <summary>So short, and with so wide a margin, that some hundred requests decide.</summary>
    private static readonly object s_quick = new { shadow_hours = 1, shadow_requests = 50, max_disagreement = 0.9, steps_percent = new[] { 10, 50, 100 }, step_minutes = 30, bake_minutes = 60, max_error_increase = 0.3, alpha = 0.05 };

    private GatewayHost _host = null!;
    private int _requests;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_good_candidate_goes_live_by_itself_and_no_request_fails()
    {
        await _host.ReleaseAsync("late", $"models:/late/{await _host.RegisterAsync("late", TestModels.Columns())}");
        var second = await _host.RegisterAsync("late", TestModels.Columns(bias: -2.1));
        Assert.Equal("Shadow", (string)(await _host.ReleaseAsync("late", $"models:/late/{second}", s_quick))["state"]!);

        for (var round = 0; round < 30 && (string?)(await _host.StatusAsync("late"))["release"]!["release"]!["state"] != "Done"; round++)
        {
            await RequestsAsync(200);
            await CaughtUpAsync("late");
            _host.Clock.Ahead += TimeSpan.FromMinutes(61);
            await _host.LookAsync();
        }

        var status = await _host.StatusAsync("late");
        Assert.Equal($"models:/late/{second}", (string)status["table"]!["live"]!["model"]!);
        Assert.Null(status["table"]!["other"]);
        var history = JsonNode.Parse(await _host.Http.GetStringAsync("/api/airworthy/endpoints/late/history", TestContext.Current.CancellationToken))!;
        Assert.Null(history["broken_at"]);
        Assert.Equal(
            [("Previous", 0, false), ("Shadow", 1, false), ("Canary", 0.1, false), ("Canary", 0.5, false), ("Previous", 0, true), ("Previous", 0, true)],
            history["changes"]!.AsArray().Select(c => c!["table"]!).Select(t => ((string)t["role"]!, (double)t["share"]!, (string)t["live"]!["model"]! == $"models:/late/{second}")).Reverse());
        Assert.Equal(["anyone on this machine", "anyone on this machine", "release policy", "release policy", "release policy", "release policy"], history["changes"]!.AsArray().Select(c => (string)c!["by"]!).Reverse());
    }

    [Fact]
    public async Task A_candidate_that_answers_no_number_is_taken_back_at_once_without_anyones_help()
    {
        await _host.ReleaseAsync("late", $"models:/late/{await _host.RegisterAsync("late", TestModels.Columns())}");
        var bad = await _host.RegisterAsync("late", TestModels.Broken());
        await _host.ReleaseAsync("late", $"models:/late/{bad}", s_quick);
        await RequestsAsync(20);
        await _host.AskAsync("/models/late/predict", new { rows = new[] { new { age = 2000, origin = "ORD", at = 0 } } });
        await CaughtUpAsync("late");
        await _host.LookAsync();

        var status = await _host.StatusAsync("late");
        Assert.Equal("RolledBack", (string)status["release"]!["release"]!["state"]!);
        Assert.Equal("Rolled back at once: it answered NaN or infinity.", (string)status["release"]!["release"]!["says"]!);
        Assert.Equal("models:/late/1", (string)status["table"]!["live"]!["model"]!);

        // Once rolled back, it needs a new report of the gate.
        var (code, refused) = await _host.PostAsync("/api/airworthy/endpoints/late/releases", $$"""{"model":"models:/late/{{bad}}"}""");
        Assert.Equal(400, code);
        Assert.Contains("was rolled back after the gate had judged it", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canary_that_fails_is_answered_for_by_the_live_version_and_taken_back()
    {
        await _host.ReleaseAsync("late", $"models:/late/{await _host.RegisterAsync("late", TestModels.Columns())}");
        await _host.ReleaseAsync("late", $"models:/late/{await _host.RegisterAsync("late", TestModels.Broken())}", s_quick);
        await _host.AskAsync("/api/airworthy/endpoints/late/promote", new { reason = "to see it fail" });
        var answers = new List<JsonNode>();
        for (var i = 0; i < 60; i++)
        {
            answers.Add(await _host.AskAsync("/models/late/predict", new { rows = new[] { new { age = 2000 + i, origin = "ORD", at = 0 } } }));
        }

        // The first that it cannot answer is its last: nobody has to be told first.
        var first = Assert.Single(answers, a => (bool)a["degraded"]!);
        Assert.Equal(("candidate", "models:/late/1", "non_finite"), ((string)first["arm"]!, (string)first["served_by"]!, (string)first["fallback_reason"]!));
        Assert.All(answers.SkipWhile(a => a != first).Skip(1), a => Assert.Equal("live", (string)a["arm"]!));
        await _host.LookAsync();
        Assert.Equal("RolledBack", (string)(await _host.StatusAsync("late"))["release"]!["release"]!["state"]!);
    }

    [Fact]
    public async Task A_canary_whose_guards_trust_it_with_nothing_is_taken_back_though_it_answers_all()
    {
        await _host.RegisterAsync("late", TestModels.Columns());
        await _host.RegisterAsync("late", TestModels.Columns(bias: -4.26)); // of a hundred years it is as sure as a coin
        var guards = new { when = new[] { "low_confidence" }, low_confidence_below = 0.7 };
        await _host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", guards, fallback = new[] { "constant:0.2" } });
        await _host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/2", guards, fallback = new[] { "constant:0.2" }, policy = s_quick });
        await _host.AskAsync("/api/airworthy/endpoints/late/promote", new { reason = "into the canary" });
        await _host.AskAsync("/api/airworthy/endpoints/late/promote", new { reason = "half of all" });
        for (var i = 0; i < 200; i++)
        {
            await _host.AskAsync("/models/late/predict", new { rows = new[] { new { age = 100, origin = "ORD", at = 0 } } });
        }

        await _host.LookAsync();

        var release = (await _host.StatusAsync("late"))["release"]!["release"]!;
        Assert.Equal("RolledBack", (string)release["state"]!);
        Assert.StartsWith("Rolled back from 50 %, rows that its guards left to the fallback:", (string)release["says"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollback_brings_back_what_answered_before_and_the_chain_stays_whole()
    {
        await _host.ReleaseAsync("late", "constant:0.2");
        await _host.ReleaseAsync("late", "constant:0.3", s_quick);
        for (var steps = 0; steps < 4; steps++)
        {
            await _host.AskAsync("/api/airworthy/endpoints/late/promote", new { });
        }

        Assert.Equal("constant:0.3", (string)(await _host.StatusAsync("late"))["table"]!["live"]!["model"]!);
        var back = await _host.AskAsync("/api/airworthy/endpoints/late/rollback", new { reason = "callers complain" });
        Assert.Equal("constant:0.2", (string)back["table"]!["live"]!["model"]!);
        Assert.Equal((200, """{"predictions":[0.2]}"""), await _host.PostAsync("/invocations", """{"instances":[1]}"""));
        var (status, refused) = await _host.PostAsync("/api/airworthy/endpoints/late/rollback", "{}");
        Assert.Equal(400, status);
        Assert.Contains("nothing to go back to", refused, StringComparison.Ordinal);
        Assert.Contains("callers complain", back["release"]!["release"]!["says"]!.ToString(), StringComparison.Ordinal);

        await _host.Database.WriteAsync(s => s.ExecuteAsync("update serving_routes set reason = 'nothing happened' where generation = 2"), TestContext.Current.CancellationToken);
        Assert.Equal(2, (long)JsonNode.Parse(await _host.Http.GetStringAsync("/api/airworthy/endpoints/late/history", TestContext.Current.CancellationToken))!["broken_at"]!);
    }

    [Fact]
    public async Task The_alias_stands_for_what_answers_and_comes_back_with_it()
    {
        async Task<string?> ChampionAsync() => (string?)JsonNode.Parse(await _host.Http.GetStringAsync("/api/2.0/mlflow/registered-models/get?name=late", TestContext.Current.CancellationToken))!["registered_model"]!["aliases"]?.AsArray().SingleOrDefault(a => (string)a!["alias"]! == "champion")?["version"];
        Task StartAsync(string model) => _host.AskAsync("/api/airworthy/endpoints/late/releases", new { model, policy = s_quick, alias = "champion" });
        Task PromoteAsync() => _host.AskAsync("/api/airworthy/endpoints/late/promote", new { });
        Task BackAsync() => _host.AskAsync("/api/airworthy/endpoints/late/rollback", new { });
        await _host.RegisterAsync("late", TestModels.Columns());
        await _host.RegisterAsync("late", TestModels.Columns(bias: -2.1));

        // A constant is no version: the alias stands for none.
        await StartAsync("constant:0.2");
        await StartAsync("models:/late/1");
        Assert.Null(await ChampionAsync());
        for (var steps = 0; steps < 3; steps++)
        {
            Assert.Null(await ChampionAsync());
            await PromoteAsync();
        }

        Assert.Equal("1", await ChampionAsync()); // it answers everything, and is watched
        await PromoteAsync();

        // What somebody made the champion while it was a shadow is none once it was taken back.
        await StartAsync("models:/late/2");
        await _host.AskAsync("/api/2.0/mlflow/registered-models/alias", new { name = "late", alias = "champion", version = "2" });
        await BackAsync();
        Assert.Equal("1", await ChampionAsync());
        await BackAsync();
        Assert.Null(await ChampionAsync());
        var moves = JsonNode.Parse(await _host.Http.GetStringAsync("/api/2.0/mlflow/registered-models/alias-history?name=late", TestContext.Current.CancellationToken))!["moves"]!.AsArray();
        Assert.Equal(["1", "2", "1", null], moves.Select(m => (string?)m!["version"]));
    }

    [Theory]
    [InlineData(null, "has no report of the gate")]
    [InlineData(GateOutcome.Refused, "The gate has refused models:/late/1: bar")]
    [InlineData(GateOutcome.Open, "The gate has not passed models:/late/1: bar")]
    public async Task Nothing_gets_traffic_that_the_gate_did_not_pass(GateOutcome? gate, string says)
    {
        await _host.RegisterAsync("late", TestModels.Columns(), gate);
        var (status, answer) = await _host.PostAsync("/api/airworthy/endpoints/late/releases", """{"model":"models:/late/1"}""");

        Assert.Equal(400, status);
        Assert.Contains(says, answer, StringComparison.Ordinal);
        Assert.Equal(404, (await _host.PostAsync("/models/late/predict", "{}")).Status);
    }

    [Fact]
    public async Task What_was_judged_with_another_runtime_is_judged_again()
    {
        await _host.RegisterAsync("late", TestModels.Columns(), runtime: "onnxruntime 1.2.3");
        var (status, answer) = await _host.PostAsync("/api/airworthy/endpoints/late/releases", """{"model":"models:/late/1"}""");
        Assert.Equal(400, status);
        Assert.Contains("The gate judged models:/late/1 with onnxruntime 1.2.3; here models are executed by onnxruntime ", answer, StringComparison.Ordinal);

        await _host.ReleaseAsync("late", $"models:/late/{await _host.RegisterAsync("late", TestModels.Columns(), runtime: Serving.Models.OnnxModel.Runtime)}");
    }

    [Fact]
    public async Task A_candidate_that_callers_could_not_ask_is_refused()
    {
        await _host.ReleaseAsync("late", $"models:/late/{await _host.RegisterAsync("late", TestModels.Columns())}");
        var other = await _host.RegisterAsync("late", TestModels.Matrix());
        var (status, answer) = await _host.PostAsync("/api/airworthy/endpoints/late/releases", $$"""{"model":"models:/late/{{other}}"}""");

        Assert.Equal(400, status);
        Assert.Contains("Callers would break", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_that_change_an_endpoint_at_once_one_is_told()
    {
        await _host.ReleaseAsync("late", "constant:0.2");
        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => _host.PostAsync("/api/airworthy/endpoints/late/releases", $$"""{"model":"constant:0.{{i + 2}}"}""")));

        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => Assert.Contains("is still running", a.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_released_answers_again_after_a_restart()
    {
        var (store, artifacts) = (new StoreAddress.Folder(Directory.CreateTempSubdirectory("airworthy-gateway-").FullName), Directory.CreateTempSubdirectory("airworthy-artifacts-").FullName);
        await using (var first = await GatewayHost.StartAsync(store, artifacts))
        {
            await first.ReleaseAsync("late", $"models:/late/{await first.RegisterAsync("late", TestModels.Columns())}");
            await first.ReleaseAsync("late", $"models:/late/{await first.RegisterAsync("late", TestModels.Columns(bias: -3))}", s_quick);
        }

        await using var second = await GatewayHost.StartAsync(store, artifacts);
        await second.LookAsync();
        Assert.Equal("Shadow", (string)(await second.StatusAsync("late"))["release"]!["release"]!["state"]!);
        Assert.Equal("models:/late/1", (string)(await second.AskAsync("/models/late/predict", new { rows = new[] { new { age = 1, origin = "", at = 0 } } }))["served_by"]!);
    }

    [Fact]
    public async Task Files_that_changed_since_the_release_are_not_served()
    {
        var (store, artifacts) = (new StoreAddress.Folder(Directory.CreateTempSubdirectory("airworthy-gateway-").FullName), Directory.CreateTempSubdirectory("airworthy-artifacts-").FullName);
        await using (var first = await GatewayHost.StartAsync(store, artifacts))
        {
            await first.ReleaseAsync("late", $"models:/late/{await first.RegisterAsync("late", TestModels.Columns())}");
        }

        var file = Directory.GetFiles(artifacts, "model.onnx", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(file, TestModels.Columns(bias: 5), TestContext.Current.CancellationToken);
        await using var second = await GatewayHost.StartAsync(store, artifacts);
        await second.LookAsync();
        var (status, answer) = await second.PostAsync("/models/late/predict", """{"rows":[{"age":1,"origin":"","at":0}]}""");

        Assert.Equal(503, status);
        Assert.Contains("are others than when it was released", answer, StringComparison.Ordinal);
        using var ready = await second.Http.GetAsync("/v2/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(503, (int)ready.StatusCode);
    }

    [Fact]
    public async Task The_store_of_releases_works_on_PostgreSQL()
    {
        await using var cluster = await PostgreSqlCluster.RequireAsync();
        await using var host = await GatewayHost.StartAsync(new StoreAddress.PostgreSql(await cluster.NewDatabaseAsync("gateway")));
        await host.ReleaseAsync("late", "constant:0.2");
        await host.ReleaseAsync("late", "constant:0.3", s_quick);
        await host.LookAsync();
        await host.AskAsync("/api/airworthy/endpoints/late/rollback", new { reason = "" });

        Assert.Equal("RolledBack", (string)(await host.StatusAsync("late"))["release"]!["release"]!["state"]!);
        Assert.Equal("constant:0.2", (string)(await host.StatusAsync("late"))["table"]!["live"]!["model"]!);
    }

    /// <summary>Requests of one row each, with ids of their own; every one is answered.</summary>
    private async Task RequestsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var answer = await _host.AskAsync("/models/late/predict", new { rows = new[] { new { age = 20 + (i % 60), origin = i % 3 == 0 ? "ORD" : "DFW", at = 991398600 + i } }, id = $"r{_requests++}" });
            Assert.False((bool)answer["degraded"]!);
        }
    }

    /// <summary>Waits until the shadow has answered the copies that it got.</summary>
    private async Task CaughtUpAsync(string endpoint)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            await _host.LookAsync();
            var status = await _host.StatusAsync(endpoint);
            if ((string?)status["table"]!["role"] != "Shadow" || (long)status["release"]!["evidence"]!["seen"]! == (long)status["release"]!["evidence"]!["answered"]! + (long)status["release"]!["evidence"]!["dropped"]!)
            {
                return;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
