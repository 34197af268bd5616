using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Airworthy.Tests.Shared;

namespace TrackingBench;

/// <summary>What is measured, over the wire, with bodies made beforehand.</summary>
internal static class Measures
{
    public static async Task AllAsync(ServerProcess server, ServerProcess bare, PostgreSqlCluster? cluster, string folder, bool quick, int runs, List<Figure> figures)
    {
        var part = quick ? 10 : 1;
        var http = server.Http;
        await PostAsync(http, "runs/search", """{"experiment_ids": ["0"]}"""u8.ToArray());

        foreach (var (keys, reference) in new[] { (10, 11_745), (1000, 6_554) })
        {
            // Three times in turns, raw and served, so that a neighbour's noise meets both; the middle one counts. A round before them does not: it finds code that is not compiled yet.
            var pairs = new List<(double Served, double Raw)>();
            for (var round = -1; round < 3; round++)
            {
                var served = await BatchesAsync(http, 300 / part, keys);
                var raw = cluster is null ? Raw.SqliteRows(Directory.CreateDirectory(Path.Combine(folder, $"raw-{round}")).FullName, 300 / part, keys) : await Raw.PostgreSqlRowsAsync(cluster.Connection("postgres"), 300 / part, keys);
                if (round >= 0)
                {
                    pairs.Add((served, raw));
                }
            }

            var (middle, rawMiddle) = (Median(pairs.Select(p => p.Served)), Median(pairs.Select(p => p.Raw)));
            figures.Add(new($"log-batch of 1,000 metrics, {keys} keys: metrics/s", middle, reference, "≥ 100,000, ≥ 0.6 of raw",
                string.Create(CultureInfo.InvariantCulture, $"raw {(cluster is null ? "SQLite" : "PostgreSQL")} {rawMiddle:N0}, ratio {Median(pairs.Select(p => p.Served / p.Raw)):0.00}")));
        }

        var single = await ManyAsync(http, 8, 20_000 / part, (run, n) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"run_id": "{{run}}", "key": "m", "value": {{n}}, "timestamp": {{n}}, "step": {{n}}}""")));
        var echoed = await ManyAsync(bare.Http, 8, 20_000 / part, (_, n) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"run_id": "00000000000000000000000000000000", "key": "m", "value": {{n}}, "timestamp": {{n}}, "step": {{n}}}""")), runs: false);
        figures.Add(new("log-metric, 8 clients: requests/s", single, 95, "≥ 5,000", string.Create(CultureInfo.InvariantCulture, $"bare Kestrel {echoed:N0}, ratio {single / echoed:0.00}")));

        var experiment = await ExperimentAsync(http);
        figures.Add(new("create run + log-batch of 10 metrics, 20 params, 5 tags: runs/s", await RunsAsync(http, experiment, runs), 26.5, "≥ 1,000"));

        var newest = new List<double>();
        var ordered = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            newest.Add(await TimedAsync(() => PostAsync(http, "runs/search", Utf8($$"""{"experiment_ids": ["{{experiment}}"], "max_results": 100}"""))));
            ordered.Add(await TimedAsync(() => PostAsync(http, "runs/search", Utf8($$"""{"experiment_ids": ["{{experiment}}"], "max_results": 100, "filter": "metrics.m0 > {{(i % 5) * 0.1:0.0}}", "order_by": ["metrics.m1 DESC"]}"""))));
        }

        figures.Add(new($"search, 100 newest of {runs:N0} runs: p95, ms", At(newest, 0.95), 153, ""));
        figures.Add(new($"search, 100 of {runs:N0} runs, filtered and ordered by a metric: p95, ms", At(ordered, 0.95), 3281, "≤ 100"));
        figures.Add(new($"search, all {runs:N0} in pages of 1,000, s", await TimedAsync(() => PagesAsync(http, experiment)) / 1000, 18.6, "≤ 1.5"));

        var history = await RunAsync(http, "0");
        for (var i = 0; i < 100; i++)
        {
            await PostAsync(http, "runs/log-batch", Batch(history, i, 1));
        }

        var (whole, sampled, again) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < 15; i++)
        {
            Task SampledAsync() => http.GetByteArrayAsync($"/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids={history}&metric_key=k0&max_results=320");
            whole.Add(await TimedAsync(() => HistoryAsync(http, history)));
            await PostAsync(http, "runs/log-metric", Utf8($$"""{"run_id": "{{history}}", "key": "k0", "value": 0.5, "timestamp": {{1_900_000_000_000 + i}}, "step": {{200_000 + i}}}"""));
            sampled.Add(await TimedAsync(SampledAsync));
            again.Add(await TimedAsync(SampledAsync));
        }

        figures.Add(new("history of 100,000 points in pages of 25,000: median, ms", Median(whole), 3487, "≤ 150"));
        figures.Add(new("sampled history, 320 of 100,000 points, after an addition: median, ms", Median(sampled), 453, "≤ 20"));
        figures.Add(new("the same once more, ms", Median(again), 453, "≤ 20"));

        var wide = await ExperimentAsync(http);
        await RunsAsync(http, wide, 1000 / part, metrics: 100);
        await Pages.AllAsync(http.BaseAddress!, experiment, runs, wide, figures);
    }

    /// <summary>Metrics per second of one client that waits for each answer.</summary>
    private static async Task<double> BatchesAsync(HttpClient http, int batches, int keys)
    {
        var run = await RunAsync(http, "0");
        var bodies = Enumerable.Range(0, batches).Select(b => Batch(run, b, keys)).ToList();
        var started = Stopwatch.GetTimestamp();
        foreach (var body in bodies)
        {
            await PostAsync(http, "runs/log-batch", body);
        }

        return batches * 1000 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> ManyAsync(HttpClient http, int clients, int requests, Func<string, int, byte[]> body, bool runs = true)
    {
        var ids = new string[clients];
        for (var i = 0; i < clients; i++)
        {
            ids[i] = runs ? await RunAsync(http, "0") : "";
        }

        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(ids.Select(async id =>
        {
            for (var n = 0; n < requests / clients; n++)
            {
                await PostAsync(http, "runs/log-metric", body(id, n));
            }
        }));
        return requests / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> RunsAsync(HttpClient http, string experiment, int runs, int metrics = 10)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            for (var n = client; n < runs; n += 4)
            {
                var run = await RunAsync(http, experiment);
                await PostAsync(http, "runs/log-batch", JsonSerializer.SerializeToUtf8Bytes(new
                {
                    run_id = run,
                    metrics = Enumerable.Range(0, metrics).Select(m => new { key = $"m{m}", value = ((n * 7919L) + (m * 31)) % 1000 / 1000.0, timestamp = n, step = 1 }),
                    @params = Enumerable.Range(0, 20).Select(p => new { key = $"p{p}", value = $"v{(n + p) % 17}" }),
                    tags = Enumerable.Range(0, 5).Select(t => new { key = $"t{t}", value = $"w{n % 5}" }),
                }));
            }
        }));
        return runs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task PagesAsync(HttpClient http, string experiment)
    {
        string? token = "";
        while (token is not null)
        {
            using var page = JsonDocument.Parse(await PostAsync(http, "runs/search", Utf8($$"""{"experiment_ids": ["{{experiment}}"], "max_results": 1000, "page_token": "{{token}}"}""")));
            token = page.RootElement.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        }
    }

    private static async Task HistoryAsync(HttpClient http, string run)
    {
        string? token = "";
        while (token is not null)
        {
            var page = await http.GetByteArrayAsync($"/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=k0&max_results=25000&page_token={Uri.EscapeDataString(token)}");
            using var json = JsonDocument.Parse(page);
            token = json.RootElement.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        }
    }

    private static byte[] Batch(string run, int batch, int keys) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        run_id = run,
        metrics = Enumerable.Range(batch * 1000, 1000).Select(n => new { key = $"k{n % keys}", value = n * 0.5, timestamp = n, step = n / keys }),
    });

    private static async Task<string> ExperimentAsync(HttpClient http) =>
        JsonDocument.Parse(await PostAsync(http, "experiments/create", Utf8($$"""{"name": "{{Guid.NewGuid()}}"}"""))).RootElement.GetProperty("experiment_id").GetString()!;

    private static async Task<string> RunAsync(HttpClient http, string experiment) =>
        JsonDocument.Parse(await PostAsync(http, "runs/create", Utf8($$"""{"experiment_id": "{{experiment}}", "start_time": 1}"""))).RootElement.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;

    private static async Task<byte[]> PostAsync(HttpClient http, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http.PostAsync(new Uri("/api/2.0/mlflow/" + path, UriKind.Relative), content);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {Encoding.UTF8.GetString(answer)}");
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<double> TimedAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values) => At([.. values], 0.5);

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)Math.Ceiling((values.Count - 1) * share));
}
