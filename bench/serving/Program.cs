// What one request costs in processor time, and how many are answered, beside a bare JSON echo: the servers in turn, round after round.
// Usage: ServingBench [rounds] [seconds] [connections] [seconds of warming up]: what is measured is a server that has run for a while. Parquet
//        is written once in a second or so, which takes until the runtime has compiled all of it.
//        ServingBench hanging|switches|copies: a shadow that never answers, changes of the route under load, copies beside nginx and YARP
//        for a profiler: ServingBench gateway [log folder], ServingBench load ADDRESS SECONDS
using System.Globalization;

using ServingBench;

switch (args)
{
    case ["echo"]:
        await Servers.EchoAsync();
        return;
    case ["gateway"]:
        await Servers.GatewayAsync(null);
        return;
    case ["guarded"]:
        await Servers.GatewayAsync(null, isGuarded: true);
        return;
    case ["load", var address, var length]:
        var to = new Uri(new Uri(address), "/v2/models/trial/infer");
        var load = await Wire.SendAsync(to, [.. Enumerable.Range(0, 100).Select(n => Wire.Post(to, SmallModel.Request(n)))], 32, TimeSpan.FromSeconds(int.Parse(length, CultureInfo.InvariantCulture)));
        Console.WriteLine($"{load.Answered / load.Seconds:N0} answers per second, {load.Wrong} wrong");
        return;
    case ["model"]:
        await Servers.ModelAsync(answers: true);
        return;
    case ["silent"]:
        await Servers.ModelAsync(answers: false);
        return;
    case ["yarp", var live]:
        await Servers.YarpAsync(new Uri(live));
        return;
    case ["hanging"]:
        await Beside.HangingAsync(pairs: 21, seconds: 1.5);
        return;
    case ["switches"]:
        await Beside.SwitchAsync(releases: 30);
        return;
    case ["copies"]:
        await Beside.CopiesAsync(rounds: 9, seconds: 2);
        return;
    case ["gateway", var folder]:
        await Servers.GatewayAsync(folder);
        return;
}

var numbers = args.Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
var (rounds, seconds, connections) = (numbers.ElementAtOrDefault(0) is > 0 and var r ? r : 15, numbers.ElementAtOrDefault(1) is > 0 and var s ? s : 2, numbers.ElementAtOrDefault(2) is > 0 and var c ? c : 32);
var warm = numbers.ElementAtOrDefault(3) is > 0 and var w ? w : 20;
var log = Directory.CreateTempSubdirectory("airworthy-bench-").FullName;
try
{
    using var echo = await Running.StartAsync("echo");
    using var plain = await Running.StartAsync("gateway");
    using var logged = await Running.StartAsync("gateway", log);
    using var guarded = await Running.StartAsync("guarded");
    (string Name, Running Server)[] servers = [("JSON echo", echo), ("gateway", plain), ("gateway, log on", logged), ("gateway, guards on", guarded)];
    Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {rounds} rounds of {seconds} s, {connections} connections, each server warm by {warm} s of the same, one row of 30 FP32, a network of 30-64-32-2");
    var measured = servers.Select(_ => new List<(double PerSecond, double Micros, double P50, double P99)>()).ToList();
    for (var round = -1; round < rounds; round++)
    {
        for (var i = 0; i < servers.Length; i++)
        {
            var server = servers[(i + Math.Max(0, round)) % servers.Length].Server;
            var requests = Enumerable.Range(0, 100).Select(n => Wire.Post(server.Address, SmallModel.Request(n))).ToList();
            var before = server.Processor;
            var (answered, wrong, took, times) = await Wire.SendAsync(server.Address, requests, connections, TimeSpan.FromSeconds(round < 0 ? warm : seconds));
            var used = server.Processor - before;
            if (wrong > 0)
            {
                throw new InvalidOperationException($"{wrong} answers were no 200.");
            }

            times.Sort();
            if (round >= 0)
            {
                measured[(i + round) % servers.Length].Add((answered / took, used.TotalMicroseconds / answered, times[times.Count / 2], times[times.Count * 99 / 100]));
            }
        }
    }

    Console.WriteLine("| | answers per second | µs of processor per request | half within, µs | 99 % within, µs | throughput ÷ echo, median (min–max) | peak memory, MB |");
    Console.WriteLine("|---|---|---|---|---|---|---|");
    for (var i = 0; i < servers.Length; i++)
    {
        var ratios = measured[i].Zip(measured[0], (a, b) => a.PerSecond / b.PerSecond).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {servers[i].Name} | {Median(measured[i].Select(m => m.PerSecond)):N0} | {Median(measured[i].Select(m => m.Micros)):0.0} | {Median(measured[i].Select(m => m.P50)):N0} | {Median(measured[i].Select(m => m.P99)):N0} | {ratios[ratios.Count / 2]:0.00} ({ratios[0]:0.00}–{ratios[^1]:0.00}) | {servers[i].Server.PeakMegabytes:0} |"));
    }
}
finally
{
    Directory.Delete(log, recursive: true);
}

static double Median(IEnumerable<double> values) => values.Order().ToList() is var all ? all[all.Count / 2] : 0;
