using System.Text.Json;

using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Runs;
using Airworthy.Tracking.Storage.Upkeep;

namespace Airworthy.Tracking.Tests;

/// <summary>Batches of many keys, whose values may lie elsewhere before they are in their histories: nobody who reads can tell.</summary>
public sealed class WideBatchTests(Engines engines)
{
    private const int Keys = 100;

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Whoever_reads_a_history_finds_all_that_was_acknowledged_each_value_once(string engine)
    {
        var server = await engines.OnAsync(engine);
        var (id, other) = (await server.NewRunAsync("0"), await server.NewRunAsync("0"));
        (await LogAsync(server, id, 1)).Ok("{}");
        (await LogAsync(server, other, 1)).Ok("{}");
        Assert.Equal([1], await StepsAsync(server, id));
        (await LogAsync(server, id, 2)).Ok("{}");
        (await LogAsync(server, id, 2)).Ok("{}");
        (await LogAsync(server, id, 1)).Ok("{}");
        (await server.PostAsync("runs/log-metric", $$"""{"run_id": "{{id}}", "key": "k7", "value": "NaN", "timestamp": 3, "step": 3}""")).Ok("{}");
        (await LogAsync(server, id, 4, bad: true)).Refused(400, "INVALID_PARAMETER_VALUE", "already logged");
        Assert.Equal([1, 2, 3], await StepsAsync(server, id));
        Assert.Equal([1], await StepsAsync(server, other));

        (await LogAsync(server, id, 5)).Ok("{}");
        var table = new RunTableStore(server.Database, new MetricKeys());
        var no = (await table.FindAsync([id], RunKeys.None, Cancel))[0].Info.No;
        Assert.Equal([1, 2, 5], (await new MetricBandStore(server.Database, new MetricKeys()).ReadAsync([no], "k7", null, null, 50, Cancel))[no].Select(s => s.Step));
        (await LogAsync(server, id, 6)).Ok("{}");
        Assert.Equal((1.0, 6.0, 4L), (await table.SpansAsync([no], Cancel)).Where(s => s.Key == "k7").Select(s => (s.Low, s.High, s.Points)).Single());
        Assert.Equal(Keys, (await server.GetAsync($"runs/get?run_id={id}")).Ok()["run.data.metrics"].EnumerateArray().Count(m => m.GetProperty("step").GetInt32() == 6));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Readers_beside_the_writer_miss_nothing_that_was_acknowledged(string engine)
    {
        var server = await engines.OnAsync(engine);
        var id = await server.NewRunAsync("0");
        (await LogAsync(server, id, 0)).Ok("{}");
        var acknowledged = 0;
        using var ended = new CancellationTokenSource();
        var readers = new[] { "get-history?run_id", "get-history-bulk-interval?max_results=50&run_ids" }.Select(call => Task.Run(async () =>
        {
            do
            {
                var before = Volatile.Read(ref acknowledged);
                var there = (await StepsAsync(server, id, call)).ToHashSet();
                Assert.Superset(Enumerable.Range(0, before + 1).ToHashSet(), there);
            }
            while (!ended.IsCancellationRequested);
        })).ToList();
        for (var step = 1; step <= 40; step++)
        {
            (await LogAsync(server, id, step)).Ok("{}");
            Volatile.Write(ref acknowledged, step);
        }

        await ended.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(Enumerable.Range(0, 41), await StepsAsync(server, id));
    }

    [Fact]
    public async Task What_waits_when_the_server_ends_is_found_by_the_next_one_and_by_a_check()
    {
        var store = await engines.EmptyStoreAsync("sqlite");
        string id;
        await using (var first = await Server.StartAsync(store))
        {
            id = await first.NewRunAsync("0");
            (await LogAsync(first, id, 1)).Ok("{}");
            Assert.Equal(Keys, await WaitingAsync(first));
        }

        var state = await StoreCheck.LookAsync(store, "nothing", Cancel);
        Assert.Empty(state.Problems);
        Assert.Contains($"1 experiments, 1 runs, {Keys} metric values", state.Notes);

        await using var second = await Server.StartAsync(store);
        Assert.Equal([1], await StepsAsync(second, id));
        Assert.Equal(0, await WaitingAsync(second));
    }

    [Fact]
    public async Task No_more_than_some_batches_wait()
    {
        await using var server = await Server.StartAsync(await engines.EmptyStoreAsync("sqlite"));
        var id = await server.NewRunAsync("0");
        var most = 0L;
        for (var step = 0; step < 25; step++)
        {
            (await LogAsync(server, id, step, keys: 1000)).Ok("{}");
            most = Math.Max(most, await WaitingAsync(server));
        }

        Assert.Equal((19_000, 5_000), (most, await WaitingAsync(server)));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<long> WaitingAsync(Server server) => server.Database.ReadAsync(session => session.FirstAsync<long>("select count(*) from arrived_metrics"), Cancel);

    /// <summary>One value for each key, which is the step.</summary>
    /// <param name="bad">With a param that is refused, and the whole batch with it.</param>
    private static Task<Reply> LogAsync(Server server, string run, int step, int keys = Keys, bool bad = false) => server.PostAsync("runs/log-batch", JsonSerializer.Serialize(new
    {
        run_id = run,
        metrics = Enumerable.Range(0, keys).Select(k => new { key = $"k{k}", value = step, timestamp = step, step }),
        @params = keys == Keys ? new[] { new { key = "p", value = bad ? "2" : "1" } } : [],
    }));

    private static async Task<IEnumerable<int>> StepsAsync(Server server, string run, string call = "get-history?run_id") =>
        (await server.GetAsync($"/ajax-api/2.0/mlflow/metrics/{call}={run}&metric_key=k7")).Ok()["metrics"].EnumerateArray().Select(m => m.GetProperty("step").GetInt32());
}
