using System.Globalization;
using System.Text.Json;

namespace ServingBench;

/// <summary>What stands beside live traffic must not be felt there: a shadow that hangs, switches under load, and copies, next to other ways to forward and to copy.</summary>
internal static class Beside
{
    private const int Connections = 32;

    /// <summary>The 99th percentile of live requests with a shadow that never answers, over that without, in pairs of rounds one after the other.</summary>
    public static async Task HangingAsync(int pairs, double seconds)
    {
        using var silent = await Running.StartAsync("silent");
        using var gateway = await Running.ServeAsync(Fresh());
        using var http = new HttpClient { BaseAddress = gateway.Root };
        await ReleaseAsync(http, "late", "constant:0.2");
        var ratios = new List<double>();
        var (answered, wrong) = (0L, 0L);
        for (var pair = -1; pair < pairs; pair++)
        {
            // Whatever is true of a first round is true of both in turn.
            var (with, without) = (0.0, 0.0);
            foreach (var hangs in pair % 2 == 0 ? (bool[])[true, false] : [false, true])
            {
                if (hangs)
                {
                    await ReleaseAsync(http, "late", $"upstream:{silent.Root}v2/models/pair{pair + 1}");
                    await Task.Delay(300); // the queue is full before it counts
                }

                var round = await LoadAsync(gateway, "late", seconds);
                (answered, wrong) = (answered + round.Answered, wrong + round.Wrong);
                (with, without) = hangs ? (round.P99, without) : (with, round.P99);
                if (hangs)
                {
                    await ChangeAsync(http, "late", "rollback");
                }
            }

            if (pair >= 0)
            {
                ratios.Add(with / without);
            }
        }

        var (told, copies) = (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), await CountAsync(silent));
        ratios.Sort();
        var (low, high) = Median(ratios.Count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"A shadow that never answers: p99 with it / without, median of {pairs} pairs of {seconds} s: {ratios[ratios.Count / 2]:0.00} (95 % interval of the median {ratios[low]:0.00} to {ratios[high]:0.00}). {answered:N0} live requests, {wrong} not answered; it was asked {copies:N0} times, {Sum(told, "airworthy_dropped_total"):N0} copies were dropped and counted."));
    }

    /// <summary>Changes of the route under load: each release goes from shadow through the canary into use, and is taken back.</summary>
    public static async Task SwitchAsync(int releases)
    {
        using var gateway = await Running.ServeAsync(Fresh());
        using var http = new HttpClient { BaseAddress = gateway.Root };
        await ReleaseAsync(http, "late", "constant:0.2");
        using var ended = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            var (answered, wrong) = (0L, 0L);
            while (!ended.IsCancellationRequested)
            {
                var round = await LoadAsync(gateway, "late", 1);
                (answered, wrong) = (answered + round.Answered, wrong + round.Wrong);
            }

            return (answered, wrong);
        });
        for (var release = 0; release < releases; release++)
        {
            await ReleaseAsync(http, "late", $"constant:0.3{release}");
            for (var step = 0; step < 4; step++)
            {
                await ChangeAsync(http, "late", "promote");
                await Task.Delay(100);
            }

            await ChangeAsync(http, "late", "rollback");
        }

        await ended.CancelAsync();
        var (all, none) = await load;
        var generation = (await http.GetFromJsonAsync<JsonElement>(new Uri("/api/airworthy/endpoints/late", UriKind.Relative))).GetProperty("table").GetProperty("generation").GetInt64();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Switches under load: {generation - 1} changes of the route, {2 * releases} of them of the version that answers; {all:N0} requests, {none} not answered."));
    }

    /// <summary>Forwarding to one server, and copying to a second one: nginx, its mirror, YARP, and the gateway.</summary>
    public static async Task CopiesAsync(int rounds, double seconds)
    {
        using var live = await Running.StartAsync("model");
        using var other = await Running.StartAsync("model");
        using var yarp = await Running.StartAsync("yarp", live.Root.ToString());
        using var nginx = await Nginx.StartAsync(live.Root, other.Root);
        using var gateway = await Running.ServeAsync(Fresh());
        using var http = new HttpClient { BaseAddress = gateway.Root };
        await ReleaseAsync(http, "alone", $"upstream:{live.Root}v2/models/trial");
        await ReleaseAsync(http, "copied", $"upstream:{live.Root}v2/models/trial");
        await ReleaseAsync(http, "copied", $"upstream:{other.Root}v2/models/trial");
        (string Name, Uri To, Running? Process)[] shapes =
        [
            ("direct", Infer(live.Root, "trial"), null), ("nginx", Infer(nginx.Plain, "trial"), null), ("nginx, mirror", Infer(nginx.Mirror, "trial"), null), ("YARP", Infer(yarp.Root, "trial"), yarp),
            ("gateway", Infer(gateway.Root, "alone"), gateway), ("gateway, shadow", Infer(gateway.Root, "copied"), gateway),
        ];
        var measured = shapes.Select(_ => new List<(double PerSecond, double P99, double Micros, double Copied)>()).ToList();
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < shapes.Length; i++)
            {
                var at = (i + Math.Max(0, round)) % shapes.Length;
                var (copies, used) = (await CountAsync(other), shapes[at].Process?.Processor);
                var (answered, wrong, perSecond, p99, _) = await LoadAsync(shapes[at].To, seconds);
                await Task.Delay(200); // copies that are still on their way
                if (wrong > 0)
                {
                    throw new InvalidOperationException($"{shapes[at].Name}: {wrong} answers were no 200.");
                }

                if (round >= 0)
                {
                    measured[at].Add((perSecond, p99, (shapes[at].Process?.Processor - used)?.TotalMicroseconds / answered ?? double.NaN, (await CountAsync(other) - copies) / (double)answered));
                }
            }
        }

        Console.WriteLine("| | answers per second | ÷ direct, median (min–max) | 99 % within, µs | µs of processor per request there | copies delivered per request |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (var i = 0; i < shapes.Length; i++)
        {
            var ratios = measured[i].Zip(measured[0], (a, b) => a.PerSecond / b.PerSecond).Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {shapes[i].Name} | {Middle(measured[i].Select(m => m.PerSecond)):N0} | {ratios[ratios.Count / 2]:0.00} ({ratios[0]:0.00}–{ratios[^1]:0.00}) | {Middle(measured[i].Select(m => m.P99)):N0} | {(shapes[i].Process is null ? "" : Middle(measured[i].Select(m => m.Micros)).ToString("0.0", CultureInfo.InvariantCulture))} | {Middle(measured[i].Select(m => m.Copied)):0.00} |"));
        }
    }

    private static string Fresh() => Directory.CreateTempSubdirectory("airworthy-bench-").FullName;

    private static Uri Infer(Uri root, string model) => new(root, $"/v2/models/{model}/infer");

    private static Task<(long Answered, long Wrong, double PerSecond, double P99, double P50)> LoadAsync(Running gateway, string endpoint, double seconds) => LoadAsync(Infer(gateway.Root, endpoint), seconds);

    private static async Task<(long Answered, long Wrong, double PerSecond, double P99, double P50)> LoadAsync(Uri to, double seconds)
    {
        var requests = Enumerable.Range(0, 100).Select(n => Wire.Post(to, SmallModel.Request(n))).ToList();
        var (answered, wrong, took, times) = await Wire.SendAsync(to, requests, Connections, TimeSpan.FromSeconds(seconds));
        times.Sort();
        return (answered, wrong, answered / took, times[times.Count * 99 / 100], times[times.Count / 2]);
    }

    private static async Task ReleaseAsync(HttpClient http, string endpoint, string model)
    {
        using var response = await http.PostAsJsonAsync(new Uri($"/api/airworthy/endpoints/{endpoint}/releases", UriKind.Relative), new { model, log_rate = 0, accept = "measured side by side, nobody is answered", policy = new { silence_seconds = 36_000, shadow_hours = 100 } });
        await DoneAsync(response, model);
        await InForceAsync(http, endpoint);
    }

    private static async Task ChangeAsync(HttpClient http, string endpoint, string what)
    {
        using var response = await http.PostAsJsonAsync(new Uri($"/api/airworthy/endpoints/{endpoint}/{what}", UriKind.Relative), new { reason = "measured" });
        await DoneAsync(response, what);
    }

    private static async Task DoneAsync(HttpResponseMessage response, string what)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{what}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task InForceAsync(HttpClient http, string endpoint)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            using var ready = await http.GetAsync(new Uri($"/v2/models/{endpoint}/ready", UriKind.Relative));
            if (ready.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"{endpoint} is not ready.");
    }

    private static async Task<long> CountAsync(Running server)
    {
        using var http = new HttpClient();
        return long.Parse(await http.GetStringAsync(new Uri(server.Root, "/count")), CultureInfo.InvariantCulture);
    }

    private static double Sum(string metrics, string name) => metrics.Split('\n').Where(l => l.StartsWith(name, StringComparison.Ordinal)).Sum(l => double.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture));

    private static double Middle(IEnumerable<double> values) => values.Order().ToList() is var all ? all[all.Count / 2] : 0;

    /// <summary>Positions between which the median of so many values lies with 95 %: the sign test turned round.</summary>
    private static (int Low, int High) Median(int count)
    {
        var (below, low, probability) = (0.0, 0, Math.Pow(0.5, count));
        for (var k = 0; k < count / 2; k++)
        {
            below += probability;
            probability *= (count - k) / (k + 1.0);
            low = below <= 0.025 ? k : low;
        }

        return (low, count - 1 - low);
    }
}
