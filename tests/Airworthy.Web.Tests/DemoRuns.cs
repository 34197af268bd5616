using Airworthy.Tracking.Storage;

namespace Airworthy.Web.Tests;

/// <summary>Runs made up for looking at pages: a search over learning rate and depth in which the learning rate matters, the optimizer a little and the seed not.</summary>
internal static class DemoRuns
{
    /// <summary>A few runs with histories, written by the protocol as a client would.</summary>
    /// <returns>The experiment's id and the ids of the runs.</returns>
    public static async Task<(string Experiment, List<string> Runs)> FewAsync(ServerFixture server, int runs = 12, int steps = 60, string? name = null)
    {
        var experiment = await server.ExperimentAsync(name);
        var random = new Random(7);
        var ids = new List<string>();
        for (var i = 0; i < runs; i++)
        {
            var (rate, depth, optimizer) = (Math.Pow(10, -3.5 + (2.5 * random.NextDouble())), 2 + random.Next(7), i % 2 == 0 ? "adam" : "sgd");
            var id = (await server.PostAsync("runs/create", new
            {
                experiment_id = experiment,
                run_name = $"{optimizer}-{depth}-{i}",
                user_id = "example",
                start_time = 1_767_000_000_000 + (i * 600_000L),
                tags = new[]
                {
                    new { key = "team", value = "delays" }, new { key = "mlflow.source.name", value = "train.py" }, new { key = "mlflow.source.git.commit", value = $"{i / 4:x}c3f9a2b7d1e4f60718293a4b5c6d7e8f901a2b" },
                    new { key = "mlflow.note.content", value = "Trained on **January–March**.\n\n- dev is April\n- seed fixed" },
                },
            })).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
            var best = 0.72 - (0.05 * Math.Abs(Math.Log10(rate) + 2)) + (optimizer == "adam" ? 0.01 : 0) + (0.004 * random.NextDouble());
            await server.PostAsync("runs/log-batch", new
            {
                run_id = id,
                @params = new[]
                {
                    new { key = "lr", value = rate.ToString("0.#####") }, new { key = "depth", value = $"{depth}" }, new { key = "optimizer", value = optimizer },
                    new { key = "seed", value = $"{i % 3}" }, new { key = "batch_size", value = "256" }, new { key = "data.version", value = i < runs / 2 ? "flights@v0013" : "flights@v0014" },
                },
                metrics = Enumerable.Range(0, steps).SelectMany(s => new[]
                {
                    new { key = "auc", value = best - (0.2 * Math.Exp(-s / 12.0)) + (0.006 * (random.NextDouble() - 0.5)), timestamp = 1_767_000_000_000 + (i * 600_000L) + (s * 1000L), step = s },
                    new { key = "train/loss", value = 0.9 * Math.Exp(-s / (10.0 + depth)) + 0.3 + (0.05 * random.NextDouble()), timestamp = 1_767_000_000_000 + (i * 600_000L) + (s * 1000L), step = s },
                    new { key = "dev/loss", value = 0.8 * Math.Exp(-s / (12.0 + depth)) + 0.42 + (0.02 * random.NextDouble()), timestamp = 1_767_000_000_000 + (i * 600_000L) + (s * 1000L), step = s },
                }).ToArray(),
            });
            if (i % 6 != 5)
            {
                await server.PostAsync("runs/update", new { run_id = id, status = i % 6 == 4 ? "FAILED" : "FINISHED", end_time = 1_767_000_000_000 + (i * 600_000L) + 321_000L });
            }

            ids.Add(id);
        }

        return (experiment, ids);
    }

    /// <summary>Many runs with the latest values only, written straight into the tables.</summary>
    /// <param name="keys">Metrics of each run, and as many params less one; the last run logs <paramref name="odd"/> further keys.</param>
    public static async Task<string> ManyAsync(ServerFixture server, int runs, int keys, int odd = 0)
    {
        var experiment = long.Parse(await server.ExperimentAsync(), null);
        var random = new Random(11);
        await server.Server.Services.GetRequiredService<Database>().WriteAsync(async session =>
        {
            var first = await session.FirstAsync<long>("select coalesce(max(no), 0) + 1 from runs");
            var nos = Enumerable.Range(0, runs).Select(i => first + i).ToArray();
            await session.InsertAsync("runs", "",
                new("no", nos), new("id", nos.Select(n => $"{n:x32}").ToArray()), new("experiment", nos.Select(_ => experiment).ToArray()), new("name", nos.Select(n => $"run-{n - first:00000}").ToArray()),
                new("user_id", nos.Select(_ => "example").ToArray()), new("status", nos.Select(n => n % 9 == 0 ? "FAILED" : "FINISHED").ToArray()),
                new("start_time", nos.Select(n => 1_767_000_000_000 + (n * 1000)).ToArray()), new("artifact_uri", nos.Select(_ => "").ToArray()));
            var names = Enumerable.Range(0, keys + odd).Select(k => $"m{k:00000}").ToArray();
            await session.InsertAsync("metric_keys", "on conflict do nothing", new Column("key", names));
            var numbers = new Dictionary<string, long>();
            foreach (var name in names)
            {
                numbers[name] = await session.FirstAsync<long>("select no from metric_keys where key = @name", new { name });
            }

            var cells = nos.SelectMany(n => names.Take(n == nos[^1] ? keys + odd : keys).Select((name, k) => (Run: n, Key: numbers[name], k))).ToArray();
            await session.InsertAsync("latest_metrics", "",
                new("run", cells.Select(c => c.Run).ToArray()), new("key", cells.Select(c => c.Key).ToArray()), new("timestamp", cells.Select(_ => 1_767_000_000_000L).ToArray()),
                new("step", cells.Select(_ => 10L).ToArray()), new("value", cells.Select(c => random.NextDouble()).ToArray()), new("is_nan", cells.Select(_ => 0L).ToArray()));
            var texts = nos.SelectMany(n => Enumerable.Range(0, Math.Max(1, Math.Min(keys, 20) - 1)).Select(k => (Run: n, Key: $"p{k:00}", Value: $"{random.Next(k + 2)}"))).ToArray();
            await session.InsertAsync("params", "", new("run", texts.Select(c => c.Run).ToArray()), new("key", texts.Select(c => c.Key).ToArray()), new("value", texts.Select(c => c.Value).ToArray()));
        }, TestContext.Current.CancellationToken);
        return experiment.ToString();
    }
}
