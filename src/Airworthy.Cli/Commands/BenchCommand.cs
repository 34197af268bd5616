using System.CommandLine;

using Airworthy.Cli.Benching;
using Airworthy.Core.Checklist.Problem;
using Airworthy.Core.Evaluations;
using Airworthy.Serving.Models;
using Airworthy.Serving.Trial;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy bench MODEL</c>: what a model needs to answer at a load, measured through the gateway, and kept with the version.</summary>
internal sealed class BenchCommand : ICommand
{
    private static readonly Argument<string> s_model = new("model") { Description = "A version of the project's model (its number, champion, NAME@ALIAS, models:/NAME/VERSION), with which the figures are kept; or an ONNX file, with MLmodel beside it where one input holds all columns." };
    private static readonly Option<double?> s_rate = new("--rate") { Description = "Requests per second. Default: what the contract here promises (serving.latency.at_rps, or serving.throughput_rps over its instances), else 100.", HelpName = "requests" };
    private static readonly Option<int?> s_seconds = new("--seconds") { Description = $"How long. Default: what decides a limit, {LoadTested.Seconds} s and {LoadTested.Requests} requests.", HelpName = "seconds" };
    private static readonly Option<bool> s_onTarget = new("--on-target") { Description = "This machine is the one that serving.target.hardware is about. Without it the limits are shown as measured elsewhere." };
    private static readonly Option<bool> s_dry = new("--dry-run") { Description = "Measure, and keep nothing with the version." };
    private static readonly Option<string?> s_json = new("--json") { Description = "Write the figures as JSON into a file; - for standard output.", HelpName = "file" };
    private static readonly Option<bool> s_trial = new("--trial") { Hidden = true };

    public Command Build()
    {
        var command = new Command("bench", "Measure a model in a gateway of its own: answer times at a load whose arrivals do not wait for answers, memory, processor, and the highest rate that keeps the promised time.")
        {
            s_model, s_rate, s_seconds, s_onTarget, s_dry, s_json, s_trial,
        };
        command.SetAction((parsed, cancel) => parsed.GetValue(s_trial) ? ServeAsync(parsed.GetValue(s_model)!, cancel) : RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = File.Exists("airworthy.yaml") ? Project.Open(".") : null;
        var serving = project?.Contract.Serving;
        var rate = parsed.GetValue(s_rate) ?? new[] { serving?.Latency?.AtRps, serving?.ThroughputRps / (serving?.Instances ?? 1) }.Max() ?? 100;
        var seconds = parsed.GetValue(s_seconds) ?? Math.Max(LoadTested.Seconds, (int)Math.Min(86_400, Math.Ceiling(LoadTested.Requests / Math.Max(rate, 1e-3))));
        if (rate is not (> 0 and <= 100_000) || seconds is < 1 or > 86_400)
        {
            throw new Refusal(64, "--rate is above 0 and at most 100000 requests per second, --seconds 1 to 86400.");
        }

        var hardware = serving?.Target?.Hardware;
        if (parsed.GetValue(s_onTarget) && hardware is null)
        {
            throw new Refusal(64, "--on-target needs to know which machine that is, and serving.target.hardware is not set here.", "Set it in airworthy.yaml, in the project's folder.");
        }

        var folder = Directory.CreateTempSubdirectory("airworthy-bench-").FullName;
        try
        {
            var target = await AskedModel.FindAsync(parsed.GetValue(s_model)!, project, folder, cancel);
            using var trial = await TrialProcess.StartAsync(target.File, cancel);
            var count = Math.Max((int)(rate * seconds), 1);
            var result = await Terminal.WithProgressAsync($"{rate:0.##} requests per second", (told, _) => trial.MeasureAsync(rate, count, done => told($"{done:N0} of {count:N0}", Math.Max(1, count / 100)), cancel));
            var limit = serving?.Latency?.P99Ms ?? LoadSteps.UsualLimitMs;
            var sustained = await Terminal.WithProgressAsync("Looking for the highest rate", (told, _) => new LoadSteps(trial, limit, TimeSpan.FromSeconds(Math.Clamp(seconds / 20.0, 1, 6))).RunAsync(rate, told, cancel));
            var report = new LoadReport(target.Version?.Name ?? Path.GetFileName(target.File), target.Version?.Version ?? "", target.Digest, DateTimeOffset.UtcNow, rate, count, result.Load.Failed, result.Load.Took.TotalSeconds,
                Finite(result.Load.P50), Finite(result.Load.P99?.P99), Finite(result.Load.P99?.Low), Finite(result.Load.P99?.High), result.PeakMegabytes, result.ProcessorMicroseconds, sustained, limit, Machine, parsed.GetValue(s_onTarget) ? hardware : null,
                Math.Round(result.Yardstick.Microseconds, 1), Math.Round(result.Yardstick.Slowdown, 3));
            var json = LoadJson.Of(report);
            if (parsed.GetValue(s_json) is "-")
            {
                Console.Write(json);
            }
            else
            {
                Tell(report, result.Load.Why);
            }

            if (parsed.GetValue(s_json) is { } file and not "-")
            {
                await WholeFile.WriteAsync(file, json, cancel);
            }

            if (target.Version is { } version && !parsed.GetValue(s_dry))
            {
                await target.KeepAsync(project!, report, cancel);
                Terminal.Note($"Kept with version {version.Version} of {version.Name}.");
            }

            return report.Failed == 0 ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal(1, $"Not written: {e.Message}", "Name a file in a folder that you may write to.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A time that was not measured, because nothing answered, is no time that would do.</summary>
    private static double Finite(double? milliseconds) => milliseconds is { } known && double.IsFinite(known) ? Math.Round(known, 4) : 1e9;

    private static string Machine => $"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, {System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}{Processor()}";

    private static string Processor()
    {
        const string Cpus = "/proc/cpuinfo";
        var model = File.Exists(Cpus) ? File.ReadLines(Cpus).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() : null;
        return model is null ? "" : $", {model}";
    }

    private static void Tell(LoadReport report, string? why)
    {
        var answered = report.Requests - report.Failed;
        Console.WriteLine($"{answered:N0} of {report.Requests:N0} requests answered at {report.Rate:0.##} per second in {report.Seconds:0.0} s{(report.Failed > 0 ? $"; {report.Failed:N0} failed: {why}" : "")}.");
        if (answered > 0)
        {
            Console.WriteLine($"Answer time: half within {report.P50Ms:0.00} ms, 99 of 100 within {report.P99Ms:0.00} ms ({report.P99LowMs:0.00} to {report.P99HighMs:0.00}).");
        }

        Console.WriteLine($"Memory: {report.PeakMb:0} MB at its peak. Processor: {report.ProcessorUs:0} µs per request. Sustained: {report.SustainedRps:N0} requests per second with 99 of 100 within {report.LimitMs:0.##} ms; what sends them took its share of the same machine.");
        Console.WriteLine($"{report.Machine}. Rows were made up from what the model takes.");
        if (report.IsDisturbed)
        {
            Console.WriteLine(LoadTested.Disturbed(report));
        }

        if (report.Seconds < LoadTested.Seconds - 1 || report.Requests < LoadTested.Requests)
        {
            Console.WriteLine($"Too short to decide a limit: the checklist asks for {LoadTested.Seconds} s and {LoadTested.Requests:N0} requests.");
        }
    }

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
