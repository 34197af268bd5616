using System.Globalization;
using System.Text.Json.Nodes;

using Airworthy.Cli.Evaluations;
using Airworthy.Cli.Rehearsing;
using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Learning;
using Airworthy.Probes.Runs;
using Airworthy.Serving.Models;
using Airworthy.Serving.Trial;

namespace Airworthy.Cli.Guarding;

/// <summary>What the guards of a model version say of one row: a gateway of its own is asked, so it is what an endpoint would say.</summary>
internal static class GuardVerdict
{
    /// <param name="row">One row, with the columns that the model takes.</param>
    /// <param name="columns">Their names.</param>
    /// <returns>A sentence; where there is no verdict it says why.</returns>
    public static async Task<string> OfAsync(Project project, KeptModel model, byte[] file, LearningTask task, RawRows row, IReadOnlyList<string> columns, CancellationToken cancel)
    {
        if (await NamedRun.NewestVersionAsync(model.Client, model.Run, project.Contract.Project, cancel) is not { } version)
        {
            return $"Guards gave no verdict: no version of {project.Contract.Project} was registered from {model.Name}, and guards are fitted to versions.";
        }

        FittedGuards? fitted;
        try
        {
            fitted = await KeptGuards.OfAsync(model.Client, model.Run, version, await ModelDigest.OfAsync(model.Client, model.Run, version, cancel), cancel);
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            fitted = null; // kept elsewhere, or nowhere
        }

        if (fitted is null)
        {
            return $"Guards gave no verdict: none were fitted to version {version.Version}. Fit them: airworthy guard fit {version.Version}";
        }

        var contract = project.Contract;
        var folder = Directory.CreateTempSubdirectory("airworthy-guard-").FullName;
        try
        {
            var terms = new Serving.Guards.GuardTerms(contract.Fallback?.When is { } when ? [.. when.Select(w => WordAttribute.Of(w))] : null, contract.Fallback?.LowConfidenceBelow, PromisedGuards.SchemaOf(project));
            await using var trial = await FallbackTrial.StartAsync(file, null, fitted, terms, ["refuse"], DecisionThreshold.Of(contract).From, 30_000, folder, cancel);
            using var http = new HttpClient { BaseAddress = trial.Url };
            using var content = new StringContent(DoubtedRows.Body("row", new DoubtedRows(row, columns).Of(0)), System.Text.Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri($"/models/{FallbackTrial.Endpoint}/predict", UriKind.Relative), content, cancel);
            var said = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancel));
            return response.IsSuccessStatusCode ? Told(said?["rows"]?[0], version.Version, fitted, task, contract)
                : $"Guards of version {version.Version}: an endpoint would not answer the row: {(string?)said?["error"]}{Chain(contract)}";
        }
        catch (NotServableException e)
        {
            return $"Guards gave no verdict: the version cannot be served: {e.Message}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Told(JsonNode? row, string version, FittedGuards fitted, LearningTask task, ProjectContract contract)
    {
        string[] doubts = [.. (row?["doubts"] as JsonArray)?.Select(d => (string)d!) ?? []];
        var parts = new List<string> { doubts.Length == 0 ? "nothing speaks against the answer" : $"{string.Join(", ", doubts)} speak{(doubts.Length == 1 ? "s" : "")} against the answer{((string?)row?["fallback_reason"] is null ? ", which would be given all the same" : Chain(contract))}" };
        if (row?["set"] is JsonArray set)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"the set that holds the truth {fitted.Profile.Coverage!.Coverage:P0} of the time is {(set.Count == 0 ? "empty" : string.Join(" or ", set.Select(c => task.Classes[(int)c!])))}"));
        }

        if (row?["interval"] is JsonArray { Count: 2 } interval)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{fitted.Profile.Coverage!.Coverage:P0} of the time the truth lies between {(double)interval[0]!:0.###} and {(double)interval[1]!:0.###}"));
        }

        if (row?["distance"] is { } distance && fitted.Profile.Distance is { } profile)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"it lies {(double)distance:0.##} from the rows of train, where ordinary rows lie up to {profile.Threshold:0.##}"));
        }

        return $"Guards of version {version}: {string.Join("; ", parts)}.";
    }

    private static string Chain(ProjectContract contract) => contract.Fallback?.Chain is { Count: > 0 } chain ? $", so one of these answers: {string.Join(", ", chain)}" : "";
}
