using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Pipelines.Load;

namespace Airworthy.Cli.Benching;

/// <summary>What a model needs to answer, measured in a gateway of its own.</summary>
/// <param name="Load">The load and how it was answered.</param>
/// <param name="PeakMegabytes">Of the gateway's resident memory.</param>
/// <param name="ProcessorMicroseconds">Per request, of the gateway.</param>
/// <param name="Yardstick">What else the machine had to do.</param>
internal sealed record TrialResult(LoadResult Load, double PeakMegabytes, double ProcessorMicroseconds, Yardstick Yardstick);

/// <summary>The gateway in a process of its own with one model file: nothing else takes memory there, and its end takes all of it away.</summary>
internal sealed class TrialProcess : IDisposable
{
    /// <summary>Different requests that are sent in turn.</summary>
    private const int Different = 200;

    private readonly Process _process;

    private TrialProcess(Process process, Uri address, IReadOnlyList<byte[]> bodies)
    {
        (_process, Address, Bodies) = (process, address, bodies);
    }

    public Uri Address { get; }

    /// <summary>Requests of one row each, made up from what the model takes.</summary>
    public IReadOnlyList<byte[]> Bodies { get; }

    public int Id => _process.Id;

    /// <param name="file">The ONNX file; its <c>MLmodel</c> is looked for beside it.</param>
    /// <exception cref="Refusal">It cannot be served.</exception>
    public static async Task<TrialProcess> StartAsync(string file, CancellationToken cancel)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(TrialProcess).Assembly.Location);
        }

        start.ArgumentList.Add("bench");
        start.ArgumentList.Add(file);
        start.ArgumentList.Add("--trial");
        var process = Process.Start(start) ?? throw new Refusal(1, "A gateway for the trial cannot be started.");
        try
        {
            var address = await process.StandardOutput.ReadLineAsync(cancel);
            if (address is null || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
            {
                throw new Refusal(1, (await process.StandardError.ReadToEndAsync(cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } lines ? lines : ["A gateway for the trial cannot be started."]);
            }

            using var http = new HttpClient { BaseAddress = uri };
            var model = JsonNode.Parse(await http.GetStringAsync("/v2/models/trial", cancel))!;
            return new TrialProcess(process, new Uri(uri, "/v2/models/trial/infer"), [.. MadeUp(model["inputs"]!.AsArray())]);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Warms it up and sends a load.</summary>
    public async Task<TrialResult> MeasureAsync(double rate, int count, Action<int>? told, CancellationToken cancel)
    {
        using var load = new OpenLoad(Address, Bodies);
        await load.RunAsync(Math.Max(rate, 200), 200, null, cancel);
        var yardstick = new Yardstick();
        await yardstick.LookAsync(cancel);
        _process.Refresh();
        var before = _process.TotalProcessorTime;
        var result = await load.RunAsync(rate, count, told, cancel);
        _process.Refresh();
        var (peak, processor) = (_process.PeakWorkingSet64 / 1e6, (_process.TotalProcessorTime - before).TotalMicroseconds / count);
        await yardstick.LookAsync(cancel);
        return new TrialResult(result, peak, processor, yardstick);
    }

    /// <summary>Rows that a model would take: numbers around 0 to 1000, times of one year, texts of one letter. The same ones every time.</summary>
    internal static IEnumerable<byte[]> MadeUp(JsonArray inputs)
    {
        var random = new Random(20_010_601);
        for (var i = 0; i < Different; i++)
        {
            using var body = new MemoryStream();
            using (var json = new Utf8JsonWriter(body))
            {
                json.WriteStartObject();
                json.WriteStartArray("inputs");
                foreach (var input in inputs)
                {
                    var shape = input!["shape"]!.AsArray().Select(l => (long)l! < 0 ? 1 : (long)l!).ToList();
                    var type = (string)input["datatype"]!;
                    json.WriteStartObject();
                    json.WriteString("name", (string)input["name"]!);
                    json.WriteString("datatype", type);
                    json.WriteStartArray("shape");
                    shape.ForEach(json.WriteNumberValue);
                    json.WriteEndArray();
                    json.WriteStartArray("data");
                    for (var v = shape.Aggregate(1L, (a, b) => a * b); v > 0; v--)
                    {
                        switch (type)
                        {
                            case "BYTES":
                                json.WriteStringValue(((char)('A' + random.Next(26))).ToString());
                                break;
                            case "BOOL":
                                json.WriteBooleanValue(random.Next(2) == 1);
                                break;
                            case "FP64":
                                json.WriteNumberValue(978_307_200 + random.Next(31_536_000));
                                break;
                            case "FP32" or "FP16":
                                json.WriteNumberValue(Math.Round(random.NextDouble() * 1000, 3));
                                break;
                            default:
                                json.WriteNumberValue(random.Next(100));
                                break;
                        }
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            yield return body.ToArray();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
