using Airworthy.Serving.Models;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>What people ask of a release, more than one at once and at the wrong moment.</summary>
public sealed class HandsTests
{
    private static readonly object s_slow = new { shadow_hours = 48, steps_percent = new[] { 10, 50, 100 } };

    [Fact]
    public async Task Two_who_hurry_the_same_step_move_it_on_by_one()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        await host.ReleaseAsync("late", "constant:0.3", s_slow);
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => host.PostAsync("/api/airworthy/endpoints/late/promote", """{"reason":"it is fine","generation":2}""")));

        Assert.Equal([200, 409], answers.Select(a => a.Status).Order());
        Assert.Equal(0.1, (double)(await host.StatusAsync("late"))["table"]!["share"]!);
    }

    [Fact]
    public async Task Two_who_take_a_candidate_back_do_not_take_back_what_answered_before_it()
    {
        await using var host = await GatewayHost.StartAsync();
        foreach (var constant in new[] { "constant:0.1", "constant:0.2" })
        {
            await host.ReleaseAsync("late", constant, s_slow);
            for (var steps = 0; steps < 4 && (string?)(await host.StatusAsync("late"))["release"]!["release"]!["state"] != "Done"; steps++)
            {
                await host.AskAsync("/api/airworthy/endpoints/late/promote", new { });
            }
        }

        await host.ReleaseAsync("late", "constant:0.3", s_slow);
        var seen = (long)(await host.StatusAsync("late"))["table"]!["generation"]!;
        await host.AskAsync("/api/airworthy/endpoints/late/rollback", new { generation = seen });
        var (status, refused) = await host.PostAsync("/api/airworthy/endpoints/late/rollback", $$"""{"generation":{{seen}}}""");

        Assert.Equal(409, status);
        Assert.Contains("somebody changed it meanwhile", refused, StringComparison.Ordinal);
        Assert.Equal("constant:0.2", (string)(await host.StatusAsync("late"))["table"]!["live"]!["model"]!);
    }

    [Fact]
    public async Task What_cannot_be_loaded_is_not_gone_back_to()
    {
        var artifacts = Directory.CreateTempSubdirectory("airworthy-artifacts-").FullName;
        await using var host = await GatewayHost.StartAsync(artifacts: artifacts);
        await host.ReleaseAsync("late", $"models:/late/{await host.RegisterAsync("late", TestModels.Columns())}");
        var first = Directory.GetFiles(artifacts, "model.onnx", SearchOption.AllDirectories).Single();
        await host.ReleaseAsync("late", $"models:/late/{await host.RegisterAsync("late", TestModels.Columns(bias: -3))}", s_slow);
        for (var steps = 0; steps < 4; steps++)
        {
            await host.AskAsync("/api/airworthy/endpoints/late/promote", new { });
        }

        File.Delete(first);
        var (status, refused) = await host.PostAsync("/api/airworthy/endpoints/late/rollback", "{}");

        Assert.Equal(400, status);
        Assert.Contains("models:/late/1 cannot be brought back: ", refused, StringComparison.Ordinal);
        var now = await host.StatusAsync("late");
        Assert.Equal(("models:/late/2", "Done"), ((string)now["table"]!["live"]!["model"]!, (string)now["release"]!["release"]!["state"]!));
    }

    [Fact]
    public async Task A_lease_from_before_the_clock_went_back_is_waited_for_by_nobody()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        await host.ReleaseAsync("late", "constant:0.3", new { shadow_hours = 0, shadow_requests = 0, max_error_increase = 0.9, steps_percent = new[] { 50, 100 } });
        var ahead = (host.Clock.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeMilliseconds();
        await host.Database.WriteAsync(s => s.ExecuteAsync("insert into serving_leases (name, holder, until) values ('releases', 'a process that was killed', @ahead) on conflict (name) do update set holder = excluded.holder, until = excluded.until", new { ahead }), TestContext.Current.CancellationToken);
        await host.LookAsync();

        Assert.NotEqual("a process that was killed", await host.Database.ReadAsync(s => s.FirstAsync<string>("select holder from serving_leases"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_policy_is_said_at_once()
    {
        await using var host = await GatewayHost.StartAsync();
        var (status, refused) = await host.PostAsync("/api/airworthy/endpoints/late/releases", """{"model":"constant:0.2","policy":{"shadow_hours":-2,"bake_minutes":-4}}""");

        Assert.Equal(400, status);
        Assert.Contains("policy.shadow_hours is -2", refused, StringComparison.Ordinal);
        Assert.Contains("policy.bake_minutes is -4", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_request_those_rows_alone_disagree_that_were_decided_differently()
    {
        static Attempt Of(params float[] scores) => new([new Tensor("score", DataType.Fp32, [scores.Length, 1], scores)], Failure.None, TimeSpan.Zero);
        var book = new EvidenceBook(1, 1, TimeProvider.System);

        Assert.Equal([false, true], book.Both(Of(0.65f, 0.24f), Of(0.6f, 0.6f), 0.5)!);
        Assert.Null(book.Both(Of(0.65f), Of(0.6f), 0.5));
        Assert.Equal((3, 1), (book.Now.Compared, book.Now.Disagreed));
    }

    [Fact]
    public async Task An_endpoint_that_there_is_not_has_no_history()
    {
        await using var host = await GatewayHost.StartAsync();
        using var answer = await host.Http.GetAsync("/api/airworthy/endpoints/nothing/history", TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Fact]
    public async Task In_a_canary_requests_without_an_affinity_are_counted()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        await host.ReleaseAsync("late", "constant:0.3", s_slow);
        await host.AskAsync("/models/late/predict", new { rows = new[] { new { a = 1 } } });
        await host.AskAsync("/api/airworthy/endpoints/late/promote", new { });
        await host.AskAsync("/models/late/predict", new { rows = new[] { new { a = 1 } }, id = "r1" });
        await host.AskAsync("/models/late/predict", new { rows = new[] { new { a = 1 } }, parameters = new { affinity = "user-7" } });
        var lines = (await host.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n').Where(l => l.StartsWith("airworthy_unkeyed_total{", StringComparison.Ordinal));

        Assert.Equal(1, lines.Sum(l => long.Parse(l.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)));
    }
}
