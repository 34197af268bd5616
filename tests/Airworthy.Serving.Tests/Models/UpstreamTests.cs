using System.Text.Json.Nodes;

using Airworthy.Serving.Models;
using Airworthy.Serving.Models.Upstream;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Routing;
using Airworthy.Serving.Shadow;
using Airworthy.Serving.Tests.Protocols;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Models;

/// <summary>Models that other servers run: one that answers, which is another gateway, and one that never does.</summary>
public sealed class UpstreamTests(ServedModels elsewhere) : IClassFixture<ServedModels>, IAsyncLifetime
{
    private const string Why = "its owners judge it on their side";
    private const string Rows = """{"dataframe_records":[{"age":41,"origin":"ORD","at":991398600},{"age":null,"origin":null,"at":991398601}]}""";

    private GatewayHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string There => elsewhere.Host.Http.BaseAddress!.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task It_gives_the_digits_that_it_gives_when_asked_itself()
    {
        var expected = JsonNode.Parse((await elsewhere.Host.PostAsync("/endpoints/late/invocations", Rows)).Body)!["predictions"]!.ToJsonString();
        await _host.RegisterAsync("late", TestModels.Columns());

        foreach (var (endpoint, model) in new[] { ("v2", $"upstream:{There}/v2/models/late"), ("versioned", $"upstream:{There}/v2/models/late/versions/1"), ("mlflow", $"upstream:{There}/endpoints/late/invocations#models:/late/1") })
        {
            await _host.AskAsync($"/api/airworthy/endpoints/{endpoint}/releases", new { model, accept = Why });
            var (status, answer) = await _host.PostAsync($"/endpoints/{endpoint}/invocations", Rows);
            Assert.True(status == 200, answer);
            Assert.Equal(expected, JsonNode.Parse(answer)!["predictions"]!.ToJsonString());
        }

        var told = JsonNode.Parse(await _host.Http.GetStringAsync("/v2/models/v2", Cancel))!;
        Assert.Equal("upstream", (string)told["platform"]!);
        Assert.Equal(["age", "origin", "at"], told["inputs"]!.AsArray().Select(i => (string)i!["name"]!));
        Assert.Contains("could not tell anything of a model that another server runs", JsonNode.Parse(await _host.Http.GetStringAsync("/api/airworthy/endpoints/v2/history", Cancel))!["changes"]![0]!["reason"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["statistics","binary_tensor_data"]""", "application/octet-stream")]
    [InlineData("""["statistics"]""", "application/json")]
    [InlineData(null, "application/json")]
    public async Task Tensors_are_sent_as_bytes_to_a_server_that_says_it_takes_them(string? extensions, string type)
    {
        var expected = JsonNode.Parse((await elsewhere.Host.PostAsync("/endpoints/late/invocations", Rows)).Body)!["predictions"]!.ToJsonString();
        await using var passing = await PassingServer.StartAsync(elsewhere.Host.Http, extensions);
        await _host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = passing.Model, accept = Why });

        var (status, answer) = await _host.PostAsync("/endpoints/late/invocations", Rows);
        Assert.True(status == 200, answer);
        Assert.Equal(expected, JsonNode.Parse(answer)!["predictions"]!.ToJsonString());
        Assert.Equal((type, type), passing.Types.Single());
    }

    [Fact]
    public async Task A_registered_version_may_say_where_it_runs_and_stays_bound_to_what_is_there()
    {
        var expected = JsonNode.Parse((await elsewhere.Host.PostAsync("/endpoints/late/invocations", Rows)).Body)!["predictions"]!.ToJsonString();
        await _host.RegisterAsync("away", System.Text.Encoding.UTF8.GetBytes($"upstream:{There}/v2/models/late\n"), gate: null, file: "upstream");
        var (unsaid, says) = await _host.PostAsync("/api/airworthy/endpoints/late/releases", """{"model":"models:/away/1"}""");
        Assert.Equal(400, unsaid);
        Assert.Contains($"The gate cannot judge models:/away/1 (upstream:{There}/v2/models/late)", says, StringComparison.Ordinal);

        await _host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/away/1", accept = Why });
        var (status, answer) = await _host.PostAsync("/endpoints/late/invocations", Rows);
        Assert.True(status == 200, answer);
        Assert.Equal(expected, JsonNode.Parse(answer)!["predictions"]!.ToJsonString());
        var models = _host.Things.GetRequiredService<IModelSource>();
        var slot = (await models.FindAsync("models:/away/1", Cancel)).Slot;
        Assert.Contains("takes or gives other tensors", (await Assert.ThrowsAsync<NotServableException>(() => models.LoadAsync(slot with { Digest = "sha256:00" }, null, Cancel))).Message, StringComparison.Ordinal);

        // It has no files that could say what another one takes, and is no fallback.
        var (round, like) = await _host.PostAsync("/api/airworthy/endpoints/round/releases", $$"""{"model":"upstream:{{There}}/invocations#models:/away/1","accept":"{{Why}}"}""");
        Assert.Equal(400, round);
        Assert.Contains("runs elsewhere itself", like, StringComparison.Ordinal);
        Assert.Contains("cannot be a fallback", (await _host.PostAsync("/api/airworthy/endpoints/other/releases", """{"model":"constant:0.2","fallback":["models:/away/1"]}""")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("upstream:http://{there}/v2/models/late", null, "The gate cannot judge upstream:")]
    [InlineData("upstream:http://{there}/v2/models/nobody", Why, "answers 404; its metadata was expected")]
    [InlineData("upstream:http://{there}/", Why, "names no model there")]
    [InlineData("upstream:http://{there}/invocations", Why, "names no model there")]
    [InlineData("upstream:file:///etc/v2/models/late", Why, "is no address of a model elsewhere")]
    [InlineData("upstream:http://ana:secret@{there}/v2/models/late", Why, "is no address of a model elsewhere")]
    [InlineData("upstream:http://127.0.0.1:1/v2/models/late", Why, "does not answer")]
    [InlineData("upstream:http://169.254.169.254/v2/models/late", Why, "169.254.169.254 is a link-local address")]
    [InlineData("upstream:http://[::ffff:169.254.169.254]/v2/models/late", Why, "is a link-local address")]
    public async Task What_cannot_be_asked_is_not_released(string model, string? accept, string says)
    {
        var body = new JsonObject { ["model"] = model.Replace("http://{there}", There, StringComparison.Ordinal).Replace("{there}", There[7..], StringComparison.Ordinal), ["accept"] = accept };
        var (status, answer) = await _host.PostAsync("/api/airworthy/endpoints/late/releases", body.ToJsonString());

        Assert.Equal(400, status);
        Assert.Contains(says, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_named_servers_are_asked_where_some_are_named()
    {
        static bool Allows(string[]? hosts, string address)
        {
            try
            {
                new AllowedUpstreams(hosts).Require(UpstreamAddress.Parse($"upstream:{address}/v2/models/late"));
                return true;
            }
            catch (NotServableException)
            {
                return false;
            }
        }

        Assert.True(Allows(null, "http://anywhere:8000"));
        Assert.False(Allows([], "http://anywhere:8000"));
        Assert.True(Allows(["scoring"], "http://SCORING:8000"));
        Assert.True(Allows(["scoring:8000"], "http://scoring:8000"));
        Assert.False(Allows(["scoring:8000"], "http://scoring:8001"));
        Assert.True(Allows(["*.example.org"], "https://ml.example.org"));
        Assert.False(Allows(["*.example.org"], "https://example.org"));
        Assert.False(Allows(["*.example.org"], "https://ml.example.org.evil.net"));

        await using var closed = await GatewayHost.StartAsync(options: new() { Upstreams = [] });
        var (status, answer) = await closed.PostAsync("/api/airworthy/endpoints/late/releases", $$"""{"model":"upstream:{{There}}/v2/models/late","accept":"{{Why}}"}""");
        Assert.Equal(400, status);
        Assert.Contains("airworthy serve --upstreams 127.0.0.1:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_takes_and_gives_may_not_change_behind_a_release()
    {
        var models = _host.Things.GetRequiredService<IModelSource>();
        var slot = (await models.FindAsync($"upstream:{There}/v2/models/late", Cancel)).Slot;
        (await models.LoadAsync(slot, null, Cancel)).Dispose();

        var changed = await Assert.ThrowsAsync<NotServableException>(() => models.LoadAsync(slot with { Digest = "sha256:00" }, null, Cancel));
        Assert.Contains("takes or gives other tensors than when it was released", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_given_up()
    {
        await using var silent = await SilentAsync();
        await _host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = silent.Model, accept = Why, timeout_ms = 60 });
        var (status, answer) = await _host.PostAsync("/models/late/predict", """{"rows":[{"age":41,"origin":"ORD","at":1}]}""");

        Assert.Equal(504, status);
        Assert.Contains("did not answer in time", answer, StringComparison.Ordinal);
        for (var waits = 0; silent.Left < silent.Asked && waits < 200; waits++)
        {
            await Task.Delay(10, Cancel);
        }

        Assert.Equal((1, 1), (silent.Asked, silent.Left));
    }

    [Theory]
    [InlineData("refuses", "answered 503.")]
    [InlineData("leads away", "answered 302.")]
    [InlineData("never ends", "its answer has more than 33,554,432 bytes")]
    [InlineData("breaks off", "cannot be asked: ")]
    [InlineData("says no tensors", "answered with other tensors than its metadata says")]
    public async Task A_bad_answer_is_a_failure_of_the_model_and_none_of_its_words_are_repeated(string how, string says)
    {
        await using var bad = await SilentServer.StartAsync(await elsewhere.Host.Http.GetStringAsync("/v2/models/late", Cancel), async context =>
        {
            context.Response.StatusCode = how switch { "refuses" => 503, "leads away" => 302, _ => 200 };
            context.Response.Headers.Location = "http://169.254.169.254/";
            context.Response.ContentLength = how == "breaks off" ? 100 : null;
            var part = new byte[1 << 20];
            for (var sent = 0; sent < (how == "never ends" ? 40 : 1); sent++)
            {
                await context.Response.Body.WriteAsync(how == "never ends" ? part : "{\"ana\":41}"u8.ToArray(), context.RequestAborted);
            }

            if (how == "breaks off")
            {
                context.Abort();
            }
        });
        var models = _host.Things.GetRequiredService<IModelSource>();
        using var model = await models.LoadAsync((await models.FindAsync(bad.Model, Cancel)).Slot, null, Cancel);
        IReadOnlyList<Tensor> row = [new("age", DataType.Fp32, [1, 1], new float[1]), new("origin", DataType.Bytes, [1, 1], new[] { "ORD" }), new("at", DataType.Int64, [1, 1], new long[1])];

        var failed = await Assert.ThrowsAsync<ModelFailedException>(async () => await model.AnswerAsync(row, Cancel));
        Assert.Contains(says, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ana", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_gone_opens_its_circuit_and_the_fallback_answers()
    {
        await using (var silent = await SilentAsync())
        {
            await _host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = silent.Model, accept = Why, fallback = new[] { "constant:0.2" } });
        }

        for (var i = 0; i < 25; i++)
        {
            var answer = await _host.AskAsync("/models/late/predict", new { rows = new[] { new { age = 41, origin = "ORD", at = 0 } } });
            Assert.Equal(("constant:0.2", true, "model_error"), ((string)answer["served_by"]!, (bool)answer["degraded"]!, (string)answer["fallback_reason"]!));
        }

        var attempt = await _host.Things.GetRequiredService<Gateway>().RouteOf("late").Live.AskAsync([], TimeSpan.FromSeconds(1), Cancel);
        Assert.Equal(Failure.Open, attempt.Failure);
    }

    [Fact]
    public async Task One_that_hangs_is_waited_for_until_its_circuit_opens_and_the_fallback_answers_all()
    {
        await using var silent = await SilentAsync();
        await _host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = silent.Model, accept = Why, timeout_ms = 400, fallback = new[] { "constant:0.2" } });
        Task<JsonNode> OneAsync() => _host.AskAsync("/models/late/predict", new { rows = new[] { new { age = 41, origin = "ORD", at = 0 } } });

        // Many wait at once, each for its share of the deadline, and all are answered within it.
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => OneAsync()));
        Assert.All(answers, a => Assert.Equal(("constant:0.2", true), ((string)a["served_by"]!, (bool)a["degraded"]!)));
        Assert.Contains(answers, a => (string)a["fallback_reason"]! == "timeout");
        var asked = silent.Asked;
        Assert.InRange(asked, 20, 40);
        Assert.Equal("model_error", (string)(await OneAsync())["fallback_reason"]!);
        Assert.Equal(asked, silent.Asked);
    }

    /// <summary>The live path hands copies over and reads nothing back: no clock decides this, but what was asked, answered and dropped.</summary>
    [Fact]
    public async Task A_shadow_that_hangs_takes_nothing_from_live_answers()
    {
        const int More = 40;
        await using var silent = await SilentAsync();
        await _host.ReleaseAsync("late", $"models:/late/{await _host.RegisterAsync("late", TestModels.Columns())}");
        await _host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = silent.Model, accept = Why });

        var (asked, answered) = (ShadowQueue.Longest + More, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, asked), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (i, _) =>
        {
            var answer = await _host.AskAsync("/models/late/predict", new { rows = new[] { new { age = i, origin = "ORD", at = 0 } } });
            Assert.Equal(("live", false), ((string)answer["arm"]!, (bool)answer["degraded"]!));
            Interlocked.Increment(ref answered);
        });

        // All were answered while the first copies still wait for their own answers.
        Assert.Equal((asked, 0), (answered, silent.Left));
        Assert.InRange(silent.Asked, 0, ShadowQueue.AtOnce);
        var all = _host.Things.GetRequiredService<Tallies>().Now();
        var (live, shadow) = (all.Single(a => a.Arm.Name == "live").Counts, all.Single(a => a.Arm.Name == "shadow").Counts);
        Assert.Equal((asked, 0, 0), (live[Event.Requests], live[Event.Errors], live[Event.Fallbacks]));
        Assert.Equal(asked, shadow[Event.Copied] + shadow[Event.Dropped]);
        Assert.InRange(shadow[Event.Dropped], More - ShadowQueue.AtOnce, More); // some may be out of the queue, being asked
        Assert.Equal(0, shadow[Event.Requests]);
        await _host.LookAsync();
        Assert.Equal(shadow[Event.Dropped], (long)(await _host.StatusAsync("late"))["release"]!["evidence"]!["dropped"]!);
    }

    private async Task<SilentServer> SilentAsync() => await SilentServer.StartAsync(await elsewhere.Host.Http.GetStringAsync("/v2/models/late", Cancel));
}
