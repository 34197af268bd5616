using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Models.Onnx;

using Microsoft.ML.OnnxRuntime;

namespace Airworthy.Pipelines.Testing;

/// <summary>A gateway that was started for one model.</summary>
/// <param name="Predict">Where rows are posted to.</param>
/// <param name="Open">Ends it.</param>
public sealed record TrialEndpoint(Uri Predict, IAsyncDisposable Open);

/// <summary>Starts a gateway with a model.</summary>
/// <param name="file">The bytes of the ONNX file.</param>
/// <param name="descriptor">The file <c>MLmodel</c> beside it; null where there is none.</param>
/// <exception cref="Features.NotAskedException">It cannot be loaded, with the reason.</exception>
public delegate Task<TrialEndpoint> ServeTrial(byte[] file, byte[]? descriptor, CancellationToken cancel);

/// <summary>Puts the model that a trial has just trained behind a gateway, and compares what it answers with what <c>commands.predict</c> wrote.</summary>
internal sealed class ServedTrial(ProjectContract contract, ServeTrial serve)
{
    /// <summary>Requests that are sent at most.</summary>
    private const int MostRows = 200;

    /// <summary>A difference that is none; of numbers above 1 in relation to the number.</summary>
    private const double Tolerated = 1e-4;

    /// <param name="places">Where the trial left its model and its predictions; the data are the rows that were predicted.</param>
    public async Task<ServedAnswers> AskAsync(TrialSteps steps, TrialPlaces places, CancellationToken cancel)
    {
        static ServedAnswers Not(string why) => new(0, 0, 0, [], Why: why, IsModel: false);
        if (ModelFile(places.Model) is not { } path)
        {
            return Not("What commands.train left at {model} is no ONNX file, and no folder with one.");
        }

        var file = await File.ReadAllBytesAsync(path, cancel);
        List<string> inputs;
        try
        {
            using var scorer = new OnnxScorer(file);
            inputs = [.. scorer.Inputs];
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            return new ServedAnswers(0, 0, 0, [], Why: $"{Path.GetFileName(path)}: {e.Message.Split('\n')[0]}", IsLoaded: false);
        }

        try
        {
            var id = contract.Data?.Id is { } named and not "row" ? named : null;
            var rows = await ServedRows.ReadAsync(places.Data, inputs, id, MostRows, cancel);
            if (rows is null && TrialSteps.Has(contract.Commands!.Features, "data") && TrialSteps.Has(contract.Commands.Features, "features"))
            {
                rows = await steps.RunAsync("features", places, cancel) is { } broken ? throw new TableException(broken, "Run it by hand.") : await ServedRows.ReadAsync(places.Features, inputs, id, MostRows, cancel);
            }

            if (rows is null)
            {
                return Not($"The model takes {string.Join(", ", inputs.Take(5))}, which neither the rows nor what commands.features writes has as columns.");
            }

            var said = await ServedRows.SaidAsync(places.Predictions, rows, cancel);
            var descriptor = Path.Combine(Path.GetDirectoryName(path)!, "MLmodel");
            var endpoint = await serve(file, File.Exists(descriptor) ? await File.ReadAllBytesAsync(descriptor, cancel) : null, cancel);
            await using var open = endpoint.Open;
            return await CompareAsync(endpoint.Predict, rows, said, cancel);
        }
        catch (Features.NotAskedException e)
        {
            return new ServedAnswers(0, 0, 0, [], Why: e.Message, IsLoaded: false);
        }
        catch (TableException e)
        {
            return Not(e.Message);
        }
    }

    private static async Task<ServedAnswers> CompareAsync(Uri predict, IReadOnlyList<ServedRow> rows, IReadOnlyDictionary<string, double[]> said, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var (refused, differing, largest, why) = (0, new List<string>(), 0.0, (string?)null);
        foreach (var row in rows)
        {
            using var response = await http.PostAsJsonAsync(predict, new JsonObject { ["rows"] = new JsonArray(row.Values.DeepClone()) }, cancel);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancel));
            if (!response.IsSuccessStatusCode)
            {
                refused++;
                why ??= $"Of the row {row.Id} it says: {(string?)answer?["error"]}";
                continue;
            }

            var (given, asked) = (Numbers(answer?["predictions"]), said[row.Id]);
            given = given.Count == 2 && asked.Length == 1 ? [given[1]] : given; // a probability for each class: the later one is the positive
            var apart = given.Count != asked.Length ? double.PositiveInfinity : given.Zip(asked, (g, a) => Math.Abs(g - a) / Math.Max(1, Math.Abs(a))).Max();
            if (!(apart <= Tolerated))
            {
                differing.Add(row.Id);
            }

            largest = Math.Max(largest, double.IsFinite(apart) ? apart : 1);
        }

        return new ServedAnswers(rows.Count, refused, differing.Count, [.. differing.Take(5)], largest, why);
    }

    /// <summary>The numbers of the output that decides: of several the first that is no whole number or text, as a label would be.</summary>
    private static List<double> Numbers(JsonNode? predictions)
    {
        static IEnumerable<double> All(JsonNode? node) => node is JsonArray array ? array.SelectMany(All) : node is JsonValue value && value.TryGetValue<double>(out var number) ? [number] : [double.NaN];
        var output = predictions is JsonObject several ? several.FirstOrDefault(o => o.Key.Contains("prob", StringComparison.OrdinalIgnoreCase) || o.Key.Contains("score", StringComparison.OrdinalIgnoreCase)).Value ?? several.LastOrDefault().Value : predictions;
        return [.. All(output)];
    }

    private static string? ModelFile(string model) => File.Exists(model) ? model
        : Directory.Exists(model) ? Directory.EnumerateFiles(model, "*.onnx", SearchOption.AllDirectories).OrderByDescending(f => Path.GetFileName(f) == "model.onnx").ThenBy(f => f, StringComparer.Ordinal).FirstOrDefault()
        : null;
}
