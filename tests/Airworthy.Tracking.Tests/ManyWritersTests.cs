using System.Globalization;

using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Tests;

/// <summary>Writers at once, whose writes share transactions: each is kept or refused as if it had been alone.</summary>
public sealed class ManyWritersTests(Engines engines)
{
    private const int Writers = 16, Each = 12;

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Whoever_is_refused_is_refused_alone(string engine)
    {
        var server = await engines.OnAsync(engine);
        var home = await server.NewExperimentAsync();
        var gone = await server.NewRunAsync(home);
        (await server.PostAsync("runs/delete", $$"""{"run_id": "{{gone}}"}""")).Ok();
        var runs = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => server.NewRunAsync(home)));
        await Task.WhenAll(runs.Select((run, writer) => Task.Run(async () =>
        {
            for (var n = 0; n < Each; n++)
            {
                // Every third writer's second params differ from its first; every fourth writes to a deleted run between its own.
                var reply = await server.PostAsync("runs/log-batch", $$"""
                    {"run_id": "{{run}}", "params": [{"key": "a", "value": "{{(writer % 3 == 0 ? n / 2 : 0)}}"}, {"key": "p{{n}}", "value": "1"}],
                     "metrics": [{"key": "m", "value": {{n}}, "timestamp": {{n}}, "step": {{n}}}], "tags": [{"key": "t", "value": "{{n}}"}]}
                    """);
                if (writer % 3 == 0 && n >= 2)
                {
                    reply.Refused(400, "INVALID_PARAMETER_VALUE", $"[{{'key': 'a', 'old_value': '0', 'new_value': '{n / 2}'}}]' for run ID='{run}'");
                }
                else
                {
                    reply.Ok("{}");
                }

                if (writer % 4 == 0)
                {
                    (await server.PostAsync("runs/log-metric", $$"""{"run_id": "{{gone}}", "key": "m", "value": 1, "timestamp": 1}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Current state is deleted");
                }
            }
        })));

        foreach (var (writer, run) in runs.Index())
        {
            var kept = writer % 3 == 0 ? 2 : Each;
            Assert.Equal(Enumerable.Range(0, kept), await StepsAsync(server, run));
            var read = (await server.GetAsync($"runs/get?run_id={run}")).Ok();
            Assert.Equal(Enumerable.Range(0, kept).Select(n => $"p{n}").Append("a").Order(StringComparer.Ordinal), read["run.data.params"].EnumerateArray().Select(p => p.GetProperty("key").GetString()));
            Assert.Contains(read["run.data.tags"].EnumerateArray(), t => t.GetProperty("key").GetString() == "t" && t.GetProperty("value").GetString() == (kept - 1).ToString(CultureInfo.InvariantCulture));
        }

        Assert.False((await server.GetAsync($"runs/get?run_id={gone}")).Ok().Has("run.data.metrics"), "a deleted run takes nothing");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task All_may_write_the_same_metric_param_and_tag(string engine)
    {
        var server = await engines.OnAsync(engine);
        var run = await server.NewRunAsync(await server.NewExperimentAsync());
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; n < Each; n++)
            {
                // Steps of all writers in one order, and each value logged by two of them.
                var step = (n * Writers / 2) + (writer / 2);
                (await server.PostAsync("runs/log-batch", $$"""
                    {"run_id": "{{run}}", "params": [{"key": "same", "value": "v"}], "tags": [{"key": "t", "value": "{{step}}"}, {"key": "mlflow.runName", "value": "{{step}}"}],
                     "metrics": [{"key": "m", "value": {{step}}, "timestamp": {{step}}, "step": {{step}}}, {"key": "other", "value": {{step}}, "timestamp": 1, "step": 7}]}
                    """)).Ok("{}");
            }
        })));

        const int Steps = Writers * Each / 2;
        Assert.Equal(Enumerable.Range(0, Steps), await StepsAsync(server, run));
        var read = (await server.GetAsync($"runs/get?run_id={run}")).Ok();
        Assert.Equal([("m", Steps - 1), ("other", Steps - 1)], read["run.data.metrics"].EnumerateArray().Select(m => (m.GetProperty("key").GetString(), m.GetProperty("value").GetInt32())));
        Assert.Equal(read["run.info.run_name"].GetString(), read["run.data.tags"].EnumerateArray().Single(t => t.GetProperty("key").GetString() == "mlflow.runName").GetProperty("value").GetString());
    }

    [Fact]
    public async Task What_another_process_logged_is_in_the_next_sampled_history_too()
    {
        var store = await engines.EmptyStoreAsync("postgresql");
        await using var one = await Server.StartAsync(store);
        await using var other = await Server.StartAsync(store);
        var run = await one.NewRunAsync("0");
        for (var step = 0; step < 40; step += 2)
        {
            (await one.PostAsync("runs/log-metric", Metric(run, step))).Ok();
            Assert.Equal(step + 1, (await SampledAsync(one, run)).Count);
            await Task.WhenAll(one.PostAsync("runs/log-metric", Metric(run, step)), other.PostAsync("runs/log-metric", Metric(run, step + 1)));
            Assert.Equal(Enumerable.Range(0, step + 2), await SampledAsync(one, run));
            Assert.Equal(Enumerable.Range(0, step + 2), await SampledAsync(other, run));
        }
    }

    [Fact]
    public async Task A_lost_connection_is_no_acknowledgement_and_no_end()
    {
        var store = (StoreAddress.PostgreSql)await engines.EmptyStoreAsync("postgresql");
        await using var server = await Server.StartAsync(store);
        var run = await server.NewRunAsync("0");
        var acknowledged = new List<int>();
        var refused = 0;
        for (var step = 0; step < 60; step++)
        {
            if (step % 20 == 10)
            {
                await using var connection = new Npgsql.NpgsqlConnection(store.Connection + ";Pooling=false");
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                await using var end = new Npgsql.NpgsqlCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", connection);
                Assert.True((long)(await end.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0);
            }

            var reply = await server.PostAsync("runs/log-metric", Metric(run, step));
            if (reply.Status == 200)
            {
                acknowledged.Add(step);
            }
            else
            {
                refused++;
            }
        }

        Assert.InRange(refused, 0, 15);
        Assert.Empty(acknowledged.Except(await StepsAsync(server, run)));
    }

    private static string Metric(string run, int step) => $$"""{"run_id": "{{run}}", "key": "m", "value": {{step}}, "timestamp": {{step}}, "step": {{step}}}""";

    private static async Task<List<int>> StepsAsync(Server server, string run) =>
        [.. (await server.GetAsync($"metrics/get-history?run_id={run}&metric_key=m")).Ok()["metrics"].EnumerateArray().Select(m => m.GetProperty("step").GetInt32())];

    private static async Task<List<int>> SampledAsync(Server server, string run) =>
        [.. (await server.GetAsync($"/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids={run}&metric_key=m&max_results=100")).Ok()["metrics"].EnumerateArray().Select(m => m.GetProperty("step").GetInt32())];

    [Fact]
    public async Task Servers_that_begin_together_on_a_database_without_tables_all_begin()
    {
        var store = await engines.EmptyStoreAsync("postgresql");
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Database.OpenAsync(store, TestContext.Current.CancellationToken))));
        foreach (var database in opened)
        {
            Assert.Equal(Schema.Newest, await database.ReadAsync(s => s.FirstAsync<long>("select max(version) from schema_versions"), TestContext.Current.CancellationToken));
            await database.DisposeAsync();
        }
    }
}
