using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reporting;
using Airworthy.Data.Records;

namespace Airworthy.Cli.Publishing;

/// <summary>Brings reports and records to a server, so that a whole team sees them.</summary>
internal sealed class Publisher : IDisposable
{
    /// <summary>Records of one call: no more than the server takes, and no call larger than this many characters.</summary>
    private const int MostRecords = 5000;
    private const int MostCharacters = 8 * 1024 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;

    private Publisher(Uri server, AuthenticationHeaderValue? login)
    {
        Server = server;
        _http = new HttpClient { BaseAddress = server, Timeout = s_patience };
        _http.DefaultRequestHeaders.Authorization = login;
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("airworthy", typeof(Publisher).Assembly.GetName().Version?.ToString(3)));
    }

    public Uri Server { get; }

    /// <summary>The publisher for a server.</summary>
    /// <param name="address">What <c>--publish</c> said; null takes it from the environment.</param>
    /// <exception cref="Refusal">No server is named, or what is named is no address.</exception>
    public static Publisher Of(string? address, Func<string, string?> variable)
    {
        var (from, text) = new[] { ("--publish", address), ("AIRWORTHY_SERVER", variable("AIRWORTHY_SERVER")), ("MLFLOW_TRACKING_URI", variable("MLFLOW_TRACKING_URI")) }
            .FirstOrDefault(a => !string.IsNullOrWhiteSpace(a.Item2));
        if (text is null)
        {
            throw new Refusal(64, "--publish names no server, and neither AIRWORTHY_SERVER nor MLFLOW_TRACKING_URI is set.", "Name one: airworthy check --publish http://127.0.0.1:5000");
        }

        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
        {
            throw new Refusal(64, $"{from} is {text}, expected the address of a server, such as http://127.0.0.1:5000.{(from == "--publish" ? " What to check stands before --publish." : "")}");
        }

        var token = variable("AIRWORTHY_TOKEN") ?? variable("MLFLOW_TRACKING_TOKEN");
        var login = token is { Length: > 0 } ? new AuthenticationHeaderValue("Bearer", token)
            : variable("MLFLOW_TRACKING_USERNAME") is { Length: > 0 } user ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{variable("MLFLOW_TRACKING_PASSWORD")}")))
            : null;
        return new Publisher(server, login);
    }

    /// <summary>Brings a report and every record that the server lacks.</summary>
    /// <returns>The address of the page that shows it.</returns>
    /// <exception cref="Refusal">The server did not take it (exit code 3).</exception>
    public async Task<string> PublishAsync(Project project, Report report, CancellationToken cancel)
    {
        var root = $"api/airworthy/projects/{Uri.EscapeDataString(report.Project)}/";
        var records = RecordsOf(project.Root);
        if (records.Count > 0)
        {
            var missing = await MissingAsync(root, [.. records.Keys], cancel);
            foreach (var batch in Batches(records.Where(r => missing.Contains(r.Key)).Select(r => r.Value)))
            {
                await PostAsync(root + "records", new JsonObject { ["records"] = Texts(batch) }, cancel);
            }
        }

        var answer = await PostAsync(root + "reports", new JsonObject { ["report"] = JsonNode.Parse(JsonReport.Write(report)) }, cancel);
        await RankAsync(project.Contract, cancel);
        return new Uri(Server, (answer["page"]?.GetValue<string>() ?? "/projects").TrimStart('/')).AbsoluteUri;
    }

    /// <summary>Every record that lies in a project's folder, by id, oldest first.</summary>
    public static IReadOnlyDictionary<string, string> RecordsOf(string root) => new RecordStore(root).Read().ToDictionary(r => r.Id, r => r.Line);

    private async Task<HashSet<string>> MissingAsync(string root, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(50_000))
        {
            var answer = await PostAsync(root + "records/missing", new JsonObject { ["ids"] = Texts(some) }, cancel);
            missing.UnionWith(answer["ids"]?.AsArray().Select(i => i!.GetValue<string>()) ?? []);
        }

        return missing;
    }

    /// <summary>Tells the project's experiment by which metric its runs are ranked, in the tags that MLflow has for it. A server without such runs, or that does not allow it, has the report all the same.</summary>
    private async Task RankAsync(ProjectContract contract, CancellationToken cancel)
    {
        if (contract.Metric is not { Name: { Length: > 0 } name } metric)
        {
            return;
        }

        using var found = await _http.GetAsync(new Uri($"api/2.0/mlflow/experiments/get-by-name?experiment_name={Uri.EscapeDataString(contract.Runs?.Experiment ?? contract.Project)}", UriKind.Relative), cancel);
        if (!found.IsSuccessStatusCode || Parsed(await found.Content.ReadAsStringAsync(cancel))?["experiment"]?["experiment_id"]?.ToString() is not { } id)
        {
            return;
        }

        foreach (var (key, value) in new[] { ("name", name), ("greaterIsBetter", metric.Direction == Core.Contracts.Direction.Down ? "False" : "True") })
        {
            using var content = new StringContent(new JsonObject { ["experiment_id"] = id, ["key"] = $"mlflow.experiment.primaryMetric.{key}", ["value"] = value }.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync(new Uri("api/2.0/mlflow/experiments/set-experiment-tag", UriKind.Relative), content, cancel);
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Batches(IEnumerable<string> lines)
    {
        var batch = new List<string>();
        var characters = 0;
        foreach (var line in lines)
        {
            if (batch.Count == MostRecords || (batch.Count > 0 && characters + line.Length > MostCharacters))
            {
                yield return batch;
                (batch, characters) = ([], 0);
            }

            batch.Add(line);
            characters += line.Length;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancel)
    {
        HttpResponseMessage response;
        try
        {
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            response = await _http.PostAsync(new Uri(path, UriKind.Relative), content, cancel);
        }
        catch (HttpRequestException e)
        {
            throw NotPublished($"it cannot be reached: {e.Message}", "Is it running? `airworthy serve` starts one here.");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw NotPublished($"it gave no answer within {s_patience.TotalMinutes:0} minutes.");
        }

        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancel);
            var answer = Parsed(text);
            return response.IsSuccessStatusCode && answer is not null ? answer
                : response.StatusCode switch
                {
                    HttpStatusCode.Unauthorized => throw NotPublished("it asks who you are.", "Set AIRWORTHY_TOKEN or MLFLOW_TRACKING_TOKEN to a token of an account that may edit."),
                    HttpStatusCode.RequestEntityTooLarge => throw NotPublished("the report is larger than it takes."),
                    _ when answer?["message"] is JsonValue says => throw NotPublished(says.ToString()),
                    _ => throw NotPublished($"it answered {(int)response.StatusCode} to {path}, and no Airworthy server does. Is this address right?"),
                };
        }
    }

    private static JsonObject? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Refusal NotPublished(string why, params string[] next) => new(3, [$"The report was not published to {Server.GetLeftPart(UriPartial.Authority)}: {why}", .. next]);

    private static JsonArray Texts(IEnumerable<string> all) => new([.. all.Select(t => (JsonNode?)t)]);

    public void Dispose() => _http.Dispose();
}
