using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Serving.Feedback;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Tests.Guards;
using Airworthy.Tests.Shared;
using Airworthy.Tracking.Storage;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Feedback;

/// <summary>Outcomes find the answers that they are about, also when the gateway was started anew meanwhile, or another one took them.</summary>
public sealed class LabelsTests
{
    private readonly StoreAddress.Folder _store = new(Directory.CreateTempSubdirectory("airworthy-labels-").FullName);
    private readonly string _artifacts = Directory.CreateTempSubdirectory("airworthy-labels-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<GatewayHost> StartAsync() => GatewayHost.StartAsync(_store, _artifacts, log: Path.Combine(_artifacts, "predictions"));

    [Fact]
    public async Task A_promise_is_watched_over_restarts_and_once_broken_stays_so()
    {
        await using (var first = await StartAsync())
        {
            await GuardAsync(first);
            await PredictAsync(first, 0, 40);
            await LabelAsync(first, 0, 3);
            await first.LabelAsync();
            Assert.Equal((3, 3, false), await CoverageAsync(first));
        }

        // One that comes while no gateway is there, and one that corrects what was counted already.
        await using (var database = await Database.OpenAsync(_store, Cancel))
        {
            await new FeedbackStore(database, TimeProvider.System).KeepAsync("late", [new Outcome("s3", "false"), new Outcome("s0", "true")], Cancel);
        }

        await using (var second = await StartAsync())
        {
            await LookAsync(second);
            Assert.Equal((4, 4, false), await CoverageAsync(second));
            await PredictAsync(second, 40, 1);
            await LabelAsync(second, 4, 37);
            await second.LabelAsync();
            Assert.Equal((41, 41, true), await CoverageAsync(second));
        }

        await using var third = await StartAsync();
        await LookAsync(third);
        Assert.Equal((41, 41, true), await CoverageAsync(third));
        Assert.Null((await third.AskAsync("/models/late/predict", new { rows = new[] { new { age = 100, origin = "ORD", at = 0 } } }))["coverage"]);
    }

    [Fact]
    public async Task An_outcome_that_came_while_a_look_was_under_way_counts_once_after_a_restart()
    {
        await using (var first = await StartAsync())
        {
            await GuardAsync(first);
            await PredictAsync(first, 0, 3);
            first.Clock.Ahead = TimeSpan.FromSeconds(5);
            await LabelAsync(first, 0, 3);
            first.Clock.Ahead = default; // as a look sees it that began before and counts afterwards
            await first.LabelAsync();
            first.Clock.Ahead = TimeSpan.FromSeconds(6);
        }

        await using var second = await StartAsync();
        second.Clock.Ahead = TimeSpan.FromSeconds(7);
        await LookAsync(second);
        Assert.Equal((3, 3, false), await CoverageAsync(second));
    }

    [Fact]
    public async Task A_shadow_is_judged_by_labels_that_come_after_a_restart()
    {
        await using (var first = await StartAsync())
        {
            await first.RegisterAsync("late", TestModels.Columns(bias: -9));
            await first.RegisterAsync("late", TestModels.Columns(bias: 9));
            await first.ReleaseAsync("late", "models:/late/1");
            await first.ReleaseAsync("late", "models:/late/2", new { shadow_hours = 1, max_disagreement = 1 });
            await first.LookAsync();
            var rows = Enumerable.Repeat(new { age = 31, origin = "ORD", at = 0 }, 200);
            await first.AskAsync("/models/late/predict", new { id = "a", rows });
            await first.AskAsync("/models/late/predict", new { id = "b", rows });
            while ((long)(await first.StatusAsync("late"))["release"]!["evidence"]!["answered"]! < 2)
            {
                await Task.Delay(5, Cancel);
                await first.LookAsync();
            }

            // The first half is counted before the end, the second after it.
            await LabelAsync(first, "a");
            await first.LabelAsync();
            await first.LookAsync();
        }

        await using var second = await StartAsync();
        await LookAsync(second);
        await LabelAsync(second, "b");
        await second.LookAsync();
        var release = (await second.StatusAsync("late"))["release"]!["release"]!;
        Assert.Equal("RolledBack", (string)release["state"]!);

        static async Task LabelAsync(GatewayHost host, string id) =>
            Assert.Equal(202, (await host.PostAsync("/models/late/feedback", JsonSerializer.Serialize(new { feedback = Enumerable.Range(0, 200).Select(row => new { request_id = id, row, label = false }) }))).Status);
    }

    [Fact]
    public async Task An_outcome_that_another_replica_took_counts_where_the_answer_was_given_and_both_know_the_sum()
    {
        await using var cluster = await PostgreSqlCluster.RequireAsync();
        var store = new StoreAddress.PostgreSql(await cluster.NewDatabaseAsync("labels"));
        await using var one = await GatewayHost.StartAsync(store, _artifacts);
        await using var two = await GatewayHost.StartAsync(store, _artifacts);
        await GuardAsync(one);
        await two.LookAsync();
        await PredictAsync(one, 0, 20);
        await PredictAsync(two, 20, 20);
        await LabelAsync(two, 0, 40);
        foreach (var host in new[] { one, two, one })
        {
            await host.LabelAsync();
        }

        Assert.Equal((40, 40, true), await CoverageAsync(one));
        Assert.Equal((40, 40, true), await CoverageAsync(two));
        Assert.Contains("airworthy_coverage_labelled_total{endpoint=\"late\",model=\"models:/late/1\"} 20", (await one.Http.GetStringAsync("/metrics", Cancel)).Split('\n'));
    }

    [Fact]
    public async Task What_came_true_of_a_person_goes_with_the_rows_about_them()
    {
        await using var host = await StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        var feedback = host.Things.GetRequiredService<FeedbackStore>();
        foreach (var (id, subjects) in ((string, string[])[])[("sealed", ["ana", "bo"]), ("open", ["bo", "ana"])])
        {
            await host.AskAsync("/models/late/predict", new { id, parameters = new { subject = subjects }, rows = new[] { new { a = 1 }, new { a = 2 } } });
            await feedback.KeepAsync("late", [new Outcome(id, "true", 0), new Outcome(id, "true", 1), new Outcome(id, "false", 1)], Cancel);
            if (id == "sealed")
            {
                await host.Things.GetRequiredService<RequestLog>().SealAsync(Cancel);
            }
        }

        Assert.Equal(2, (int)(await host.AskAsync("/api/airworthy/predictions/forget", new { subjects = new[] { "ana" } }))["rows"]!);
        Assert.Equal([1, 1], (await feedback.OfAsync("late", "sealed", Cancel)).Select(o => o.Row));
        Assert.Equal([0], (await feedback.OfAsync("late", "open", Cancel)).Select(o => o.Row));
    }

    /// <summary>Until tables are in force and what was answered before is known again.</summary>
    private static async Task LookAsync(GatewayHost host)
    {
        await host.LookAsync();
        await host.LabelAsync();
    }

    private static async Task GuardAsync(GatewayHost host)
    {
        await host.RegisterAsync("late", TestModels.Columns());
        await GuardedRowsTests.FitAsync(host, "late", "1");
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", fallback = new[] { "constant:0.2" }, guards = new { when = new[] { "ood" } } });
    }

    private static async Task PredictAsync(GatewayHost host, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            Assert.Equal("[1]", (await host.AskAsync("/models/late/predict", new { id = $"s{i}", rows = new[] { new { age = 100, origin = "ORD", at = 0 } } }))["rows"]![0]!["set"]!.ToJsonString());
        }
    }

    /// <summary>Says of some that what was predicted did not come true.</summary>
    private static async Task LabelAsync(GatewayHost host, int from, int count) =>
        Assert.Equal(202, (await host.PostAsync("/models/late/feedback", JsonSerializer.Serialize(new { feedback = Enumerable.Range(from, count).Select(i => new { request_id = $"s{i}", label = false }) }))).Status);

    private static async Task<(long, long, bool)> CoverageAsync(GatewayHost host) =>
        (await host.StatusAsync("late"))["guards"]![0] is JsonObject guards ? ((long)guards["labelled"]!, (long)guards["misses"]!, (bool)guards["is_broken"]!) : default;
}
