using System.CommandLine;
using System.Text.Json;

using Airworthy.Cli.Benching;
using Airworthy.Serving.Models;
using Airworthy.Serving.Trial;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy bench MODEL.onnx</c>: what a model needs to answer at a load, measured through the gateway.</summary>
internal sealed class BenchCommand : ICommand
{
    /// <summary>What the checklist asks of a load test: so long, and so many requests.</summary>
    private const int Seconds = 120, LeastRequests = 5000;

    private static readonly Argument<string> s_file = new("model") { Description = "An ONNX file; the file MLmodel beside it names the columns, where one input holds them all." };
    private static readonly Option<double?> s_rate = new("--rate") { Description = "Requests per second. Default: serving.latency.at_rps of the contract here, else 100.", HelpName = "requests" };
    private static readonly Option<int> s_seconds = new("--seconds") { Description = "How long.", DefaultValueFactory = _ => Seconds, HelpName = "seconds" };
    private static readonly Option<string?> s_json = new("--json") { Description = "Write the figures as JSON into a file; - for standard output.", HelpName = "file" };
    private static readonly Option<bool> s_trial = new("--trial") { Hidden = true };

    public Command Build()
    {
        var command = new Command("bench", "Measure a model in a gateway of its own: answer times at a load whose arrivals do not wait for answers, memory, processor, and the most it can answer.") { s_file, s_rate, s_seconds, s_json, s_trial };
        command.SetAction((parsed, cancel) => parsed.GetValue(s_trial) ? ServeAsync(parsed.GetValue(s_file)!, cancel) : RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var file = parsed.GetValue(s_file)!;
        var rate = parsed.GetValue(s_rate) ?? Promised() ?? 100;
        var seconds = parsed.GetValue(s_seconds);
        if (rate is not (> 0 and <= 100_000) || seconds is < 1 or > 86_400)
        {
            throw new Refusal(64, "--rate is above 0 and at most 100000 requests per second, --seconds 1 to 86400.");
        }

        using var trial = await TrialProcess.StartAsync(file, cancel);
        var count = Math.Max((int)(rate * seconds), 1);
        var result = await Terminal.WithProgressAsync($"{rate:0.##} requests per second", (told, _) => trial.MeasureAsync(rate, count, done => told($"{done:N0} of {count:N0}", Math.Max(1, count / 100)), cancel));
        using var load = new Pipelines.Load.OpenLoad(trial.Address, trial.Bodies);
        var (most, _) = await load.CeilingAsync(connections: 32, TimeSpan.FromSeconds(Math.Min(5, seconds)), cancel);
        if (parsed.GetValue(s_json) is { } target)
        {
            var json = Json(file, result, most);
            if (target == "-")
            {
                Console.WriteLine(json);
            }
            else
            {
                await WholeFile.WriteAsync(target, json + "\n", cancel);
            }
        }

        if (parsed.GetValue(s_json) is not "-")
        {
            Tell(result, most, count);
        }

        return result.Load.Failed == 0 ? 0 : 1;
    }

    private static void Tell(TrialResult result, double most, int count)
    {
        var load = result.Load;
        Console.WriteLine($"{load.Milliseconds.Count:N0} of {count:N0} requests answered at {load.Rate:0.##} per second in {load.Took.TotalSeconds:0.0} s{(load.Failed > 0 ? $"; {load.Failed:N0} failed: {load.Why}" : "")}.");
        if (load.P99 is { } tail)
        {
            Console.WriteLine($"Answer time: half within {load.P50:0.00} ms, 99 of 100 within {tail.P99:0.00} ms ({tail.Low:0.00} to {tail.High:0.00}).");
        }

        Console.WriteLine($"Memory: {result.PeakMegabytes:0} MB at its peak. Processor: {result.ProcessorMicroseconds:0} µs per request. At most {most:N0} answers per second over 32 connections, this program on the same machine.");
        Console.WriteLine($"{Environment.ProcessorCount} processors, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}. Rows were made up from what the model takes.");
        if (load.Took.TotalSeconds < Seconds - 1 || count < LeastRequests)
        {
            Console.WriteLine($"Too short to decide a limit: the checklist asks for {Seconds} s and {LeastRequests:N0} requests.");
        }
    }

    private static string Json(string file, TrialResult result, double most)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("model", Path.GetFileName(file));
            foreach (var (name, value) in ((string, double?)[])
            [
                ("rate", result.Load.Rate), ("requests", result.Load.Milliseconds.Count), ("failed", result.Load.Failed), ("seconds", result.Load.Took.TotalSeconds), ("p50_ms", result.Load.P50), ("p99_ms", result.Load.P99?.P99),
                ("p99_low_ms", result.Load.P99?.Low), ("p99_high_ms", result.Load.P99?.High), ("peak_mb", result.PeakMegabytes), ("processor_us_per_request", result.ProcessorMicroseconds), ("most_per_second", most), ("processors", Environment.ProcessorCount),
            ])
            {
                if (value is { } number && double.IsFinite(number))
                {
                    json.WriteNumber(name, Math.Round(number, 4));
                }
            }

            json.WriteString("system", System.Runtime.InteropServices.RuntimeInformation.OSDescription);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>The load that the contract in this folder speaks of; null without one.</summary>
    private static double? Promised() => File.Exists("airworthy.yaml") ? Project.Open(".").Contract.Serving?.Latency?.AtRps : null;

    /// <summary>The gateway of a trial: it says where it listens, and ends when whoever started it does.</summary>
    private static async Task<int> ServeAsync(string file, CancellationToken cancel)
    {
        byte[] bytes;
        byte[]? descriptor;
        try
        {
            bytes = await File.ReadAllBytesAsync(file, cancel);
            var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "MLmodel");
            descriptor = File.Exists(beside) ? await File.ReadAllBytesAsync(beside, cancel) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal(1, $"{file} cannot be read: {e.Message}", "Name an ONNX file.");
        }

        try
        {
            await using var gateway = await TrialGateway.StartAsync(bytes, descriptor, cancel);
            Console.WriteLine(gateway.Address);
            await Console.Out.FlushAsync(cancel);
            await Task.Run(() => Console.In.Read(), cancel);
            return 0;
        }
        catch (NotServableException e)
        {
            throw new Refusal(1, $"{file} cannot be served: {e.Message}");
        }
    }
}
